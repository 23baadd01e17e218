"""Why nobody takes what waits, from the figures alone."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contact_center.kernel.contracts.interactions import Presence
from contact_center.measures.causes import cause
from contact_center.measures.figures import AgentFigures, PlacesUsed, WaitCauseKind
from contact_center.measures.lines import People, WorkNeed
from contact_center.measures.queries import Serves

REPAIRS = UUID(int=1)
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


def agent(n: int, *, used: int = 0, presence: str = Presence.AVAILABLE, answered: int = 0) -> AgentFigures:
    places = PlacesUsed(used, 1)
    activity = "working" if used else "idle"
    return AgentFigures(
        UUID(int=n), f"agent {n}", presence, None, AT, None, None, 0, None, activity, AT, (), places, {"voice": places},
        answered_today=answered,
    )  # fmt: skip


def people(*known: tuple[AgentFigures, frozenset[UUID], dict[str, int]]) -> People:
    return People(
        tuple(one for one, _, _ in known), {one.agent_id: Serves(queues, has) for one, queues, has in known}, {}
    )


CALL = WorkNeed("voice", 1, {"Chinese": 3})
IN, OUT = frozenset({REPAIRS}), frozenset[UUID]()


def test_the_free_lack_what_the_work_needs_and_another_has_it() -> None:
    found = cause(
        people(
            (agent(1), IN, {"Chinese": 2}), (agent(2), IN, {}), (agent(3, used=1), IN, {"Chinese": 5}),
            (agent(4, answered=9), OUT, {"Chinese": 3}), (agent(5, answered=2), OUT, {"Chinese": 4}),
            (agent(6), OUT, {"Chinese": 1}), (agent(7, presence=Presence.AWAY), OUT, {"Chinese": 5}),
        ),
        REPAIRS,
        [CALL],
    )  # fmt: skip
    assert found is not None
    assert (found.kind, found.here, found.free, found.working, found.skills) == (
        WaitCauseKind.NOBODY_FITS, 3, 2, 1, {"Chinese": 3},
    )  # fmt: skip
    assert found.helper is not None
    assert found.helper.name == "agent 5", "who has done least today"


@pytest.mark.parametrize("kinds", [[], [CALL, WorkNeed("voice", 1, {})]])
def test_nothing_that_waits_and_what_somebody_free_can_take_has_no_cause(kinds: list[WorkNeed]) -> None:
    assert cause(people((agent(1), IN, {})), REPAIRS, kinds) is None


def test_all_are_busy_or_absent_or_not_here() -> None:
    busy, away = agent(1, used=1), agent(2, presence=Presence.NOT_RESPONDING)
    gone = agent(3, presence=Presence.OFFLINE)
    for members, kind in (
        ([busy, away, gone], WaitCauseKind.ALL_BUSY),
        ([away, gone], WaitCauseKind.ALL_ABSENT),
        ([gone], WaitCauseKind.NOBODY_HERE),
    ):
        found = cause(people(*((one, IN, {"Chinese": 5}) for one in members)), REPAIRS, [CALL])
        assert found is not None
        assert (found.kind, found.here, found.helper) == (kind, len([one for one in members if one is not gone]), None)
