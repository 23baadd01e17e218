"""What a queue counts against its service level: set with the queue, read by routing's policy and by measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from contact_center.kernel.opening import SHORT_ABANDON_SECONDS

LONGEST_SHORT_ABANDON = 3600


@dataclass(frozen=True, slots=True)
class ServiceLevelRule:
    """It applies when figures are read, so a change holds for the past as well."""

    short_abandon_seconds: float = SHORT_ABANDON_SECONDS
    """Who leaves within this time was not lost by us; 0 counts every abandon."""
    abandons: bool = True
    """Abandons after that limit count against it."""
    flow_outs: bool = False
    """Work moved to another queue before an answer counts against it."""
    waiting_past_target: bool = True
    """Who still waits beyond the target counts as missed already."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The queue's own, from its settings; the default for what is missing there or makes no sense."""
        given = settings.get("service_level")
        given = given if isinstance(given, Mapping) else {}
        found = {name: given[name] for name in _SWITCHES if isinstance(given.get(name), bool)}
        short = given.get("short_abandon_seconds")
        if isinstance(short, int | float) and not isinstance(short, bool) and 0 <= short <= LONGEST_SHORT_ABANDON:
            found["short_abandon_seconds"] = float(short)
        return cls(**found)


_SWITCHES = ("abandons", "flow_outs", "waiting_past_target")
