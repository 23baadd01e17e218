"""Who may do what with a case. Pure; the server asks for every act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contact_center.directory.domain import Role
from crm_core.cases.domain import Case
from crm_core.cases.errors import NoSuchCase, NotYourCase
from crm_core.cases.model import CaseType


class CaseAct(StrEnum):
    CHANGE = "change"
    """Edit, link, let it wait, watch, answer for it, open it again, take it."""
    ASSIGN = "assign"
    """Give it to somebody else."""
    RESOLVE = "resolve"
    CLOSE = "close"
    MERGE = "merge"
    INCIDENT = "incident"
    """Make it a known incident and speak to all affected."""


@dataclass(frozen=True, slots=True)
class Actor:
    user: UUID
    role: Role


OVERSEES = frozenset({Role.SUPERVISOR, Role.ADMIN})
WORKS = frozenset({Role.AGENT, Role.SUPERVISOR})


def may_see(actor: Actor, type: CaseType | None, case: Case, watchers: Collection[UUID]) -> bool:
    if type is None or not type.confidential or actor.role in OVERSEES:
        return True
    return actor.user in (case.owner_id, *watchers) or case.opened_by == f"user:{actor.user}"


def may(actor: Actor, act: CaseAct, case: Case) -> bool:
    """Of a case that the actor sees. One without an owner is anybody's who works."""
    if actor.role not in WORKS:
        return False
    if act is CaseAct.CHANGE or actor.role is Role.SUPERVISOR:
        return True
    if act is CaseAct.INCIDENT:
        return False
    return case.owner_id in (None, actor.user)


def may_approve(type: CaseType, user: UUID) -> bool:
    """Whether the type lets this supervisor or administrator answer questions for approval."""
    return not type.approvers or str(user) in type.approvers


def check_sees(actor: Actor, type: CaseType | None, case: Case, watchers: Collection[UUID]) -> None:
    """Raises `NoSuchCase`: that there is one is not told either."""
    if not may_see(actor, type, case, watchers):
        raise NoSuchCase(case.id)


def check(actor: Actor, act: CaseAct, case: Case) -> None:
    """Raises `NotYourCase`."""
    if not may(actor, act, case):
        raise NotYourCase(case.id)
