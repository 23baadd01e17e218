"""Which work is parked for work that interrupts it, and which comes back when."""

from __future__ import annotations

from contact_center.kernel.ids import SegmentId, new_id
from routing.engine.model import Capacity
from routing.rehearsal.simulation.parking import AgentCapacity

CALL = SegmentId(new_id())


def desk(total: int, *mails: int) -> tuple[AgentCapacity, list[SegmentId]]:
    """With answered mails of these weights."""
    made, ids = (
        AgentCapacity(Capacity(channels={"voice": 1, "email": total}, total=total)),
        [SegmentId(new_id()) for _ in mails],
    )
    for id, weight in zip(ids, mails, strict=True):
        made.rings(id, "email", weight, live=False)
        made.answered(id)
    return made, ids


def test_as_few_as_needed_are_parked_the_latest_begun_first() -> None:
    there, (first, second, third) = desk(3, 1, 1, 1)
    assert there.make_room(2, ("email",)) == [third, second]
    assert there.answered_here() == [(first, True)]


def test_what_is_parked_comes_back_when_the_call_is_over_the_longest_parked_first() -> None:
    there, (_, second, third) = desk(3, 1, 1, 1)
    there.make_room(2, ("email",))
    there.rings(CALL, "voice", 2, live=True)
    there.answered(CALL)
    assert there.ended(CALL) == [third, second]


def test_nothing_is_parked_for_an_offer_that_would_not_fit_even_so() -> None:
    there, (only,) = desk(2, 1)
    there.rings(CALL, "voice", 1, live=True)
    assert there.make_room(2, ("email",)) == []
    assert there.make_room(1, ("email",)) == [only]
    there, (only,) = desk(2, 1)
    there.rings(CALL, "voice", 1, live=True)
    there.wraps(only)
    assert there.make_room(1, ("email",)) == []  # work after the contact is finished first
