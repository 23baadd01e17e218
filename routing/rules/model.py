"""A rule as an administrator writes it. Durations are whole seconds."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from routing.flow.model import Treatment
from routing.policy.rings import Rings

DAY = 86_400
LONGEST_CONDITION = 1000

OWNER = "owner"
LAST = "last"


class _Model(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True, str_strip_whitespace=True)


class PreferredPart(_Model):
    """For this agent alone for a while, if present; then for the rest."""

    agent: Annotated[str, Field(min_length=1, max_length=80)]
    """`owner`: who holds the customer's open matter; `last`: who spoke with the customer last; else a login."""
    seconds: Annotated[int, Field(ge=1, le=DAY)] = 60


class Effect(_Model):
    """What a rule does. What it does not say stays as the queue has it."""

    queue: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    """Points added to the minutes waited."""
    skills: dict[Annotated[str, Field(min_length=1, max_length=60)], Annotated[int, Field(ge=0, le=5)]] = {}
    """Asked for beside those of the queue; of two minimums the higher counts."""
    preferred: PreferredPart | None = None
    at_head: bool = False
    """Before all other work of its queue."""
    reply_seconds: Annotated[int, Field(ge=1, le=30 * DAY)] | None = None
    """The first reply is promised within so much open time; text work only."""
    rings: Rings = ()
    """Widen the search in place of the rings of its queue, in whichever queue it waits; none: as the queue does."""
    treatment: Treatment | None = None
    """How the customer is treated while it waits, in place of what the queue says."""


class RulePart(_Model):
    """When `when` holds, `then` is done. Rules are tried from the first to the last as work enters."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    when: Annotated[str, Field(min_length=1, max_length=LONGEST_CONDITION)]
    """A condition in CEL over the attributes of the reference."""
    then: Effect
    stop: bool = False
    """If it holds, no later rule is tried."""
    enabled: bool = True
