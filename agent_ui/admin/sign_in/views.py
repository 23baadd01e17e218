"""What the page about signing in takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleFactors:
    """Of one role: whether a second step is required, and who has one."""

    key: str
    name: str
    required: bool
    people: int
    having: int
    without: tuple[str, ...]
    """Names of some who have none yet."""


@dataclass(frozen=True, slots=True)
class SignInSettings:
    roles: tuple[RoleFactors, ...]
    notice: str | None = None
