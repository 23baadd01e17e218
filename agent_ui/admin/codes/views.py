"""What the pages of codes take."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class CodeLine:
    code: str
    name: str
    depth: int
    href: str
    queues: str
    """Where it is offered, in words; empty: wherever its branch is."""
    case_type: str
    active: bool
    is_branch: bool


@dataclass(frozen=True, slots=True)
class CodesPage:
    codes: tuple[CodeLine, ...]
    queues: tuple[FilterChoice, ...]
    """By which the list can be narrowed to what agents there see."""
    required: str = ""
    """Whether the chosen queue asks for a code, in words."""
    queue_href: str = ""
    """Where that is set."""
    archived: int = 0
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class CodeForm:
    title: str
    action: str
    code: str = ""
    """Empty for a new one."""
    name_en: str = ""
    name_zh: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Names in other languages, which stay: language and name."""
    parents: tuple[FilterChoice, ...] = ()
    queues: tuple[FilterChoice, ...] = ()
    case_types: tuple[FilterChoice, ...] = ()
    active: bool = True
    former: tuple[str, ...] = ()
    """What it was called before, in sentences."""
    trouble: str = ""
    """Why it was not kept."""
    wrong: str = ""
    """The field that it is about."""
