"""Cases as rows, for the board, the console and the customer's page: what is due is told in words and colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views import Tone
from agent_ui.views.cases import CaseRow, CasesSection, IncidentHint
from agent_ui.words import cases as said
from agent_ui.words.languages import Words
from contact_center.directory.service import Role
from contact_center.interactions.reading import timeline_queries
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import incidents, listing
from crm_core.cases.clocks import CaseClockKind, ClockState, Reading
from crm_core.cases.domain import Case, WaitFor
from crm_core.cases.incident import Incident, IncidentPicture
from crm_core.cases.model import CaseState, CaseType
from crm_core.cases.numbers import short
from crm_core.cases.permissions import WORKS, Actor
from crm_core.cases.writing import types
from crm_core.customers import service as customers

MOST = 5
"""Cases in the section of another room's page."""


def actor_of(lens: Lens) -> Actor:
    user = lens.rights.who.user
    return Actor(user.id, Role(user.role))


def address(id: UUID) -> str:
    return f"/cases/{id}"


async def rows(reader: Reader, lens: Lens, found: Sequence[Case], *, names: bool = True) -> tuple[CaseRow, ...]:
    """`names`: with the customer's name in each."""
    known = await types(reader, lens.tenant)
    first = await listing.readings(reader, lens.tenant, found)
    people = (
        await customers.several(reader, lens.tenant, [one.customer_id for one in found if one.customer_id])
        if names
        else {}
    )
    return tuple(
        _row(lens.words, one, known.get(one.type), first.get(one.id), people[one.customer_id].name
             if one.customer_id in people else "")
        for one in found
    )  # fmt: skip


def _row(words: Words, case: Case, type: CaseType | None, first: Reading | None, who: str) -> CaseRow:
    text, tone = due(words, case, first)
    return CaseRow(
        case.id, address(case.id), short(case.number), who, case.title, detail(words, case, type), text, tone,
        is_incident=case.is_incident,
    )  # fmt: skip


def detail(words: Words, case: Case, type: CaseType | None) -> str:
    """What it waits for, else its sub-state, else nothing."""
    sub = said.sub_state(words, type, case.sub_state) if type is not None else ""
    if case.state != CaseState.WAITING or case.wait_for is None:
        return sub
    parts = [sub or said.wait(words, case.wait_for), case.wait_note]
    return words.gettext(", ").join(part for part in parts if part)


def due(words: Words, case: Case, first: Reading | None) -> tuple[str, Tone]:
    """What a row says of time: a clock that is late or soon before all else, then what it waits for."""
    if case.state == CaseState.RESOLVED and case.resolved_at is not None:
        return words.day_of(case.resolved_at), Tone.PLAIN
    if case.state == CaseState.CLOSED and case.closed_at is not None:
        return words.day_of(case.closed_at), Tone.PLAIN
    if first is not None and first.state in (ClockState.LATE, ClockState.SOON):
        return remaining(words, first)
    if case.state == CaseState.WAITING:
        if case.wake_at is not None:
            return words.day_of(case.wake_at), Tone.PLAIN
        if case.wait_for == WaitFor.CUSTOMER and case.waiting_since is not None:
            return words.gettext("since %(time)s", time=words.when(case.waiting_since)), Tone.PLAIN
    return remaining(words, first) if first is not None else (words.age(case.opened_at), Tone.PLAIN)


def remaining(words: Words, reading: Reading) -> tuple[str, Tone]:
    """Of a clock that runs or stands: how much is left, or how late it is."""
    if reading.state is ClockState.LATE and reading.due_at is not None:
        return words.gettext("late %(span)s", span=words.age(reading.due_at)), Tone.LATE
    if reading.kind is CaseClockKind.STATUTORY and reading.due_at is not None:
        last = (reading.due_at - timedelta(seconds=1)).astimezone(words.zone).date()
        until = words.gettext("until %(day)s", day=words.long_date(last))
        return until, Tone.SOON if reading.state is ClockState.SOON else Tone.PLAIN
    left = words.span(timedelta(seconds=reading.goal - reading.spent))
    return words.gettext("%(span)s left", span=left), Tone.SOON if reading.state is ClockState.SOON else Tone.PLAIN


def affected(words: Words, one: Incident) -> str:
    """9 cases, 8 customers."""
    cases = words.ngettext("%(n)s case", "%(n)s cases", one.cases)
    people = words.ngettext("%(n)s customer", "%(n)s customers", one.customers)
    return words.gettext("%(cases)s, %(customers)s", cases=cases, customers=people)


async def hint(
    reader: Reader, lens: Lens, ref: str, picture: IncidentPicture, *, parent: UUID | None = None
) -> IncidentHint | None:
    """The known incident of a case or conversation (`ref`), or the one that it looks like."""
    words = lens.words
    if parent is not None:
        found = next((one for one in await incidents.current(reader, lens.tenant) if one.case_id == parent), None)
    else:
        found = await incidents.fitting(reader, lens.tenant, ref, picture)
    if found is None:
        return None
    number = short(found.number)
    title = (
        words.gettext("Part of known incident %(number)s: %(title)s.", number=number, title=found.title)
        if parent is not None
        else words.gettext("Looks like known incident %(number)s: %(title)s.", number=number, title=found.title)
    )
    parts = [found.advice, words.gettext("%(affected)s.", affected=affected(words, found))]
    if found.expected_at is not None:
        parts.append(words.gettext("Expected to be over %(when)s.", when=words.when(found.expected_at)))
    return IncidentHint(found.case_id, title, " ".join(part for part in parts if part), parent is not None,
                        address(found.case_id))  # fmt: skip


async def section(
    reader: Reader, lens: Lens, customer: CustomerId | None, *, conversation: UUID | None = None,
    interaction: UUID | None = None,
) -> CasesSection:  # fmt: skip
    """The cases of a customer, those of this conversation first."""
    by = actor_of(lens)
    linked = await listing.of_conversation(reader, lens.tenant, conversation, by) if conversation else []
    theirs: list[Case] = []
    if customer is not None:
        ids = await customers.aliases(reader, lens.tenant, customer)
        theirs = await listing.of_customer(reader, lens.tenant, ids, by, limit=MOST + 1)
    here = {one.id for one in linked}
    found = [*linked, *(one for one in theirs if one.id not in here)]
    shown = await rows(reader, lens, found[:MOST], names=False)
    more = f"/cases?view=all&as=list&customer={customer}" if customer and len(found) > MOST else None
    asked = f"interaction={interaction}" if interaction else f"customer={customer}"
    new = f"/cases/new?{asked}" if by.role in WORKS else None
    known = await _beside(reader, lens, linked, conversation, customer) if conversation else None
    return CasesSection(tuple(replace(one, is_linked=one.id in here) for one in shown), more, new, known)


async def _beside(
    reader: Reader, lens: Lens, linked: Sequence[Case], conversation: UUID, customer: UUID | None
) -> IncidentHint | None:
    """What the customer wrote is compared with the rules of the incidents there are; mostly there is none."""
    if not await incidents.current(reader, lens.tenant):
        return None
    parent = next((one.parent_id for one in linked if one.parent_id), None)
    said_there = await timeline_queries.of_conversations(reader, lens.tenant, [conversation], limit=5)
    text = " ".join(f"{row.subject or ''} {row.first_text or ''}" for row in said_there)
    found = await hint(reader, lens, f"conversation:{conversation}", IncidentPicture(text), parent=parent)
    return replace(found, conversation=conversation, customer=customer) if found else None


def choices(found: Iterable[tuple[str, str]], value: str | None, name: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen, and what is chosen though it is no longer offered."""
    offered = tuple(found)
    return offered if not value or value in dict(offered) else (*offered, (value, name))
