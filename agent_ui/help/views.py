"""What the help page takes: for customers, who are not signed in."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class HelpLanguage:
    code: str
    name: str
    """As it calls itself."""
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class HelpFrame:
    """Around every page of it."""

    tenant: str
    home: str
    search: str
    """Where a question is sent."""
    languages: tuple[HelpLanguage, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class HelpLink:
    title: str
    href: str
    language: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class HelpGroup:
    name: str
    links: tuple[HelpLink, ...]


@dataclass(frozen=True, slots=True)
class HelpHome:
    frame: HelpFrame
    groups: tuple[HelpGroup, ...]


@dataclass(frozen=True, slots=True)
class HelpResults:
    frame: HelpFrame
    links: tuple[HelpLink, ...]


@dataclass(frozen=True, slots=True)
class HelpFile:
    name: str
    size: str
    href: str


@dataclass(frozen=True, slots=True)
class HelpArticle:
    frame: HelpFrame
    language: str
    title: str
    html: Markup
    excerpt: str
    changed: str
    files: tuple[HelpFile, ...]
