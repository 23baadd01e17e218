"""Who serves other queues for some hours, and the form by which a supervisor says so."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.views import PresenceState
from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class ServesOtherwiseLine:
    agent: UUID
    name: str
    queues: tuple[str, ...]
    skills: str
    until: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ServingPerson:
    id: UUID
    name: str
    team: str
    state: PresenceState
    queues: tuple[str, ...]
    """That they serve now."""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ServingView:
    now: tuple[ServesOtherwiseLine, ...]
    people: tuple[ServingPerson, ...]
    queues: tuple[FilterChoice, ...]
    skills: tuple[str, ...]
    """Names of the routing policy."""
    spans: tuple[FilterChoice, ...]
