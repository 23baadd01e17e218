"""The whole routing policy of an organisation as one readable document.

A file holds it as YAML, the API as JSON, the database as a numbered version. Names stand for queues, logins for
agents. What is not in the document is live: whether a queue is paused or closed right now, who is signed in.
All durations are whole seconds.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.kernel.contracts.interactions import WrapMode
from contact_center.kernel.contracts.service_level import LONGEST_SHORT_ABANDON, ServiceLevelRule
from routing.engine.model import Scoring, Selection
from routing.flow.model import Calendar, QueueFlow
from routing.policy.rings import DAY, Level, Name, Rings, Skill
from routing.rules.model import RulePart

Channel = Annotated[str, Field(min_length=1, max_length=40)]
"""A channel's name, `*` for all that are not named."""
Seconds = Annotated[int, Field(ge=1, le=366 * DAY)]


class PolicyPart(BaseModel):
    """Unknown fields are errors: a misspelt one would silently mean nothing."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, extra="forbid", frozen=True, str_strip_whitespace=True, strict=False
    )


class SharesPart(PolicyPart):
    """Minimum share, in percent, of the capacity freed while work of several tiers waits for it."""

    live: Annotated[int, Field(ge=0, le=100)] = 50
    messaging: Annotated[int, Field(ge=0, le=100)] = 20
    deferred: Annotated[int, Field(ge=0, le=100)] = 10


class InterruptPart(PolicyPart):
    """Work on channel `by` may be offered to an agent whose total is filled by work on `over`."""

    by: Channel
    over: Channel


_COUNTED = ServiceLevelRule()


class ServiceLevelPart(PolicyPart):
    """`percent` of the work is to be answered within `seconds`, by channel."""

    percent: Annotated[int, Field(ge=1, le=100)] = 80
    seconds: dict[Channel, Seconds] = {}
    goals: dict[Channel, Annotated[int, Field(ge=1, le=100)]] = {}
    """Percent of a channel where it is not that of the queue."""
    short_abandon_seconds: Annotated[int, Field(ge=0, le=LONGEST_SHORT_ABANDON)] = int(_COUNTED.short_abandon_seconds)
    """Who leaves within this time does not count against the queue; 0 counts all but instant hang-ups."""
    abandons: bool = _COUNTED.abandons
    """Who gives up later counts against it."""
    flow_outs: bool = _COUNTED.flow_outs
    """Work that was moved to another queue before an answer counts against it."""
    waiting_past_target: bool = _COUNTED.waiting_past_target
    """Who still waits past the target counts against it."""


class WrapPart(PolicyPart):
    """Work after the contact, by channel: how it ends, and after how long if it is timed."""

    mode: dict[Channel, WrapMode] = {}
    seconds: dict[Channel, Seconds] = {}


class QueuePart(QueueFlow, PolicyPart):
    """A queue. Where a channel says nothing, `*` holds, else the default of the reference."""

    name: Name
    id: UUID | None = None
    """Keeps a queue the same through a change of its name; may be left out where the name is known."""
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    """Points added to the minutes waited."""
    skills: dict[Skill, Level] = {}
    scoring: Scoring = Scoring.MINUTES_AND_PRIORITY
    selection: Selection = Selection.LONGEST_IDLE
    auto_accept: bool = False
    offer_seconds: dict[Channel, Annotated[int, Field(ge=7, le=3600)]] = {}
    """How long an offer may stay unanswered."""
    rings: Rings = ()
    service_level: ServiceLevelPart = ServiceLevelPart()
    first_reply_seconds: Seconds | None = None
    next_reply_seconds: Seconds | None = None
    resolution_seconds: Seconds | None = None
    due_lead_seconds: Annotated[int, Field(ge=0, le=7 * DAY - 1)] = 900
    """Deferred work joins the live tier this long before it is due."""
    wrap: WrapPart = WrapPart()
    route_by_language: bool = False
    """The customer's language becomes a skill with a minimum of 3, `lang:zh` for Chinese."""


class AccessPart(PolicyPart):
    """A queue an agent serves: 1 comes first; only work older than `delay`."""

    priority: Annotated[int, Field(ge=1, le=99)] = 1
    delay: Annotated[int, Field(ge=0, le=9999)] = 0


class AgentPart(PolicyPart):
    """What an agent may get. `capacity`: places by channel, `*` in total."""

    skills: dict[Skill, Level] = {}
    queues: dict[Name, AccessPart] = {}
    capacity: dict[Channel, Annotated[int, Field(ge=0, le=100)]] = {}


class PolicyDocument(PolicyPart):
    """Everything routing follows. An agent who is not named keeps what they have."""

    skills: tuple[Skill, ...] = ()
    implies: dict[Skill, tuple[Skill, ...]] = {}
    """Who has a skill has these as well, at the same level or better."""
    shares: SharesPart = SharesPart()
    interrupts: tuple[InterruptPart, ...] = ()
    reserved: dict[Channel, Annotated[int, Field(ge=1, le=100)]] = {}
    """Places of every agent's total that only this channel may use."""
    calendars: dict[Name, Calendar] = {}
    """Business hours by name."""
    queues: tuple[QueuePart, ...] = ()
    """In the order in which people see them; the first takes what nobody sent elsewhere."""
    agents: dict[Name, AgentPart] = {}
    """By login."""
    rules: Annotated[tuple[RulePart, ...], Field(max_length=200)] = ()
    """Tried from the first to the last as work enters a queue."""
    facts_deadline_seconds: Annotated[int, Field(ge=0, le=3600)] = 120
    """Facts of the ERP that arrive so long after the work still count, while it waits."""
