"""What the sign-in page takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInView:
    login: str = ""
    error: str | None = None
    """Why signing in failed, and what to do."""
    next: str = ""
    start_as: tuple[tuple[str, str], ...] = ()
    """(key, name) of presences to begin with."""
    demo_users: tuple[tuple[str, str], ...] = ()
    """(login, role) shown in demo mode only."""
    notice: str | None = None
    """What has just been done, in words."""
    sign_on: tuple[str, str] | None = None
    """The organisation's provider: name, and the way there."""
    asks_organisation: bool = False
    """Several organisations are here, and some have a provider."""
    organisation: str = ""
    """As it was typed, where none of that name has one."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """The second step."""

    paper: bool
    """A recovery code is asked for, not the authenticator's."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    name: str
    value: str
    compared: bool
    """It is what the lines of the mapping are compared with."""


@dataclass(frozen=True, slots=True)
class TriedView:
    """What a provider says of whoever tried."""

    provider: str
    claims: tuple[ClaimLine, ...]
    fits: str
    """The line of the mapping that fits; empty: none."""
    role: str
    team: str
    claim: str
