"""What every page has around its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from agent_ui.frame.views import FrameView

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
FRAME_REFRESH = "/frame"


class Live(StrEnum):
    """Which view the live socket serves; each but the last with the frame."""

    CONSOLE = "console"
    BOARD = "board"
    CUSTOMER = "customer"
    HOME = "home"
    FRAME = "frame"


class Place(StrEnum):
    """The entries of the main navigation."""

    HOME = "/home"
    WORK = "/console"
    CONVERSATIONS = "/conversations"
    CUSTOMERS = "/customers"
    CASES = "/cases"
    KNOWLEDGE = "/knowledge"
    BOARD = "/supervisor"
    ADMIN = "/admin"


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor` is the position of the event log read in the same snapshot as the page's data."""

    tenant: str
    csrf: str
    user: str | None = None
    places: tuple[Place, ...] = ()
    here: Place | None = None
    theme: Theme = "auto"
    cursor: int | None = None
    live: Live | None = None
    """None before signing in."""
    frame: FrameView | None = None
    """None for who takes no work."""
    refresh: str | None = None
    """Address that answers with all regions of this page as partials."""
    demo: str | None = None
    """Set in the demo: what is simulated on this page, in words."""


@dataclass(frozen=True, slots=True)
class ErrorView:
    status: int
    code: str
    title: str
    detail: str | None = None
    correlation: str | None = None
    """Names this event in the logs."""
    fields: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    back: str = "/"
