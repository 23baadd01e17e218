"""What the page about identity takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class IdentityPolicyView:
    compared: tuple[PolicyChoice, ...]
    """Questions whose answers the server compares."""
    judged: tuple[PolicyChoice, ...]
    locked: tuple[PolicyChoice, ...]
    needed: int
    attempts: int
    lock_minutes: int
    own_door: bool
    """Customers may sign in to what is theirs."""
    door: str
    """Where they do."""
    notice: str | None = None
