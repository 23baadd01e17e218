"""Requests about personal data, legal holds and retention rules. Everything here is audited.

A legal hold stops the erasure of a person and what time alone makes due, and both say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from contact_center.directory.privacy import store
from contact_center.directory.privacy.domain import (
    LegalHold,
    PrivacyRequest,
    RequestKind,
    RequestOutcome,
    RetentionKind,
    RetentionPreview,
    RetentionRun,
    checked_days,
    checked_reason,
    covers,
    due_on,
)
from contact_center.directory.privacy.errors import (
    CustomerHeld,
    NoSuchLegalHold,
    NoSuchPrivacyRequest,
    RequestInFuture,
)
from contact_center.directory.privacy.ports import PersonalData
from contact_center.directory.service import audit
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

# --- requests


async def open_requests(reader: Reader, tenant: UUID) -> list[PrivacyRequest]:
    """What waits for an answer, due first."""
    return await store.open_requests(reader, tenant)


async def requests_of(reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> list[PrivacyRequest]:
    return await store.requests_of(reader, tenant, customers)


async def note_request(
    work: UnitOfWork, data: PersonalData, customer: UUID, kind: RequestKind, note: str, came_on: date, today: date,
    by: UUID,
) -> UUID:  # fmt: skip
    """Its clock runs from the day on which it came. Raises `RequestInFuture`, and `NotFound` for nobody."""
    if came_on > today or came_on.year < 2000:
        raise RequestInFuture(field="came_on")
    whole = (await data.ids(work, work.tenant_id, customer))[0]
    id, about = new_id(), checked_reason(note, "note") if note.strip() else ""
    await store.add_request(work, id, whole, kind.value, about, came_on, due_on(kind, came_on), by)
    await audit(work, "privacy request noted", f"customer:{whole}", kind=kind.value)
    return id


async def answer_request(work: UnitOfWork, id: UUID, outcome: RequestOutcome, answer: str, by: UUID) -> None:
    """A refusal says why. Raises `NoSuchPrivacyRequest`, `NoPrivacyReason`."""
    said = checked_reason(answer, "answer") if answer.strip() or outcome is RequestOutcome.REFUSED else ""
    if not await store.end_request(work, id, outcome.value, said, by):
        raise NoSuchPrivacyRequest(id)
    await audit(work, "privacy request answered", f"privacy_request:{id}", outcome=outcome.value)


# --- legal holds


async def holds(reader: Reader, tenant: UUID) -> list[LegalHold]:
    return await store.holds(reader, tenant)


async def hold(work: UnitOfWork, data: PersonalData, customer: UUID | None, why: str, by: UUID) -> UUID:
    """Of one customer, or of all. Raises `NoPrivacyReason`, and `NotFound` for nobody."""
    reason = checked_reason(why, "why")
    whole = (await data.ids(work, work.tenant_id, customer))[0] if customer else None
    await store.lock_holds(work)
    id = new_id()
    await store.add_hold(work, id, whole, reason, by)
    await audit(work, "legal hold set", f"customer:{whole}" if whole else "organisation")
    return id


async def lift(work: UnitOfWork, id: UUID, by: UUID) -> None:
    """Raises `NoSuchLegalHold`."""
    if not await store.lift_hold(work, id, by):
        raise NoSuchLegalHold(id)
    await audit(work, "legal hold lifted", f"legal_hold:{id}")


async def check_not_held(work: UnitOfWork, customers: Sequence[UUID]) -> None:
    """To be asked before anything of them is erased. Raises `CustomerHeld` with the reason."""
    await store.lock_holds(work)
    found = covers(await store.holds(work, work.tenant_id), customers)
    if found is not None:
        raise CustomerHeld(found.why)


# --- retention


async def rules(reader: Reader, tenant: UUID) -> Mapping[RetentionKind, int]:
    """Days by kind; a kind without a rule is kept until the customer is erased."""
    known = {one.value for one in RetentionKind}
    return {RetentionKind(one.kind): one.days for one in await store.rules(reader, tenant) if one.kind in known}


async def set_rule(work: UnitOfWork, kind: RetentionKind, days: int | None) -> None:
    """None: no rule. Raises `RetentionTooShort`."""
    if days is None:
        await store.drop_rule(work, kind.value)
    else:
        await store.keep_rule(work, kind.value, checked_days(kind, days))
    await audit(work, "retention changed", f"retention:{kind.value}", days=days)


async def preview(reader: Reader, tenant: UUID, data: PersonalData, kind: RetentionKind, days: int) -> RetentionPreview:
    """What would go if the rule ran now. Raises `RetentionTooShort`."""
    before = reader.now - timedelta(days=checked_days(kind, days))
    return await data.preview(reader, tenant, kind, before, await store.holds(reader, tenant))


async def last_runs(reader: Reader, tenant: UUID) -> Mapping[str, RetentionRun]:
    return {one.kind: one for one in await store.last_runs(reader, tenant)}
