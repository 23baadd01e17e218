"""What the page about asking for ratings takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CareKindChoice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CareChannelView:
    channel: str
    name: str
    asks: bool
    kinds: tuple[CareKindChoice, ...]
    english: str
    chinese: str
    cap_days: int
    delay_minutes: int
    live: bool
    """The question stands in the window of the chat, at once."""


@dataclass(frozen=True, slots=True)
class CarePolicyView:
    channels: tuple[CareChannelView, ...]
    longest: int
    notice: str | None = None
