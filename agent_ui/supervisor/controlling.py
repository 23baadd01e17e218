"""The dialogs by which a supervisor changes running work, queues, presences, and closes in an emergency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from agent_ui.compose import transfers
from agent_ui.compose.lens import Lens, can
from agent_ui.compose.own_work import address
from agent_ui.compose.presence import choices, is_put_down
from agent_ui.supervisor.views import ChoiceGroup, ClosureView, ControlView, SwitchedQueue
from agent_ui.views import Choice, PresenceState
from agent_ui.words import labels, waits
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import own_work_queries
from contact_center.interactions.reading.own_work_queries import WorkItem
from contact_center.interactions.work import breaks
from contact_center.kernel.contracts.channels import ChannelAdapter
from contact_center.kernel.contracts.interactions import OnBreak
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId
from contact_center.measures import service as measures
from contact_center.measures.figures import AgentFigures
from contact_center.platform.unit_of_work import Reader
from routing.errors import NoSuchQueue
from routing.explanation.live import LiveLook
from routing.flow import showing
from routing.flow.endpoints import LineWait, line_waits
from routing.flow.ports import PastWaits
from routing.flow.showing import QueueState

RAISES = (5, 15, 60, 240)
"""Points, which are minutes of waiting."""


class NothingChosen(Invalid):
    """Choose what to do; `to` is none of the choices shown."""


async def of_work(reader: Reader, lens: Lens, interaction: UUID, seen: LiveLook) -> ControlView:
    """Move, raise or assign waiting work. `seen`: what the router would say of it now."""
    found = await transfers.targets(reader, lens, interaction)
    words = lens.words
    raises = tuple(
        Choice(f"raise:{n}", words.ngettext("%(n)s minute ahead", "%(n)s minutes ahead", n), "") for n in RAISES
    )
    groups = (
        ChoiceGroup(words.gettext("Raise priority"), raises),
        ChoiceGroup(
            words.gettext("Offer to"),
            tuple(Choice(t.key, t.name, t.detail, t.state, _against(t.state, t.refusal)) for t in found.agents),
        ),
        ChoiceGroup(words.gettext("Move to"), tuple(Choice(t.key, t.name, t.detail) for t in found.queues)),
    )
    title = words.gettext("Change how %(who)s waits", who=found.who)
    why = waits.sentence(words, seen)
    return ControlView(
        f"/supervisor/control/work/{interaction}", title, groups, search=True, facts=(why,) if why else ()
    )


def _against(state: PresenceState | None, refusal: str | None) -> str | None:
    """A supervisor may go beyond capacity, but nothing rings where nobody sits."""
    return None if state is PresenceState.AVAILABLE else refusal


async def of_agent(
    reader: Reader, lens: Lens, agent: UUID, time_zone: str, adapters: Mapping[str, ChannelAdapter]
) -> ControlView:
    """Set a presence, or take work in hand back. What cannot be undone says so."""
    words = lens.words
    name = (await directory.names(reader, lens.tenant, [agent])).get(agent, "")
    items = await own_work_queries.work_of(reader, lens.tenant, AgentId(agent))
    back = tuple(
        _held(lens, one, cut=can(adapters, one.channel).media) for one in items if one.segment_state != "wrapping"
    )
    states = [
        Choice(f"presence:{one.key}", labels.presence_choice(words, one), "", one.state) for one in choices(words)
    ]
    out = Choice(
        "presence:offline",
        words.gettext("Signed out"),
        words.gettext("all open work goes back to its queues; this cannot be undone"),
        PresenceState.OFFLINE,
    )
    groups = (
        ChoiceGroup(words.gettext("Presence"), (*states, out)),
        ChoiceGroup(words.gettext("Return to its queue"), back),
    )
    title = words.gettext("Change %(who)s", who=name)
    wall = await measures.wallboard(reader, lens.tenant, reader.now, time_zone)
    facts = tuple(_answered(words, one) for one in wall.agents if one.agent_id == agent)
    rule = await breaks.rule(reader, lens.tenant)
    if rule.do is OnBreak.QUEUE and is_put_down(items):
        facts += (words.gettext("Away, their open mails and messages go back to the queues; this cannot be undone."),)
    return ControlView(f"/supervisor/control/agents/{agent}", title, groups, facts=facts)


def _answered(words: Words, one: AgentFigures) -> str:
    if not one.answered_today:
        return words.gettext("Nothing answered yet today.")
    return words.gettext(
        "Answered %(n)s today, %(share)s %% of all.",
        n=words.number(one.answered_today), share=words.percent(one.share_today),
    )  # fmt: skip


def _held(lens: Lens, one: WorkItem, *, cut: bool) -> Choice:
    who = one.contact_name or address(lens, one.contact_kind, one.contact_value)
    channel = labels.short_channel(lens.words, one.channel)
    if cut and one.segment_state in ("connected", "held"):
        channel = lens.words.gettext(
            "%(channel)s; the line to the agent is cut, this cannot be undone", channel=channel
        )
    return Choice(f"back:{one.interaction_id}", who, channel)


async def of_queue(reader: Reader, lens: Lens, queue: UUID, past: PastWaits | None) -> ControlView:
    """Pause or resume; closing has a dialog of its own."""
    words = lens.words
    state = (await showing.queue_states(reader, lens.tenant)).get(queue)
    if state is None:
        raise NoSuchQueue(queue, field="queue")
    if state.paused:
        choice = Choice("resume", words.gettext("Resume: offer this queue's work again"), _switched(lens, state))
    else:
        choice = Choice("pause", words.gettext("Pause: work keeps its place and is not offered"), "")
    title = words.gettext("Change %(queue)s", queue=state.name)
    lines = [one for one in await line_waits(reader, lens.tenant, past) if one.queue_id == queue] if past else []
    facts = tuple(fact for one in lines if one.tier != "deferred" for fact in _expected(words, one))
    return ControlView(
        f"/supervisor/control/queues/{queue}",
        title,
        (ChoiceGroup(words.gettext("Queue"), (choice,)),),
        chosen=choice.key,
        facts=facts,
    )


def _expected(words: Words, one: LineWait) -> list[str]:
    """The expected wait as customers are told it, and how far such figures were off."""
    kind = words.gettext("calls and chats") if one.tier == "live" else words.gettext("text messages")
    if one.expected_seconds is None:
        found = [
            words.gettext("No expected wait for %(kind)s: too few were answered in the last half hour.", kind=kind)
        ]
    else:
        wait = words.span(timedelta(seconds=one.expected_seconds))
        found = [words.gettext("Expected wait for %(kind)s: %(wait)s.", kind=kind, wait=wait)]
    test = one.back_test
    if test is not None:
        error = words.span_exact(timedelta(seconds=test.mean_absolute_error))
        found.append(
            words.gettext(
                "These estimates were off by %(error)s on average (%(n)s waits in the last 24 hours); "
                "%(longer)s %% waited over a minute longer.",
                error=error,
                n=words.number(test.waits),
                longer=words.percent(test.waited_longer),
            )
        )
    return found


async def closing(reader: Reader, lens: Lens) -> ClosureView:
    """Which queues are open, which are closed, and where work could go."""
    states = (await showing.queue_states(reader, lens.tenant)).values()
    waiting: dict[UUID, int] = {}
    for one in await measures.waiting(reader, lens.tenant, limit=1000):
        waiting[one.queue_id] = waiting.get(one.queue_id, 0) + 1
    opened = [one for one in states if not one.closed]
    return ClosureView(
        tuple(SwitchedQueue(one.queue_id, one.name, _waits(lens, waiting.get(one.queue_id, 0))) for one in opened),
        tuple(SwitchedQueue(one.queue_id, one.name, _switched(lens, one)) for one in states if one.closed),
    )


def _waits(lens: Lens, n: int) -> str:
    return lens.words.ngettext("%(n)s waiting", "%(n)s waiting", n) if n else lens.words.gettext("none waiting")


def _switched(lens: Lens, state: QueueState) -> str:
    return " ".join(stopped_sentences(lens, [state]))


def stopped_sentences(lens: Lens, states: Iterable[QueueState]) -> list[str]:
    """Each closure and pause in a sentence."""
    found, words = [], lens.words
    for state in states:
        if state.closed:
            facts = {"queue": state.name, "time": words.when(state.closed.at), "why": state.closed.why}
            found.append(words.gettext("%(queue)s has been closed since %(time)s: %(why)s", **facts))
        if state.paused:
            facts = {"queue": state.name, "time": words.when(state.paused.at), "why": state.paused.why}
            found.append(words.gettext("%(queue)s has been paused since %(time)s: %(why)s", **facts))
    return found
