"""Organisations, the people who work in them, and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.ids import AgentId, TenantId


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    tenant_id: UUID
    id: UUID
    login: str
    name: str
    email: str | None
    role: str
    locale: str
    active: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who makes this request."""

    user: User
    session_id: UUID
    tenant_name: str
    tenant_slug: str
    time_zone: str

    @property
    def tenant(self) -> TenantId:
        return TenantId(self.user.tenant_id)

    @property
    def agent_id(self) -> AgentId:
        """Under which they hold work: the id of the user."""
        return AgentId(self.user.id)

    @property
    def actor(self) -> str:
        return f"user:{self.user.id}"


@dataclass(frozen=True, slots=True)
class Tenant:
    tenant_id: UUID
    slug: str
    name: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class SignInCandidate:
    """Whoever a name at the door may stand for."""

    tenant_id: UUID
    id: UUID
    password_hash: str
    demo: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Proved:
    """Somebody whose name and password were right."""

    user: User
    mark: str
    """Of the password that was right: another one has another."""


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    created_at: datetime
    seen_at: datetime
    user_agent: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Whose link it is, while it is good."""

    tenant_id: UUID
    id: UUID
    user_id: UUID
    purpose: str
    login: str
    name: str
    email: str | None
    locale: str
    tenant_name: str
