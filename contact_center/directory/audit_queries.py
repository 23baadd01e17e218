"""The audit as administrators read it: the latest first, filtered, paged by key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import tables
from contact_center.platform.query import compiled, select
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked for; None asks for nothing in particular."""

    person: UUID | None = None
    """Who did it, or to whose account it was done: a failed sign-in has no actor yet."""
    actions: Collection[str] | None = None
    customers: Collection[UUID] | None = None
    """Any of these, as the subject or as the customer of a conversation."""
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


async def entries(
    reader: Reader, tenant: UUID, wanted: AuditFilter, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[AuditRow]:
    """The latest first, from `before` on (indexes audit_at, audit_actor, audit_subject, audit_customer)."""
    kept = tables.audit.c
    found = select(kept.id, kept.at, kept.actor, kept.action, kept.subject, kept.detail).where(kept.tenant_id == tenant)
    if before is not None:
        at, id = before
        found = found.where((kept.at < at) | ((kept.at == at) & (kept.id < id)))
    if wanted.person is not None:
        name = f"user:{wanted.person}"
        found = found.where((kept.actor == name) | (kept.subject == name))
    if wanted.actions is not None:
        found = found.where(kept.action.in_(wanted.actions))
    if wanted.customers is not None:
        ids = [str(one) for one in wanted.customers]
        subjects = [f"customer:{one}" for one in ids]
        found = found.where(kept.subject.in_(subjects) | kept.detail["customer"].astext.in_(ids))
    if wanted.since is not None:
        found = found.where(kept.at >= wanted.since)
    if wanted.until is not None:
        found = found.where(kept.at < wanted.until)
    return await reader.many(AuditRow, *compiled(found.order_by(kept.at.desc(), kept.id.desc()).limit(limit)))
