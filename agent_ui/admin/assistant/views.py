"""What the page of the assistant takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssistantPage:
    enabled: bool
    base_url: str
    model: str
    deadline: int
    has_key: bool
    notice: str | None = None
    error: str | None = None
