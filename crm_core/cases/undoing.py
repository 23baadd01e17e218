"""Taking back what was just done to a case: what it was before, as a document. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from crm_core.cases.clocks import CaseClockKind, Clock
from crm_core.cases.domain import Case, CaseStep
from crm_core.cases.errors import CaseChangedMeanwhile

WITHIN: Final = timedelta(seconds=60)
"""The page offers it for ten seconds; a slow network has the rest."""
_INSTANTS = ("waiting_since", "wake_at", "resolved_at", "closed_at")
_IDS = ("owner_id", "parent_id")
_PLAIN = ("state", "sub_state", "wait_for", "wait_note", "priority", "reason", "contract", "resolution")


def before(step: CaseStep, actor: str, now: datetime, *, links: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """How the case stood; `links` are those the act has added."""
    case = step.case
    return {
        "actor": actor,
        "at": now.isoformat(),
        "version": case.version + 1,
        "case": {name: getattr(case, name) for name in _PLAIN}
        | {name: _text(getattr(case, name)) for name in (*_INSTANTS, *_IDS)},
        "clocks": [_written(clock) for clock in step.clocks],
        "links": [list(one) for one in links],
    }


def is_fresh(kept: dict[str, Any] | None, case: Case, actor: str, now: datetime, within: timedelta) -> bool:
    """Whether this actor did it, nobody has changed the case since, and it is not too long ago."""
    return (
        kept is not None
        and kept["actor"] == actor
        and kept["version"] == case.version
        and now <= datetime.fromisoformat(kept["at"]) + within
    )


def undone(
    step: CaseStep, kept: dict[str, Any] | None, actor: str, now: datetime
) -> tuple[CaseStep, list[tuple[str, str]]]:
    """The case as it was, and the links to take away. Raises `CaseChangedMeanwhile`."""
    if kept is None or not is_fresh(kept, step.case, actor, now, WITHIN):
        raise CaseChangedMeanwhile
    was = kept["case"]
    values = {name: was[name] for name in _PLAIN}
    values |= {name: datetime.fromisoformat(was[name]) if was[name] else None for name in _INSTANTS}
    values |= {name: UUID(was[name]) if was[name] else None for name in _IDS}
    by_kind = {one.kind: one for one in step.clocks}
    clocks = tuple(_read(one, by_kind[CaseClockKind(one["kind"])]) for one in kept["clocks"] if one["kind"] in by_kind)
    return CaseStep(replace(step.case, **values), clocks), [(kind, ref) for kind, ref in kept["links"]]


def _written(clock: Clock) -> dict[str, Any]:
    return {
        "kind": clock.kind.value,
        "goal": clock.goal,
        "still": list(clock.still),
        "still_since": _text(clock.still_since),
        "ended_at": _text(clock.ended_at),
    }


def _read(kept: dict[str, Any], clock: Clock) -> Clock:
    since, ended = kept["still_since"], kept["ended_at"]
    return replace(
        clock,
        goal=kept["goal"],
        still=tuple(kept["still"]),
        still_since=datetime.fromisoformat(since) if since else None,
        ended_at=datetime.fromisoformat(ended) if ended else None,
    )


def _text(value: datetime | UUID | None) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)
