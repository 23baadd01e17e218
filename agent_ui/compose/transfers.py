"""To whom work can be handed, and what stands against it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.compose.presence import reason_name
from agent_ui.views import Choice, PresenceState, TransferView
from agent_ui.words.languages import Words
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import colleague_queries, conversation_queries
from contact_center.interactions.reading.colleague_queries import Colleague
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.measures import service as measures
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing


class NoSuchTarget(Invalid):
    """`to` names neither a colleague nor a queue; choose one from the list."""


async def targets(reader: Reader, lens: Lens, interaction: UUID) -> TransferView:
    """Queues and colleagues for the channel of this interaction. Raises `NotForYou` for what is not the reader's."""
    await lens.rights.require(reader, interaction, Act.READ)
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    colleagues = await colleague_queries.colleagues(reader, lens.tenant, lens.agent, header.channel)
    free = {one.agent_id for one in colleagues if _against(lens.words, one) is None}
    waiting: dict[UUID, list[datetime]] = {}
    for one in await measures.waiting(reader, lens.tenant, limit=1000):
        waiting.setdefault(one.queue_id, []).append(one.since)
    queues = [queue for queue in await routing.queues(reader, lens.tenant) if queue.active]
    return TransferView(
        InteractionId(interaction),
        await name_of(reader, lens, header),
        tuple(_colleague(lens.words, one) for one in colleagues),
        tuple(
            Choice(
                f"queue:{one.id}", one.name, _waits(lens.words, waiting.get(one.id, []), len(free & set(one.members)))
            )
            for one in queues
        ),
        can_ask=lens.words.is_call(header.channel),
    )


def _waits(words: Words, since: list[datetime], free: int) -> str:
    """Who waits there and how long, and how many could take it at once."""
    n = len(since)
    waits = words.ngettext("%(n)s waiting", "%(n)s waiting", n) if n else words.gettext("none waiting")
    if since:
        waits = words.gettext("%(waits)s, longest %(span)s", waits=waits, span=words.age(min(since)))
    return words.gettext("%(waits)s; %(free)s", waits=waits, free=words.ngettext("%(n)s free", "%(n)s free", free))


def _colleague(words: Words, one: Colleague) -> Choice:
    load = words.gettext("%(used)s of %(places)s places in use", used=one.used, places=one.capacity)
    if one.state != Presence.OFFLINE:
        load = words.gettext("%(load)s, for %(span)s", load=load, span=words.age(one.since))
    return Choice(f"agent:{one.agent_id}", one.name, load, PresenceState(one.state), _against(words, one))


def _against(words: Words, one: Colleague) -> str | None:
    if one.state == Presence.OFFLINE:
        return words.gettext("signed out")
    if one.state != Presence.AVAILABLE:
        return reason_name(words, one.reason) or words.gettext("not available")
    return words.gettext("no free place") if one.used >= one.capacity else None


def target(to: str) -> AgentId | QueueId:
    """What the dialog posted, `agent:<id>` or `queue:<id>`. Raises `NoSuchTarget`."""
    kind, _, id = to.partition(":")
    try:
        if kind == "agent":
            return AgentId(UUID(id))
        if kind == "queue":
            return QueueId(UUID(id))
    except ValueError as broken:
        raise NoSuchTarget(to, field="to") from broken
    raise NoSuchTarget(to, field="to")
