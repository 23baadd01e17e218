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


@dataclass(frozen=True, slots=True)
class CodeView:
    """The second step."""

    paper: bool
    """A recovery code is asked for, not the authenticator's."""
    error: str | None = None
