"""What setting up a second factor takes, at the door and on one's own account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactorSetUp:
    picture: str
    """To be scanned, as a `data:` address."""
    secret: str
    """To be typed where nothing can be scanned, in groups of four."""
    account: str
    """As the authenticator will call it."""
    action: str
    """Where the first code goes."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Shown this once."""

    codes: tuple[str, ...]
    onward: str
    """Where one goes when they are written down."""
    text: str
    """All of them as a file, as a `data:` address."""
