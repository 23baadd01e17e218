"""Around every page that customers see: of the help page, and of their own door beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLanguage:
    code: str
    name: str
    """As it calls itself."""
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class HelpFrame:
    tenant: str
    home: str
    search: str
    """Where a question is sent."""
    languages: tuple[HelpLanguage, ...]
    query: str = ""
    door: str = ""
    """Where customers sign in to what is theirs; empty where they cannot."""
