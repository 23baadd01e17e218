"""Events: what happened, in the past tense, as the one ordered log holds it.

An event carries ids, not copies of personal data. Its payload is flat and JSON-friendly: uuids,
strings, numbers, booleans, instants and lists of these. `type` is stable for ever; a changed meaning
gets a new `version`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Union, get_type_hints
from uuid import UUID

from contact_center.kernel.ids import EventId, TenantId

_types: dict[str, type[Event]] = {}
_known_hints: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; subclasses are frozen dataclasses and register themselves by `type`."""

    type: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def payload(self) -> dict[str, Any]:
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def event_type(name: str, version: int = 1) -> Any:
    """Class decorator: gives an event its stable name, e.g. `interaction.queued`."""

    def register(cls: type[Event]) -> type[Event]:
        if name in _types and _types[name].__qualname__ != cls.__qualname__:
            raise ValueError(f"two event classes claim the type {name!r}")
        cls.type = name
        cls.version = version
        _types[name] = cls
        return cls

    return register


def event_class(name: str) -> type[Event] | None:
    return _types.get(name)


def event_types() -> dict[str, type[Event]]:
    return dict(_types)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in its tenant's log. Positions are dense: 1, 2, 3 … without a gap."""

    tenant_id: TenantId
    position: int
    id: EventId
    at: datetime
    actor: str
    correlation_id: UUID | None
    event: Event


def revive(name: str, payload: dict[str, Any]) -> Event:
    """The event a stored row stands for. Unknown fields of newer writers are ignored."""
    cls = _types[name]
    return cls(**{field: _typed(hint, payload[field]) for field, hint in _hints(cls).items() if field in payload})


def _hints(cls: type[Event]) -> dict[str, Any]:
    """Field names with their types, kept: looking them up for each event costs more than the event."""
    if cls.type not in _known_hints:
        hints = get_type_hints(cls)
        _known_hints[cls.type] = {f.name: hints[f.name] for f in fields(cls)}
    return _known_hints[cls.type]


def id_fields(cls: type[Event]) -> frozenset[str]:
    """Its fields that hold ids, or lists of ids, whatever a single event has there."""
    return frozenset(name for name, hint in _hints(cls).items() if _is_of_ids(hint))


def _is_of_ids(hint: Any) -> bool:
    args = [one for one in getattr(hint, "__args__", ()) if one not in (type(None), ...)]
    if args:
        return all(_is_of_ids(one) for one in args)
    return getattr(hint, "__supertype__", hint) is UUID


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(item) for item in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    args: tuple[Any, ...] = getattr(hint, "__args__", ())
    origin = getattr(hint, "__origin__", None)
    if origin in (tuple, list, frozenset, set):
        return origin(_typed(args[0], item) for item in value)
    if args and origin in (None, Union):  # X | None; of a NewType it is typing.Union, of a class it is not
        return _typed(next(a for a in args if a is not type(None)), value)
    base = getattr(hint, "__supertype__", hint)
    if base is UUID:
        return UUID(value)
    if base is datetime:
        return datetime.fromisoformat(value)
    if isinstance(base, type) and issubclass(base, Enum):
        return base(value)
    return value
