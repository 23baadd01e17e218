"""What the help page takes: for customers, who are not signed in."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from agent_ui.views.help import HelpFrame


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
