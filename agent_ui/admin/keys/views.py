"""What the page of keys and the page of the API take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class ApiKeyLine:
    id: UUID
    name: str
    who: str
    """In whose name it acts."""
    scopes: tuple[str, ...]
    speed: str
    used: str
    until: str
    """Until when it works, or why it does no more."""
    works: bool


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """One area of the API, and what a new key may do in it."""

    field: str
    name: str
    about: str
    chosen: str


@dataclass(frozen=True, slots=True)
class KeysPage:
    keys: tuple[ApiKeyLine, ...]
    people: tuple[FilterChoice, ...]
    areas: tuple[AreaChoice, ...]
    ends: tuple[FilterChoice, ...]
    name: str = ""
    per_minute: str = ""
    secret: str = ""
    """Of the key just made, shown this once."""
    notice: str | None = None
    trouble: str | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ApiParameter:
    name: str
    place: str
    """`path` or `query`."""
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class ApiOperation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ApiParameter, ...]
    body: str
    """A sample of what is sent; empty where nothing is."""
    answers: tuple[tuple[str, str], ...]
    """Status and what it means."""

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class ApiArea:
    name: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class ApiPage:
    areas: tuple[ApiArea, ...]
    name: str
    about: str
    operations: tuple[ApiOperation, ...]
