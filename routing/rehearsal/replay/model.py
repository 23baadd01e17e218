"""What is asked of a replay: which day, under which policy, with whom beside those who were there."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from routing.flow.model import Span
from routing.policy.model import PolicyDocument, PolicyPart
from routing.policy.rings import Name


class PresentPart(PolicyPart):
    """Somebody is there in this span of the day, whatever they did: a training that is moved, a late lunch."""

    login: Name
    span: Span
    """E.g. 14:00-15:00, in the organisation's time."""


class ExtraPart(PolicyPart):
    """People who were not there."""

    like: Name
    """Login of an agent of the policy, whose skills, queues and capacity they have."""
    count: Annotated[int, Field(ge=1, le=100)] = 1
    span: Span = "00:00-24:00"


class ReplayRequest(PolicyPart):
    day: date
    """In the organisation's time zone."""
    policy: PolicyDocument | Annotated[int, Field(ge=1)] | Literal["own", "current", "draft"] = "own"
    """A document, a version, or: the one in force on that day (`own`), the one now, the draft."""
    present: tuple[PresentPart, ...] = ()
    extra: tuple[ExtraPart, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return self.policy == "own" and not self.present and not self.extra
