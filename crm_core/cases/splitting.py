"""A case that is about two matters becomes two: what belongs to the other matter moves, and can move back.

The new case begins when the first one did, with the same time spent and stood still: nobody gains time by a split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.kernel.contracts.cases import CaseMerged, CaseUnlinked
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import domain, linking, store
from crm_core.cases.clocks import CaseClockKind, Clock, run_on
from crm_core.cases.domain import Case, CaseChange, CaseLinkKind, CaseStep, ChangeCode
from crm_core.cases.errors import CannotMerge, CaseChangedMeanwhile, NotInItsType
from crm_core.cases.linking import LinkTo, add_links
from crm_core.cases.model import Priority
from crm_core.cases.permissions import Actor, CaseAct
from crm_core.cases.ports import OpeningHours
from crm_core.cases.service import Opening, open_case
from crm_core.cases.undoing import WITHIN
from crm_core.cases.writing import HeldCase, hold, note


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes a case of its own."""

    title: str
    links: Sequence[tuple[str, str]] = ()
    """(kind, ref) of conversations and things that belong to it."""
    type: str | None = None
    """None: as the first case."""
    wants: str = ""


async def split(work: UnitOfWork, id: UUID, by: Actor, part: Part, hours: OpeningHours) -> Case:
    """The new case, of whoever split it; both say so in their history.

    Raises `NotInItsType` for a link that the case does not have, `CannotMerge` for one that was merged.
    """
    held = await hold(work, id, by, CaseAct.CHANGE)
    was = held.case
    if was.merged_into is not None:
        raise CannotMerge(id)
    have = {(one.kind, one.ref) for one in await store.links(work, work.tenant_id, id)}
    for one in part.links:
        if one not in have or one[0] == CaseLinkKind.CASE:
            raise NotInItsType(one[1][:80], field="links")
    new = await _opened(work, held, by, part, hours)
    moved = await _take(work, id, part.links)
    await add_links(work, new, [*moved, LinkTo(CaseLinkKind.CASE, str(id))])
    await store.add_link(work, id, CaseLinkKind.CASE, str(new.id), "", "")
    await note(work, was, ChangeCode.SPLIT_INTO, other=new.id, number=new.number)
    await note(work, new, ChangeCode.SPLIT_FROM, other=id, number=was.number)
    return new


async def unsplit(work: UnitOfWork, id: UUID, new: UUID, by: Actor) -> Case:
    """Within a minute, by who split it, and while nobody has changed the new case: it goes back into the first one.

    Raises `CaseChangedMeanwhile`.
    """
    rows = {one: await hold(work, one, by, CaseAct.CHANGE) for one in sorted((id, new))}
    first, part = rows[id], rows[new]
    changes = await store.changes(work, work.tenant_id, new, 50)
    if str(id) != _split_from(changes) or not can_unsplit(part.case, changes, work.actor, work.now, WITHIN):
        raise CaseChangedMeanwhile(new)
    links = [(one.kind, one.ref) for one in await store.links(work, work.tenant_id, new)]
    await add_links(work, first.case, [one for one in await _take(work, new, links) if one.ref != str(id)])
    await store.remove_link(work, id, CaseLinkKind.CASE, str(new))
    _, gone = domain.merge(first.step, part.step, work.now)
    await store.update(work, replace(gone.case, changed_at=work.now, version=part.case.version + 1))
    await store.keep_clocks(work, new, gone.clocks)
    work.record(CaseMerged(case_id=new, into_id=id))
    await note(work, gone.case, ChangeCode.UNDONE)
    await note(work, first.case, ChangeCode.UNDONE)
    return first.case


def can_unsplit(case: Case, changes: Sequence[CaseChange], actor: str, now: datetime, within: timedelta) -> bool:
    """Whether this case is a part that this actor has just split off, and untouched since."""
    return (
        case.version == 1
        and case.opened_by == actor
        and case.merged_into is None
        and any(one.code == ChangeCode.SPLIT_FROM and now <= one.at + within for one in changes)
    )


def _split_from(changes: Sequence[CaseChange]) -> str | None:
    return next((str(one.args["other"]) for one in changes if one.code == ChangeCode.SPLIT_FROM), None)


async def _opened(work: UnitOfWork, held: HeldCase, by: Actor, part: Part, hours: OpeningHours) -> Case:
    was, same = held.case, part.type in (None, held.case.type)
    answered = any(one.kind is CaseClockKind.FIRST_ANSWER and one.ended_at is not None for one in held.step.clocks)
    opening = Opening(
        type=part.type or was.type, title=part.title, customer_id=was.customer_id,
        priority=Priority(was.priority) if same else None, contract=was.contract, wants=part.wants,
        owner_id=by.user, opened_at=was.opened_at, is_answered=answered,
    )  # fmt: skip
    new = await open_case(work, opening, hours)
    before = {one.kind: one for one in held.step.clocks}
    began = await store.clocks(work, work.tenant_id, new)
    clocks = [_as_before(one, before.get(one.kind), work.now) for one in began]
    step = domain.settle_due(CaseStep(new, tuple(clocks)))
    await store.update(work, step.case)
    await store.keep_clocks(work, new.id, step.clocks)
    return step.case


def _as_before(clock: Clock, before: Clock | None, now: datetime) -> Clock:
    """What did not count for the first case does not count for its part."""
    if before is None or clock.kind is CaseClockKind.STATUTORY or clock.ended_at is not None:
        return clock
    return run_on(replace(clock, still=before.still, still_since=before.still_since), now)


async def _take(work: UnitOfWork, id: UUID, links: Sequence[tuple[str, str]]) -> list[LinkTo]:
    taken = []
    for kind, ref in links:
        gone = await store.remove_link(work, id, kind, ref)
        if gone is not None:
            taken.append(LinkTo(gone.kind, gone.ref, gone.label, gone.source))
            conversation = linking.conversation_of(kind, ref)
            work.record(CaseUnlinked(case_id=id, kind=kind, conversation_id=conversation))
    return taken
