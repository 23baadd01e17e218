"""Why somebody waited, from the record alone."""

from __future__ import annotations

from contact_center.kernel.contracts.routing_events import QueuePaused
from routing.engine.decisions import Exclusion
from routing.engine.model import QueuePolicy, Requirement, Ring
from routing.rehearsal.replay.waiting import waited
from tests.unit.routing.rehearsal.channels import MEDIA
from tests.unit.routing.rehearsal.replay.logbook import MEI, REPAIRS, WEI, Logbook, conditions_of, work


def test_who_gave_up_is_told_what_kept_everybody_when_they_came_and_when_they_left() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.presence(50, WEI, "away")
    log.call(100, 1, MEI, talks=300)
    log.queued(120, 2, skills=["machines:3"])
    log.closed(300, 2, "abandoned")
    log.presence(200, WEI, "available")
    said = conditions_of(skills={MEI: {"machines": 3}, WEI: {"machines": 2}})
    day = log.day()
    entry = next(entry for entry in day.entries if entry.interaction_id == work(2))
    found = waited(day, said, entry, MEDIA)
    assert (found.abandoned, found.answered_by) == (True, None)
    assert [(one.reason, one.agents) for one in found.came.kept] == [
        (Exclusion.AWAY, (WEI,)),
        (Exclusion.BUSY, (MEI,)),
    ]
    assert found.ended is not None
    assert [(one.reason, one.skill, one.minimum, one.agents) for one in found.ended.kept] == [
        (Exclusion.LACKS_SKILL, "machines", 3, (WEI,)),
        (Exclusion.BUSY, None, None, (MEI,)),
    ]


def test_a_ring_and_who_was_before_it_are_counted() -> None:
    log = Logbook()
    log.comes(MEI)
    log.call(100, 1, MEI, talks=300)
    log.queued(110, 2)
    log.queued(120, 3)
    log.add(150, QueuePaused(queue_id=REPAIRS, paused=True, why="training"))
    ring = Ring(after_s=60, lower=(Requirement("machines", 1),))
    queue = QueuePolicy(id=REPAIRS, requirements=(Requirement("machines", 3),), rings=(ring,))
    day = log.day()
    entry = next(entry for entry in day.entries if entry.interaction_id == work(3))
    found = waited(day, conditions_of(queue, skills={MEI: {"machines": 1}}), entry, MEDIA)
    assert (found.came.ring, found.came.ahead, found.came.kept[-1].minimum) == (0, 1, 3)
    assert found.ended is not None
    assert (found.ended.ring, [one.reason for one in found.ended.kept]) == (1, [Exclusion.SIGNED_OUT])
    assert found.ended.free == (MEI,)
    assert (found.came.paused, found.ended.paused) == (False, True)
