"""Rings as an administrator writes them, with a queue or in a rule. All durations are whole seconds."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contact_center.kernel.names import seen
from routing.policy.errors import ProblemCode, refused

DAY = 86_400
MAX_RINGS = 6


def _seen(name: str) -> str:
    if not seen(name):
        raise refused(ProblemCode.NAME_BLANK)
    return name


Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_seen)]
Skill = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_seen)]
Level = Annotated[int, Field(ge=0, le=5)]
"""Proficiency, 0 to 5; as a requirement 0 means having the skill at all."""


class RingPart(BaseModel):
    """A step by which the search for an agent widens; it holds beside those before it."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True, str_strip_whitespace=True)

    after: Annotated[int, Field(ge=1, le=30 * DAY)]
    """Age of the work at which it begins."""
    lower: dict[Skill, Level] = {}
    """Lower minimums."""
    drop: tuple[Skill, ...] = ()
    """Skills that are asked for no more."""
    queues: tuple[Name, ...] = ()
    """The agents of these queues may take it too."""


Rings = Annotated[tuple[RingPart, ...], Field(max_length=MAX_RINGS)]
