"""What is asked about a case: who has it, what it waits for, what it is linked to, and what became of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from agent_ui.cases.views import (
    CaseDialog,
    IncidentDialog,
    LinkDialog,
    MergeDialog,
    NewCaseDialog,
    OwnerChoice,
    OwnerDialog,
    RefundDialog,
    ResolveDialog,
    SplitDialog,
    StateDialog,
    TypeChoice,
    UpdateDialog,
    WaitDialog,
)  # fmt: skip
from agent_ui.compose import cases as rows
from agent_ui.compose import customer as customer_part
from agent_ui.compose.cases import actor_of
from agent_ui.compose.lens import Lens
from agent_ui.views.cases import CaseRow
from agent_ui.words import cases as said
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.interactions.reading import conversation_queries, timeline_queries
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import incidents, listing, service
from crm_core.cases.domain import CaseLinkKind, Missing, WaitFor
from crm_core.cases.model import CaseState, Priority
from crm_core.cases.numbers import short
from crm_core.cases.service import CaseDetail
from crm_core.customers import service as customers

LINKABLE: Final = (
    CaseLinkKind.ORDER, CaseLinkKind.INVOICE, CaseLinkKind.DELIVERY, CaseLinkKind.PRODUCT, CaseLinkKind.SERIAL,
    CaseLinkKind.LOT,
)  # fmt: skip
MOST: Final = 9


async def _detail(reader: Reader, lens: Lens, id: UUID) -> tuple[CaseDetail, CaseDialog]:
    found = await service.detail(reader, lens.tenant, id, actor_of(lens))
    return found, CaseDialog(id, short(found.case.number), found.case.title)


async def owner(reader: Reader, lens: Lens, id: UUID) -> OwnerDialog:
    found, case = await _detail(reader, lens, id)
    roles = {Role.AGENT: lens.words.gettext("agent"), Role.SUPERVISOR: lens.words.gettext("supervisor")}
    people = tuple(
        OwnerChoice(one.id, one.name, roles[Role(one.role)])
        for one in await directory.users(reader, lens.tenant)
        if one.active and one.role in roles and one.id not in (lens.agent, found.case.owner_id)
    )
    return OwnerDialog(case, lens.agent, people, found.case.owner_id is not None)


async def wait(reader: Reader, lens: Lens, id: UUID) -> WaitDialog:
    found, case = await _detail(reader, lens, id)
    words = lens.words
    effects = {
        WaitFor.CUSTOMER: words.gettext("The clocks stand still. It comes back when the customer writes."),
        WaitFor.COLLEAGUE: words.gettext("The clocks run on. It comes back when somebody continues."),
        WaitFor.ERP: words.gettext("The clocks run on. It comes back when the ERP has news of this customer."),
        WaitFor.DATE: words.gettext("The clocks run on. It comes back at that time."),
    }
    subs = tuple(
        (one.code, said.named(words, one.code, one.names))
        for one in found.type.sub_states
        if one.of is CaseState.WAITING
    )
    earliest = words.now.astimezone(words.zone).strftime("%Y-%m-%dT%H:%M")
    choices = tuple((one.value, said.wait(words, one), effects[one]) for one in WaitFor)
    return WaitDialog(case, choices, subs, earliest, found.case.state == CaseState.WAITING)


async def state(reader: Reader, lens: Lens, id: UUID) -> StateDialog:
    found, case = await _detail(reader, lens, id)
    subs = tuple(
        (one.code, said.named(lens.words, one.code, one.names))
        for one in found.type.sub_states
        if one.of == found.case.state
    )
    return StateDialog(case, subs, found.case.sub_state or "")


async def resolve(reader: Reader, lens: Lens, id: UUID) -> ResolveDialog:
    found, case = await _detail(reader, lens, id)
    words, type = lens.words, found.type
    hard = [said.missing(words, type, *one) for one in found.missing if one[0] not in (Missing.CAUSE, Missing.REMEDY)]
    return ResolveDialog(
        case,
        rows.choices(
            ((one.code, said.cause(words, type, one.code)) for one in type.causes),
            found.case.cause, said.cause(words, type, found.case.cause),
        ),
        found.case.cause or "", type.needs_cause,
        rows.choices(
            ((one.code, said.remedy(words, type, one.code)) for one in type.remedies),
            found.case.remedy, said.remedy(words, type, found.case.remedy),
        ),
        found.case.remedy or "", type.needs_remedy, found.case.resolution,
        words.gettext("Still needed before it can be resolved: %(what)s.", what=words.gettext(", ").join(hard))
        if hard else None,
        words.days(type.reopen_days),
    )  # fmt: skip


async def merge(reader: Reader, lens: Lens, id: UUID) -> MergeDialog:
    """Other cases of the same customer, open ones first."""
    found, case = await _detail(reader, lens, id)
    others = []
    if found.case.customer_id is not None:
        ids = await customers.aliases(reader, lens.tenant, found.case.customer_id)
        others = await listing.of_customer(reader, lens.tenant, ids, actor_of(lens), limit=MOST + 1)
    others = [one for one in others if one.id != id and one.merged_into is None and not one.is_incident]
    return MergeDialog(case, await rows.rows(reader, lens, others[:MOST]))


async def split(reader: Reader, lens: Lens, id: UUID) -> SplitDialog:
    """What belongs to the case and may belong to another one; what the reader may not read is named by its channel."""
    found, case = await _detail(reader, lens, id)
    words = lens.words
    ids = [UUID(one.ref) for one in found.links if one.kind == CaseLinkKind.CONVERSATION]
    past = await timeline_queries.of_conversations(reader, lens.tenant, ids) if ids else []
    readable = await lens.rights.readable(reader, [row.interaction_id for row in past])
    conversations = {
        row.conversation_id: (
            f"{CaseLinkKind.CONVERSATION} {row.conversation_id}", row.channel,
            customer_part.title(words, row) if row.interaction_id in readable else customer_part.withheld(words, row),
        )
        for row in past
    }  # fmt: skip
    links = tuple(
        (f"{one.kind} {one.ref}", " ".join(part for part in (said.link(words, one.kind), one.ref, one.label) if part))
        for one in found.links
        if one.kind in LINKABLE
    )
    types = tuple(
        (one.code, said.type_name(words, one))
        for one in (await service.types(reader, lens.tenant)).values()
        if one.active or one.code == found.case.type
    )
    return SplitDialog(case, types, found.case.type, tuple(conversations.values()), links)


async def link(reader: Reader, lens: Lens, id: UUID) -> LinkDialog:
    _, case = await _detail(reader, lens, id)
    return LinkDialog(case, tuple((one.value, said.link(lens.words, one)) for one in LINKABLE))


async def refund(reader: Reader, lens: Lens, id: UUID) -> RefundDialog:
    found, case = await _detail(reader, lens, id)
    limit = found.type.approval_over
    shown = lens.words.number(limit.normalize()) if limit is not None else ""
    return RefundDialog(case, shown, found.case.currency or "TWD")


async def incident(reader: Reader, lens: Lens, id: UUID) -> IncidentDialog:
    """As it was declared; new ones begin with the lots and products of the case."""
    found, case = await _detail(reader, lens, id)
    known = next((one for one in await incidents.current(reader, lens.tenant) if one.case_id == id), None)
    if known is None:

        def linked(kind: CaseLinkKind) -> str:
            return ", ".join(one.ref for one in found.links if one.kind == kind)

        return IncidentDialog(case, "", linked(CaseLinkKind.PRODUCT), linked(CaseLinkKind.LOT), "", "", "", False)
    return IncidentDialog(
        case, ", ".join(known.words), ", ".join(known.products), ", ".join(known.lots), known.advice,
        known.announcement.get("en", ""), known.announcement.get("zh-Hant", ""), known.announced,
    )  # fmt: skip


async def update(reader: Reader, lens: Lens, id: UUID) -> UpdateDialog:
    _, case = await _detail(reader, lens, id)
    known = next((one for one in await incidents.current(reader, lens.tenant) if one.case_id == id), None)
    return UpdateDialog(case, rows.affected(lens.words, known) if known else "")


async def new(
    reader: Reader, lens: Lens, interaction: UUID | None, customer: UUID | None, type: str = ""
) -> NewCaseDialog:
    """`interaction`: the one it is opened from; its conversation is linked. `type`: chosen at first."""
    words, conversation, title = lens.words, None, ""
    if interaction is not None:
        header = await conversation_queries.header(reader, lens.tenant, interaction)
        if header is not None and interaction in await lens.rights.readable(reader, [interaction]):
            conversation, title = header.conversation_id, header.subject or ""
            customer = customer or header.customer_id
    name = ""
    open_cases: tuple[CaseRow, ...] = ()
    if customer is not None:
        name = (await customers.customer(reader, lens.tenant, customer)).name
        ids = await customers.aliases(reader, lens.tenant, customer)
        found = await listing.of_customer(reader, lens.tenant, ids, actor_of(lens), limit=MOST)
        open_cases = await rows.rows(reader, lens, [one for one in found if one.is_open], names=False)
    types = tuple(
        TypeChoice(
            one.code, said.type_name(words, one),
            tuple((reason.code, said.named(words, reason.code, reason.names)) for reason in one.reasons),
        )
        for one in (await service.types(reader, lens.tenant)).values()
        if one.active
    )  # fmt: skip
    priorities = tuple((one.value, said.priority(words, one)) for one in Priority)
    return NewCaseDialog(
        conversation, customer, name, title, types, priorities, open_cases if conversation is not None else (), type
    )
