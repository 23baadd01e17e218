"""An offer with what helps to answer it, and why it came to this agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from agent_ui.compose import tasks
from agent_ui.compose.identity import identity_view, is_new
from agent_ui.compose.lens import Lens
from agent_ui.views import CallView, LegState, OfferFact, OfferState, OfferView, Tone
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import timeline_queries
from contact_center.interactions.reading.at_work_queries import AgentPartRow
from contact_center.interactions.reading.own_work_queries import WorkItem
from contact_center.interactions.reading.timeline_queries import TimelineRow
from contact_center.interactions.work.consulting import ASKED_BY
from contact_center.kernel.contracts.interactions import Identity, Reason
from contact_center.kernel.ids import InteractionId, SegmentId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer

PREVIEW = 240


async def offer(reader: Reader, lens: Lens, item: WorkItem, known: Customer | None, who: str, queue: str) -> OfferView:
    """`known`: the customer it is from, if anybody."""
    assert item.segment_id is not None
    past: list[TimelineRow] = []
    promised: list[OfferFact] = []
    if item.customer_id and item.identity != Identity.AMBIGUOUS:
        everywhere = await customers.aliases(reader, lens.tenant, item.customer_id)
        past = await timeline_queries.timeline(reader, lens.tenant, everywhere, but=item.interaction_id, limit=20)
        promised = await tasks.offer_facts(reader, lens, item.customer_id)
    asks = await _who_asks(reader, lens, item.explanation)
    return OfferView(
        segment=SegmentId(item.segment_id),
        interaction=InteractionId(item.interaction_id),
        channel=item.channel,
        queue=queue,
        who=who,
        identity=identity_view(lens.words, item.identity, None, None, new=is_new(known, item.opened_at)),
        waiting_since=item.since if asks else item.entered_at or item.since,
        offered_at=item.since,
        due=item.expires_at or item.since,
        facts=(*promised, *_facts(lens.words, past)),
        because=_asks(lens.words, asks) if asks else because(lens.words, item.explanation),
        explanation=f"/console/explanations/{item.segment_id}" if item.explanation and not asks else None,
        preview=(item.asked or item.subject or "")[:PREVIEW] or None,
    )


def with_call(words: Words, offered: OfferView, call: CallView | None) -> OfferView:
    """Says so while the caller's page is gone: it may come back from a reload, or nobody is on the line any more."""
    if call is None or not call.live or call.customer.state is not LegState.LOST:
        return offered
    text = words.gettext("Connection lost. If the caller does not come back, the offer ends by itself.")
    return replace(offered, facts=(OfferFact("phone-off", text, "", Tone.SOON), *offered.facts))


def _facts(words: Words, past: list[TimelineRow]) -> list[OfferFact]:
    """What was between us before: the last contact, and what is still open."""
    source = words.gettext("contact history")
    facts = []
    still_open = [one for one in past if one.state != "closed"]
    if still_open:
        text = words.ngettext("%(n)s other conversation is open", "%(n)s other conversations are open", len(still_open))
        facts.append(OfferFact("flag", text, source))
    if past:
        facts.append(OfferFact("message", _last_contact(words, past[0]), source))
    return facts


def _last_contact(words: Words, last: TimelineRow) -> str:
    how, when = channel_name(words, last.channel), words.when(last.created_at)
    if last.agent_name:
        return words.gettext("Last contact %(when)s: %(channel)s, with %(agent)s",
                             when=when, channel=how, agent=last.agent_name)  # fmt: skip
    return words.gettext("Last contact %(when)s: %(channel)s", when=when, channel=how)


async def _who_asks(reader: Reader, lens: Lens, why: Mapping[str, Any] | None) -> str | None:
    """The colleague who asks about a call of theirs; None where the router chose."""
    if not why or ASKED_BY not in why:
        return None
    agent = UUID(why[ASKED_BY])
    return (await directory.names(reader, lens.tenant, [agent])).get(agent, "")


def _asks(words: Words, who: str) -> str:
    return words.gettext("%(who)s asks you about this call; the customer hears music meanwhile.", who=who)


def because(words: Words, why: Mapping[str, Any] | None) -> str | None:
    """One sentence; the whole explanation has a page of its own."""
    if not why:
        return None
    if why.get("preferred"):
        return words.gettext("Offered to you because you handled this before.")
    if why.get("eligible", 0) <= 1:
        return words.gettext("Offered to you because nobody else can take it now.")
    n = words.number(int(why["eligible"]))
    by = {
        "longest_idle": words.gettext("Offered to you, first of %(n)s: least open work, then longest idle.", n=n),
        "most_proficient": words.gettext("Offered to you, the most proficient of %(n)s.", n=n),
        "least_occupied": words.gettext("Offered to you, with the least open work of %(n)s.", n=n),
        "round_robin": words.gettext("Offered to you: it is your turn among %(n)s.", n=n),
    }
    return by.get(str(why.get("selection")), by["longest_idle"])


def over(lens: Lens, part: AgentPartRow, who: str, queue: str) -> OfferView | None:
    """What became of an offer that is gone without this agent's doing; None if there is nothing to say."""
    words = lens.words
    if part.reason == Reason.TIMED_OUT:
        state = OfferState.MISSED
        outcome = words.gettext("was not answered in time; you are now shown as not responding and get no offers.")
    elif part.reason == Reason.RESCINDED:
        state, outcome = OfferState.GONE, words.gettext("was taken by somebody else, or the customer left.")
    else:
        return None
    return OfferView(
        segment=SegmentId(part.segment_id),
        interaction=InteractionId(part.interaction_id),
        channel=part.channel,
        queue=queue,
        who=who,
        identity=identity_view(words, Identity.UNKNOWN, None, None),
        waiting_since=part.offered_at,
        offered_at=part.offered_at,
        due=part.offered_at,
        state=state,
        outcome=outcome,
    )
