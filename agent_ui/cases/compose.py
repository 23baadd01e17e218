"""Everything about one case on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID

from agent_ui.cases.views import (
    ApprovalLine,
    CaseClock,
    CaseConversation,
    CaseLinkLine,
    CaseStage,
    CaseView,
    ChangeLine,
    FieldView,
    IncidentView,
)  # fmt: skip
from agent_ui.compose import cases as rows
from agent_ui.compose import customer
from agent_ui.compose.cases import actor_of
from agent_ui.compose.lens import Lens
from agent_ui.views import Fact, Tone, UndoView
from agent_ui.views.cases import IncidentHint
from agent_ui.words import cases as said
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.approvals.domain import DECIDES, Approval
from contact_center.interactions.reading import timeline_queries
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import incidents, listing, service, splitting
from crm_core.cases.clocks import CaseClockKind, ClockState, Reading
from crm_core.cases.domain import Case, CaseLink, CaseLinkKind, ChangeCode
from crm_core.cases.incident import IncidentPicture
from crm_core.cases.model import CaseField, CaseFieldKind, CaseState, CaseType
from crm_core.cases.numbers import quoted, short
from crm_core.cases.permissions import CaseAct, may, may_approve
from crm_core.cases.service import CaseDetail
from crm_core.customers import service as customers

STATES: Final = tuple(CaseState)
THINGS: Final = (CaseLinkKind.PRODUCT, CaseLinkKind.SERIAL, CaseLinkKind.LOT)
SHOWN_CHANGES: Final = 12
UNDO_WITHIN: Final = timedelta(seconds=10)


async def case_page(reader: Reader, lens: Lens, id: UUID) -> tuple[Case, CaseView]:
    """Raises `NoSuchCase`."""
    by = actor_of(lens)
    found = await service.detail(reader, lens.tenant, id, by)
    case, words = found.case, lens.words
    names = await directory.names(reader, lens.tenant, _people(found))
    person = (await customers.several(reader, lens.tenant, [case.customer_id])) if case.customer_id else {}
    known = next(iter(person.values()), None)
    merged = (await _case_of(reader, lens, case.merged_into)) if case.merged_into else None
    undoing = await service.undoable(reader, lens.tenant, case, f"user:{by.user}", UNDO_WITHIN)
    changes = tuple(
        ChangeLine(one.at, _actor(words, one.actor, names), said.change(words, found.type, one, names))
        for one in found.changes[:SHOWN_CHANGES]
    )
    lacks = [said.missing(words, found.type, *one) for one in found.missing]
    page = CaseView(
        id=case.id, version=case.version, number=short(case.number), quote=quoted(case.number), title=case.title,
        customer=CustomerId(known.id) if known else None, customer_name=known.name if known else "",
        customer_note=(known.organisation_name or known.job or "") if known else "", state=case.state,
        stages=_stages(words, found), clocks=tuple(_clock(words, found, one) for one in found.clocks),
        conversations=await _conversations(reader, lens, found), wants=case.wants, told=case.told,
        causes=rows.choices(
            ((one.code, said.cause(words, found.type, one.code)) for one in found.type.causes),
            case.cause, said.cause(words, found.type, case.cause),
        ),
        cause=case.cause or "",
        remedies=rows.choices(
            ((one.code, said.remedy(words, found.type, one.code)) for one in found.type.remedies),
            case.remedy, said.remedy(words, found.type, case.remedy),
        ),
        remedy=case.remedy or "", resolution=case.resolution,
        cost=words.money(Money(case.currency or "TWD", case.cost)) if case.cost is not None else "",
        cost_amount=f"{case.cost.normalize():f}" if case.cost is not None else "", currency=case.currency or "TWD",
        cost_note=case.cost_note, fields=_fields(words, found),
        things=tuple(_link(words, case, one) for one in found.links if one.kind in THINGS),
        links=await _links(reader, lens, found), facts=_facts(words, found, names), changes=changes,
        approvals=tuple(_approval(words, lens, found.type, one, names) for one in found.approvals),
        missing=words.gettext("Still needed before it can be resolved: %(what)s.", what=words.gettext(", ").join(lacks))
        if lacks else None,
        can_change=may(by, CaseAct.CHANGE, case), can_resolve=may(by, CaseAct.RESOLVE, case),
        can_assign=may(by, CaseAct.ASSIGN, case), can_merge=may(by, CaseAct.MERGE, case), is_open=case.is_open,
        owner=names.get(case.owner_id, "") if case.owner_id else "", is_mine=case.owner_id == by.user,
        watching=by.user in found.watchers, merged_into=merged,
        incident=await _incident_of(reader, lens, found), as_incident=await _as_incident(reader, lens, case),
        can_declare=may(by, CaseAct.INCIDENT, case) and case.merged_into is None and case.parent_id is None,
        undo=_undo(reader, lens, found, changes, undoing=undoing),
    )  # fmt: skip
    return case, page


def _undo(
    reader: Reader, lens: Lens, found: CaseDetail, changes: Sequence[ChangeLine], *, undoing: bool
) -> UndoView | None:
    """Of what the reader has just done to the case, or of splitting it off."""
    case, by = found.case, f"user:{actor_of(lens).user}"
    if splitting.can_unsplit(case, found.changes, by, reader.now, UNDO_WITHIN):
        split = next(one for one in found.changes if one.code == ChangeCode.SPLIT_FROM)
        said_ = f"{short(case.number)}: {said.change(lens.words, found.type, split, {})}."
        return UndoView(said_, f"/cases/{split.args['other']}/unsplit/{case.id}")
    if undoing and changes:
        return UndoView(f"{short(case.number)}: {changes[0].text}.", f"/cases/{case.id}/undo")
    return None


async def _incident_of(reader: Reader, lens: Lens, found: CaseDetail) -> IncidentHint | None:
    case = found.case
    if case.is_incident or not case.is_open:
        return None

    def linked(kind: CaseLinkKind) -> list[str]:
        return [one.ref for one in found.links if one.kind == kind]

    picture = IncidentPicture(f"{case.title} {case.wants}", linked(CaseLinkKind.PRODUCT), linked(CaseLinkKind.LOT))
    return await rows.hint(reader, lens, f"case:{case.id}", picture, parent=case.parent_id)


async def _as_incident(reader: Reader, lens: Lens, case: Case) -> IncidentView | None:
    if not case.is_incident:
        return None
    words = lens.words
    known = next((one for one in await incidents.current(reader, lens.tenant) if one.case_id == case.id), None)
    if known is None:
        return None
    rule = words.gettext("; ").join(
        part for part in (words.gettext(", ").join(one) for one in (known.words, known.products, known.lots)) if part
    )
    shown = (
        words.gettext("in the web chat, before a chat begins") if known.announced else words.gettext("to agents only")
    )
    expected = words.when(known.expected_at) if known.expected_at else ""
    return IncidentView(rows.affected(words, known), rule, known.advice, shown, expected)


def _people(found: CaseDetail) -> set[UUID]:
    ids = users_of(one.actor for one in found.changes)
    ids |= {UUID(one.args["user"]) for one in found.changes if "user" in one.args}
    ids |= {one for approval in found.approvals for one in (approval.asked_by, approval.decided_by) if one}
    ids |= set(found.watchers)
    return ids | {found.case.owner_id} if found.case.owner_id else ids


def _actor(words: Words, actor: str, names: Mapping[UUID, str]) -> str:
    by = user_of(actor)
    return names.get(by, words.gettext("a former colleague")) if by else words.gettext("by itself")


def _stages(words: Words, found: CaseDetail) -> tuple[CaseStage, ...]:
    case = found.case
    at = STATES.index(CaseState(case.state))
    shown = []
    for n, state in enumerate(STATES):
        name = said.state(words, state)
        if state is CaseState.NEW:
            day = words.long_date(case.opened_at.astimezone(words.zone).date())
            name = words.gettext("%(what)s, %(when)s", what=name, when=day)
        if n == at and (detail := rows.detail(words, case, found.type)):
            name = words.gettext("%(what)s: %(detail)s", what=name, detail=detail)
        # What was not waited for is not done; it was passed by.
        done = n < at and (state is not CaseState.WAITING or any(one.code == "waits" for one in found.changes))
        shown.append(CaseStage(name, "now" if n == at else "done" if done else ""))
    return tuple(shown)


def _clock(words: Words, found: CaseDetail, one: Reading) -> CaseClock:
    name = said.clock(words, one.kind, one.days)
    share = round(100 * one.share)
    spent = words.span(timedelta(seconds=one.spent))
    if one.state is ClockState.MET:
        return CaseClock(name, words.gettext("met in %(span)s", span=spent), Tone.GOOD, share, _meta(words, found, one))
    if one.state is ClockState.MISSED:
        text = words.gettext("missed, took %(span)s", span=spent)
        return CaseClock(name, text, Tone.LATE, 100, _meta(words, found, one))
    text, tone = rows.remaining(words, one)
    return CaseClock(name, text, tone, share, _meta(words, found, one))


def _meta(words: Words, found: CaseDetail, one: Reading) -> str:
    if one.kind is CaseClockKind.STATUTORY:
        return words.gettext("runs on while we wait")
    hours = words.span(timedelta(seconds=one.goal))
    goal = (
        words.gettext("goal %(span)s in open hours", span=hours)
        if found.type.hours_of_queue
        else words.gettext("goal %(span)s", span=hours)
    )
    if one.stood_still < 60:
        return goal
    still = words.span(timedelta(seconds=one.stood_still))
    if one.state is ClockState.STANDING:
        return words.gettext("%(goal)s; stands still, %(span)s so far", goal=goal, span=still)
    return words.gettext("%(goal)s; stood still for %(span)s", goal=goal, span=still)


async def _conversations(reader: Reader, lens: Lens, found: CaseDetail) -> tuple[CaseConversation, ...]:
    ids = [UUID(one.ref) for one in found.links if one.kind == CaseLinkKind.CONVERSATION]
    if not ids:
        return ()
    past = await timeline_queries.of_conversations(reader, lens.tenant, ids)
    readable = await lens.rights.readable(reader, [row.interaction_id for row in past])
    return tuple(
        CaseConversation(
            f"/console?c={row.interaction_id}" if row.interaction_id in readable else None,
            row.channel,
            customer.title(lens.words, row) if row.interaction_id in readable else customer.withheld(lens.words, row),
            row.created_at,
        )
        for row in past
    )


def _link(words: Words, case: Case, one: CaseLink, href: str | None = None) -> CaseLinkLine:
    return CaseLinkLine(
        one.kind, said.link(words, one.kind), one.ref, one.label, one.source,
        href or _record(one), f"{one.kind} {one.ref}",
    )  # fmt: skip


RECORDS: Final = {
    CaseLinkKind.ORDER: "order", CaseLinkKind.INVOICE: "invoice", CaseLinkKind.DELIVERY: "delivery",
    CaseLinkKind.PRODUCT: "product", CaseLinkKind.SERIAL: "unit", CaseLinkKind.LOT: "unit",
}  # fmt: skip


def _record(one: CaseLink) -> str | None:
    """The page of what the ERP has under this number."""
    entity = RECORDS.get(CaseLinkKind(one.kind))
    return f"/erp/{entity}?number={quote(one.ref)}" if entity else None


async def _links(reader: Reader, lens: Lens, found: CaseDetail) -> tuple[CaseLinkLine, ...]:
    shown = []
    for one in found.links:
        if one.kind == CaseLinkKind.CASE:
            other = await _case_of(reader, lens, UUID(one.ref))
            if other is not None:
                line = _link(lens.words, found.case, one, other[1])
                shown.append(replace(line, ref=other[0]))
        elif one.kind not in (*THINGS, CaseLinkKind.CONVERSATION):
            shown.append(_link(lens.words, found.case, one))
    for id, label in (
        (found.case.parent_id, lens.words.gettext("known incident")),
        (found.case.follows_id, lens.words.gettext("the case before")),
    ):
        other = await _case_of(reader, lens, id) if id else None
        if other is not None:
            shown.append(
                CaseLinkLine("case", said.link(lens.words, CaseLinkKind.CASE), other[0], label, "", other[1], "")
            )
    return tuple(shown)


async def _case_of(reader: Reader, lens: Lens, id: UUID) -> tuple[str, str] | None:
    """Number and address of another case; None for one that the reader may not see."""
    found = await listing.visible(reader, lens.tenant, [id], actor_of(lens))
    return (short(found[0].number), rows.address(id)) if found else None


def _facts(words: Words, found: CaseDetail, names: Mapping[UUID, str]) -> tuple[Fact, ...]:
    case, type = found.case, found.type
    name = said.type_name(words, type)
    reason = said.reason(words, type, case.reason)
    about = words.gettext("%(type)s, reason: %(reason)s", type=name, reason=reason) if reason else name
    watching = [names[one] for one in found.watchers if one in names]
    owner = names.get(case.owner_id, "") if case.owner_id else words.gettext("nobody yet")
    tone = Tone.SOON if case.owner_id is None else Tone.PLAIN
    return (
        Fact(words.gettext("Type"), about),
        Fact(words.gettext("Priority"), said.priority(words, case.priority), case.contract),
        Fact(
            words.gettext("Owner"), owner,
            words.gettext("%(who)s watch", who=words.gettext(", ").join(watching)) if watching else None, tone,
        ),
        Fact(words.gettext("Quote as"), quoted(case.number), words.gettext("the last digit checks the others")),
    )  # fmt: skip


def _fields(words: Words, found: CaseDetail) -> tuple[FieldView, ...]:
    def shown(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    def choices(one: CaseField) -> tuple[tuple[str, str], ...]:
        if one.kind is CaseFieldKind.YES_NO:
            return ("yes", words.gettext("Yes")), ("no", words.gettext("No"))
        if one.kind is not CaseFieldKind.CHOICE:
            return ()
        value = shown(found.case.fields.get(one.code))
        return rows.choices(
            ((choice.code, said.named(words, choice.code, choice.names)) for choice in one.choices),
            value, value.replace("_", " "),
        )  # fmt: skip

    return tuple(
        FieldView(
            one.code, said.named(words, one.code, one.names), one.kind.value, shown(found.case.fields.get(one.code)),
            choices(one), one.required,
        )
        for one in found.type.fields
    )  # fmt: skip


def _approval(words: Words, lens: Lens, type: CaseType, one: Approval, names: Mapping[UUID, str]) -> ApprovalLine:
    amount = words.money(Money(one.currency, one.amount)) if one.amount is not None and one.currency else ""
    text = words.gettext(", ").join(part for part in (amount, one.why) if part)
    who = lens.rights.who.user
    asker = names.get(one.asked_by, words.gettext("a former colleague"))
    if one.is_open:
        state = words.gettext("%(who)s asked %(when)s", who=asker, when=words.when(one.asked_at))
        decides = who.role in DECIDES and who.id != one.asked_by and may_approve(type, who.id)
        return ApprovalLine(one.id, text, state, Tone.SOON, decides, who.id == one.asked_by)
    decider = names.get(one.decided_by, words.gettext("a former colleague")) if one.decided_by else ""
    if one.verdict == "approved":
        return ApprovalLine(one.id, text, words.gettext("approved by %(who)s", who=decider), Tone.GOOD, False, False)
    if one.verdict == "withdrawn":
        return ApprovalLine(one.id, text, words.gettext("taken back"), Tone.PLAIN, False, False)
    state = words.gettext("refused by %(who)s: %(why)s", who=decider, why=one.reason)
    return ApprovalLine(one.id, text, state, Tone.LATE, False, False)
