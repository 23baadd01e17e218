"""An agent's own work, read at once: work list, offer, wrap-ups, presence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.compose import offers
from agent_ui.compose import presence as presences
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Calls
from agent_ui.views import (
    ClockKind,
    ClockView,
    GroupKind,
    OfferView,
    PresenceView,
    SlotLine,
    WorkGroup,
    WorkListView,
    WorkRow,
    WrapUpView,
)
from agent_ui.views.guides import OpensCase
from agent_ui.words import cases as case_words
from agent_ui.words import dispositions as dispositions_said
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.interactions.intake.voicemail import CHANNEL as VOICEMAIL
from contact_center.interactions.presence import service as presence
from contact_center.interactions.reading import (
    at_work_queries,
    conversation_queries,
    own_work_queries,
)
from contact_center.interactions.reading.own_work_queries import WorkItem
from contact_center.interactions.work import breaks, drafts, wrapping_up
from contact_center.interactions.work.domain import DraftKind
from contact_center.kernel.by_channel import REST
from contact_center.kernel.contracts.channels import AddressKind, Delivery
from contact_center.kernel.contracts.interactions import SegmentState, WrapMode
from contact_center.kernel.ids import InteractionId, SegmentId
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import service as cases
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from routing.policy import administration as routing

PREVIEW = 160
"""Characters of a message in the list."""
IN_HAND = (SegmentState.CONNECTED, SegmentState.HELD)


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Everything that is with an agent, as one snapshot has it."""

    items: list[WorkItem]
    people: Mapping[UUID, Customer]

    def of(self, interaction: UUID) -> WorkItem | None:
        return next((item for item in self.items if item.interaction_id == interaction), None)


async def read_own_work(reader: Reader, lens: Lens) -> OwnWork:
    """Everything in the reader's snapshot, and no more than each page of theirs shows of it."""
    items = await own_work_queries.work_of(reader, lens.tenant, lens.agent)
    return OwnWork(
        items, await customers.several(reader, lens.tenant, [item.customer_id for item in items if item.customer_id])
    )


def address(lens: Lens, kind: str, value: str) -> str:
    """An address as a person may read it; a visitor's id says nothing."""
    if kind == AddressKind.WEB:
        return lens.words.gettext("Visitor on the web site")
    return lens.words.phone(value) if kind == AddressKind.PHONE else value


def who_of(lens: Lens, found: OwnWork, item: WorkItem) -> str:
    known = found.people.get(item.customer_id) if item.customer_id else None
    return named(lens, known.name if known else item.contact_name, item.contact_kind, item.contact_value)


def named(lens: Lens, name: str | None, kind: str, value: str) -> str:
    """Who is known by nothing but a number has it as name: it is written as numbers are."""
    return lens.words.phone(name) if name else address(lens, kind, value)


async def presence_view(reader: Reader, lens: Lens, found: OwnWork) -> PresenceView:
    rule = await breaks.rule(reader, lens.tenant) if presences.is_put_down(found.items) else None
    return presences.view(lens.words, await presence.get(reader, lens.tenant, lens.agent), found.items, rule)


# --- the list ----------------------------------------------------------------------------------------


async def work_list(reader: Reader, lens: Lens, found: OwnWork) -> WorkListView:
    groups: dict[GroupKind, list[WorkRow]] = {kind: [] for kind in GroupKind}
    for item in sorted(found.items, key=_urgency):
        kind = _group(lens.words, item)
        if kind is not None:
            groups[kind].append(row(lens, found, item))
    loads = await own_work_queries.load(reader, lens.tenant, lens.agent)
    slots = tuple(SlotLine(load.channel, load.used, load.capacity) for load in loads if load.channel != REST)
    return WorkListView(tuple(WorkGroup(kind, tuple(rows)) for kind, rows in groups.items()), slots)


def _urgency(item: WorkItem) -> tuple[bool, float]:
    """What is promised first, then what waits longest."""
    due = promised(item)
    return due is None, (due or item.since).timestamp()


def _group(words: Words, item: WorkItem) -> GroupKind | None:
    match item.segment_state:
        case SegmentState.ALERTING:
            return None
        case SegmentState.WRAPPING:
            return GroupKind.WRAP_UP
        case None if item.parked_until is not None and words.is_call(item.channel):
            return None  # it is among the parked calls, which others may pick up, too
        case None if item.parked_until is not None:
            return GroupKind.PARKED
        case None:
            return GroupKind.REPLY if item.unanswered else GroupKind.WAITING
        case _ if item.parked_at is not None:
            return GroupKind.PARKED
        case _:
            return GroupKind.CALL if words.is_call(item.channel) else GroupKind.REPLY


def waits(lens: Lens, found: OwnWork) -> int:
    """Conversations in which the customer waits for this agent's answer."""
    return sum(1 for item in found.items if _group(lens.words, item) is GroupKind.REPLY and item.unanswered)


def next_to_answer(lens: Lens, found: OwnWork) -> InteractionId | None:
    """What the list has first of what waits for this agent's answer."""
    waiting = [item for item in found.items if item.unanswered and _group(lens.words, item) is GroupKind.REPLY]
    return InteractionId(min(waiting, key=_urgency).interaction_id) if waiting else None


def row(lens: Lens, found: OwnWork, item: WorkItem) -> WorkRow:
    known = found.people.get(item.customer_id) if item.customer_id else None
    waits = _group(lens.words, item) is GroupKind.REPLY
    return WorkRow(
        interaction=InteractionId(item.interaction_id),
        channel=item.channel,
        who=who_of(lens, found, item),
        preview=_preview(lens, item),
        clock=_clock(lens.words, item),
        organisation=known.organisation_name if known else None,
        ours=item.last_direction == "out",
        unread=item.unanswered if waits else 0,
    )


def _preview(lens: Lens, item: WorkItem) -> str:
    """What was said last; a voice message has no words to show."""
    said = " ".join((item.last_text or item.subject or "").split())[:PREVIEW]
    return said or (lens.words.gettext("Voice message") if item.channel == VOICEMAIL else "")


def _clock(words: Words, item: WorkItem) -> ClockView:
    if item.last_direction == "out" and item.last_delivery is not None and Delivery(item.last_delivery).lost:
        return ClockView(ClockKind.FAILED)
    match _group(words, item):
        case GroupKind.CALL:
            return ClockView(ClockKind.TIMER, item.since)
        case GroupKind.WRAP_UP if item.wrap_until:
            return ClockView(ClockKind.LEFT, item.since, item.wrap_until)
        case GroupKind.REPLY:
            return reply_clock(item) or ClockView(ClockKind.AGE, item.last_at or item.since)
    if item.parked_until is not None:
        return ClockView(ClockKind.BACK, item.parked_until)
    return ClockView(ClockKind.AGE, item.parked_at or item.since)


def promised(item: WorkItem | conversation_queries.Header) -> datetime | None:
    """When the next answer is due; None where nothing is promised."""
    return item.next_reply_due_at or (item.first_reply_due_at if item.first_replied_at is None else None)


def reply_clock(item: WorkItem | conversation_queries.Header) -> ClockView | None:
    """Counts to the promised reply; None where nothing is promised.

    In the list it is an age that turns into what is left at the end; beside the text it is always what is left.
    """
    due = promised(item)
    since = item.last_at if isinstance(item, WorkItem) else item.created_at
    kind = ClockKind.DUE if isinstance(item, WorkItem) else ClockKind.LEFT
    return ClockView(kind, since or due, due) if due else None


# --- offer and wrap-ups --------------------------------------------------------------------------------


async def offer_view(reader: Reader, lens: Lens, found: OwnWork, calls: Calls | None) -> OfferView | None:
    """The open offer, if there is one; of several, such as a mail and a call, the one that ends first."""
    offered = [item for item in found.items if item.segment_state == SegmentState.ALERTING]
    if not offered:
        return None
    item = min(offered, key=lambda one: one.expires_at or one.since)
    who = who_of(lens, found, item)
    queue = (await routing.queue_names(reader, lens.tenant)).get(item.queue_id, "") if item.queue_id else ""
    known = found.people.get(item.customer_id) if item.customer_id else None
    view = await offers.offer(reader, lens, item, known, who, queue)
    if calls is None or not lens.words.is_call(item.channel):
        return view
    return offers.with_call(lens.words, view, await calls.of(reader, lens.tenant, item.interaction_id, who, lens.agent))


async def wrap_ups(
    reader: Reader, lens: Lens, found: OwnWork, *, but: UUID | None = None, only: UUID | None = None
) -> tuple[WrapUpView, ...]:
    """Wrap-ups of this agent, `but` one interaction's, or `only` one's."""
    items = [item for item in found.items if item.segment_state == SegmentState.WRAPPING]
    items = [item for item in items if item.interaction_id != but and only in (None, item.interaction_id)]
    if not items:
        return ()
    tree = await dispositions.tree(reader, lens.tenant)
    last = await at_work_queries.recent_dispositions(reader, lens.tenant, lens.agent)
    return tuple([await _wrap_up(reader, lens, found, item, tree, last) for item in items])


async def opens_case(reader: Reader, lens: Lens, tree: DispositionTree, code: str | None) -> OpensCase | None:
    """The case that a chosen code asks for."""
    one = tree.nodes.get(code or "")
    if one is None or one.case_type is None:
        return None
    type = (await cases.types(reader, lens.tenant)).get(one.case_type)
    return OpensCase(type.code, case_words.type_name(lens.words, type)) if type and type.active else None


async def _wrap_up(
    reader: Reader,
    lens: Lens,
    found: OwnWork,
    item: WorkItem,
    tree: DispositionTree,
    last: list[str],
) -> WrapUpView:
    kept = (await drafts.of(reader, lens.tenant, lens.agent, item.conversation_id)).get(DraftKind.NOTE)
    assert item.segment_id is not None
    codes = dispositions_said.choices(lens.words, tree, item.queue_id)
    return WrapUpView(
        segment=SegmentId(item.segment_id),
        interaction=InteractionId(item.interaction_id),
        who=who_of(lens, found, item),
        dispositions=codes,
        due=item.wrap_until,
        started=item.since,
        required=item.wrap_mode == WrapMode.MANDATORY and bool(codes),
        chosen=item.disposition,
        note=kept.text if kept else "",
        recent=tuple(code for name in last for code in codes if code.code == name),
        opens=await opens_case(reader, lens, tree, item.disposition),
        can_extend=item.wrap_until is not None and await _may_extend(reader, lens, item),
    )


async def _may_extend(reader: Reader, lens: Lens, item: WorkItem) -> bool:
    seconds = await routing.wrap_seconds(reader, lens.tenant, item.queue_id, item.channel)
    assert item.wrap_until is not None
    return not wrapping_up.was_extended(
        item.since, item.wrap_until, seconds
    ) and item.wrap_until - item.since > timedelta(0)
