"""What the administrator's page takes: one plain page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import ChannelAccountId, EnvelopeId


@dataclass(frozen=True, slots=True)
class AccountLine:
    account: ChannelAccountId
    channel: str
    name: str
    address: str
    queue: str
    healthy: bool = True
    state: str = ""
    """In words: "connected since 08:12", or what is wrong."""
    simulated: bool = False
    on_sites: bool = False
    """Web sites show it, those that the account names."""


@dataclass(frozen=True, slots=True)
class OriginLine:
    id: UUID
    origin: str
    account: str


@dataclass(frozen=True, slots=True)
class QuarantineLine:
    envelope: EnvelopeId
    channel: str
    account: str
    received_at: datetime
    reason: str
    size: int
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer found by the erase search."""

    id: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """Something that is not as it should be, and where it is mended."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class AdminView:
    accounts: tuple[AccountLine, ...]
    origins: tuple[OriginLine, ...]
    quarantine: tuple[QuarantineLine, ...]
    erase_query: str = ""
    erase_found: tuple[FoundCustomer, ...] = ()
    notice: str | None = None
    """What has just been done, in words."""
    problems: tuple[str, ...] = ()
    on_break: str = "keep"
    undo_seconds: int = 10
    mention_days: int = 14
    """So long a written message can be taken back."""
    taking: bool = False
    """Agents may take written work from their queues."""
    """What happens to an agent's open mails and messages when a break begins: keep, park or queue."""
    break_minutes: int = 60
    waiting_most: int = 50
    """So many answered conversations may wait for their customers with an agent."""
    silent_minutes: int = 10
    """After so much silence an answered chat gives its place back; 0: never."""
    park_seconds: int = 120
    """After these a parked call comes back."""
    attention: tuple[AttentionLine, ...] = ()
    stopped: int = 0
    """Webhooks that take nothing any more."""
    parked: int = 0
    """Events that a reader of the log could not digest."""
