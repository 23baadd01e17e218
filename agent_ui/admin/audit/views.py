"""What the audit page takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    at: datetime
    who: str
    who_href: str | None
    """All that this person did."""
    act: str
    about: str
    about_href: str | None
    """The customer, conversation or version it is about."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FilterOption:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    name: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    lines: tuple[AuditLine, ...]
    people: tuple[FilterOption, ...]
    acts: tuple[OptionGroup, ...]
    customer: str = ""
    """As it was typed, or the name of the one chosen."""
    customer_id: str = ""
    since: str = ""
    """A day, as date fields write it."""
    until: str = ""
    """The last day."""
    older: str | None = None
    """Address of the next page."""
    newest: str | None = None
    """Address of the first page, on a later one."""
    filtered: bool = False
    nobody: bool = False
    """No customer fits what was typed."""
