"""What the engine decides, each with its basis.

What it makes with every offer is a named tuple, as making a frozen dataclass takes four times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine.model import OfferPurpose, Requirement, Selection


class Exclusion(StrEnum):
    """Why a member of the queue was no candidate, in the order in which the reasons are counted."""

    SIGNED_OUT = "signed_out"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    UNREACHABLE = "unreachable"
    LACKS_SKILL = "lacks_skill"
    DELAYED = "delayed"
    """The work is younger than the delay of their routing profile."""
    REFUSED_LATELY = "refused_lately"
    """Rejected or missed this very interaction a moment ago."""
    BUSY = "busy"


class ExcludedCount(NamedTuple):
    reason: Exclusion
    agents: int
    skill: str | None = None
    minimum: int | None = None


class Explanation(NamedTuple):
    """Why this agent got this work now (`routing.engine.explain`)."""

    tier: Tier
    """The tier it competed in; live for deferred work near its due time."""
    ring: int
    """0 before the first ring."""
    waited_s: float
    score: float
    at_head: bool
    preferred: bool
    """Held for this very agent; the rest was not asked."""
    selection: Selection
    idle_s: float
    open_work: int
    """Pieces of work the agent had open before this offer."""
    eligible: int
    members: int
    """Agents the queue (and its ring) reaches; those not eligible are counted in `excluded`."""
    excluded: tuple[ExcludedCount, ...]


class Offer(NamedTuple):
    """Let this agent's console ring; the interaction's own state does not change yet."""

    at: datetime
    policy_version: int
    position: int
    segment_id: SegmentId
    """Derived from interaction, agent and instant: a repeated commit meets its own key."""
    interaction_id: InteractionId
    queue_id: QueueId
    agent_id: AgentId
    purpose: OfferPurpose
    channel: str
    tier: Tier
    weight: int
    expires_at: datetime
    auto_accept: bool
    interrupts: tuple[str, ...]
    """Goes beyond the agent's total, as it may interrupt what is open on these channels. Empty: there is room."""
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What every decision says of its basis, so that it can be replayed exactly."""

    at: datetime
    policy_version: int
    position: int
    """Of the log, up to which the engine had read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOffer(Basis):
    """RONA: the offer ran out, the work keeps its place, the agent becomes NOT_RESPONDING."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    misses: int
    """In a row, this one included."""


class RescindReason(StrEnum):
    WORK_GONE = "work_gone"
    MOVED = "moved"
    AGENT_UNREACHABLE = "agent_unreachable"
    AGENT_NOT_AVAILABLE = "agent_not_available"
    TAKEN = "taken"
    """Another agent accepted an earlier offer at the last moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescindOffer(Basis):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    reason: RescindReason


class MissingReason(StrEnum):
    NO_MEMBER = "no_member"
    """No agent serves the queue."""
    SKILL = "skill"
    """Nobody signed in who serves the queue has the skills named."""
    NOT_SIGNED_IN = "not_signed_in"
    """Those who could are signed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyEligible(Basis):
    """Nobody signed in could take it, not even in its widest ring."""

    interaction_id: InteractionId
    queue_id: QueueId
    lack: MissingReason
    missing: tuple[Requirement, ...]
    """For SKILL: those nobody has, or all if only their combination is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibleAgain(Basis):
    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkUnreachable(Basis):
    """Silent for `silent_after_s`: gets no new offers until seen again."""

    agent_id: AgentId
    silent_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWork(Basis):
    """The agent is lost: take this segment away and queue the interaction again, `at_head`."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSupervisor(Basis):
    """The agent missed several offers in a row."""

    agent_id: AgentId
    misses: int


Decision = (
    Offer | ExpireOffer | RescindOffer | NobodyEligible | EligibleAgain | MarkUnreachable | ReturnWork | AlertSupervisor
)
