"""A day replayed under other rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_center.kernel.contracts.interactions import QueuedBecause
from contact_center.kernel.ids import AgentId, InteractionId
from routing.engine.model import QueueAccess
from routing.flow.model import QueueFlow
from routing.rehearsal.replay.conditions import Awaiting, Profile, ReplayConditions
from routing.rehearsal.replay.plays import ReplayedEntry
from routing.rehearsal.replay.results import ReevaluatedRules
from routing.rehearsal.replay.ruling import RuleReplacement, RulesQuestion, exchanges
from routing.rules.attributes import Attributes
from routing.rules.model import RulePart
from routing.rules.past import PastArrival
from routing.rules.ports import Picture
from tests.unit.routing.rehearsal.replay.logbook import (
    BEGINS,
    MEI,
    ORDERS,
    PLACES,
    REPAIRS,
    WEI,
    Logbook,
    conditions_of,
    seconds,
    work,
)

PARCEL = 'interaction.text.contains("parcel")'
LOGINS = {"mei": MEI, "wei": WEI}


def rule(name: str = "Parcels", when: str = PARCEL, *, stop: bool = False, **then: Any) -> RulePart:
    return RulePart.model_validate({"name": name, "when": when, "then": then, "stop": stop})


def came(n: int, text: str = "", *, kept: tuple[dict[str, Any], ...] = (), **known: Any) -> PastArrival:
    at = BEGINS + timedelta(seconds=200)
    attributes: Attributes = {"interaction.text": text, **{name.replace("_", ".", 1): v for name, v in known.items()}}
    picture = Picture(last_agent=AgentId(WEI))
    return PastArrival(work(n), "voice", at, None, REPAIRS, attributes, picture, kept)


def asked(own: tuple[RulePart, ...], said: tuple[RulePart, ...], *work_: PastArrival) -> RulesQuestion:
    return RulesQuestion(own, said, work_, LOGINS)


def one(own: tuple[RulePart, ...], said: tuple[RulePart, ...], work_: PastArrival) -> RuleReplacement:
    return exchanges(asked(own, said, work_))[0][InteractionId(work_.interaction_id)]


def desks() -> ReplayConditions:
    """Mei serves repairs, Wei orders."""
    profiles = {
        agent: Profile({}, (QueueAccess(queue_id=queue),), PLACES) for agent, queue in ((MEI, REPAIRS), (WEI, ORDERS))
    }
    waiting = tuple(
        Awaiting(queue, name, QueueFlow(), None) for queue, name in ((REPAIRS, "Repairs"), (ORDERS, "Orders"))
    )
    return replace(conditions_of(), profiles=profiles, waiting=waiting)


def a_busy_day() -> Logbook:
    """Mei speaks with the first until 400; the second and the third wait for her."""
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=297)
    for n, at in ((2, 200), (3, 210)):
        log.queued(at, n)
    log.offered(400, 2, MEI)
    log.connected(403, 2, MEI)
    log.done(460, 2, MEI, "completed")
    log.offered(460, 3, MEI)
    log.connected(463, 3, MEI)
    log.done(500, 3, MEI, "completed")
    return log


def play(
    log: Logbook, own: tuple[RulePart, ...], said: tuple[RulePart, ...], *work_: PastArrival
) -> dict[tuple[int, int], ReplayedEntry]:
    day = desks()
    return log.play(replace(day, rulings=exchanges(asked(own, said, *work_))[0]), day)


def test_work_goes_where_a_new_rule_sends_it() -> None:
    found = play(a_busy_day(), (), (rule(queue=str(ORDERS)),), came(2, "my parcel"), came(3, "it leaks"))
    assert (found[2, 1].agent_id, seconds(found[2, 1].answered_at)) == (WEI, 203)
    assert (found[3, 1].agent_id, seconds(found[3, 1].answered_at)) == (MEI, 403)


def test_points_and_the_head_change_who_is_next() -> None:
    for then in ({"priority": 10}, {"at_head": True}):
        found = play(a_busy_day(), (), (rule(**then),), came(2), came(3, "my parcel"))
        assert seconds(found[3, 1].answered_at) == 403
        assert seconds(found[2, 1].answered_at) == 443  # the third talks until 440


def test_what_a_rule_of_the_day_did_is_undone_when_it_is_gone() -> None:
    gone = rule(queue=str(ORDERS), priority=5)
    kept = ({"rule": "Parcels", "version": 3, "queue": str(ORDERS), "priority": 5},)
    log = a_busy_day()
    log.queued(410, 4, ORDERS, priority=5)
    log.offered(410, 4, WEI)
    log.connected(413, 4, WEI)
    log.done(430, 4, WEI, "completed")
    assert play(log, (gone,), (gone,), came(4, kept=kept))[4, 1].agent_id == WEI
    undone = play(log, (gone,), (), came(4, kept=kept))[4, 1]
    assert (undone.agent_id, seconds(undone.answered_at)) == (MEI, 503)


def test_a_late_rule_that_is_gone_moves_nothing() -> None:
    late = rule(when="erp.late_days > 3", queue=str(ORDERS))
    kept = ({"rule": "Parcels", "version": 3, "queue": str(ORDERS), "late": True},)
    log = a_busy_day()
    log.queued(205, 2, ORDERS, because=QueuedBecause.RULED)
    assert play(log, (late,), (late,), came(2, kept=kept))[2, 1].agent_id == WEI
    assert play(log, (late,), (), came(2, kept=kept))[2, 1].agent_id == MEI


def test_late_points_of_a_rule_that_is_gone_are_taken_from_nobody_before_they_came() -> None:
    late = rule(when="erp.late_days > 3", priority=10)
    kept = ({"rule": "Parcels", "version": 3, "priority": 10, "late": True},)
    log = a_busy_day()
    log.raised(300, 2, 10)
    found = play(log, (late,), (), came(2, kept=kept), came(3))
    assert [seconds(found[n, 1].answered_at) for n in (2, 3)] == [403, 463]
    followed = play(log, (late,), (late, rule("Other", priority=1)), came(2, kept=kept), came(3, "parcel"))
    assert [seconds(followed[n, 1].answered_at) for n in (2, 3)] == [403, 463]
    before_it_came = play(a_busy_day(), (late,), (), came(2, kept=kept), came(3))
    assert [seconds(before_it_came[n, 1].answered_at) for n in (2, 3)] == [403, 463]


def test_a_rule_in_the_same_words_did_what_it_did() -> None:
    """What is known of the customer now says otherwise."""
    same, other = rule("Known", "customer.open_matters > 3", priority=7), rule("New", priority=1)
    assert not one((same,), (same, other), came(2, customer_open_matters=9)).changes
    held = ({"rule": "Known", "version": 1, "priority": 7},)
    assert not one((same,), (same, other), came(2, kept=held, customer_open_matters=0)).changes
    assert one((same,), (same, other), came(2, "parcel", kept=held, customer_open_matters=0)).points == 1


def test_behind_a_rule_that_stopped_the_rest_is_tried() -> None:
    stops, rest = rule("Stops", "true", stop=True, priority=2), rule("Rest", priority=5)
    held = ({"rule": "Stops", "version": 1, "priority": 2},)
    assert one((stops, rest), (rest,), came(2, "parcel", kept=held)).points == 3
    assert one((stops, rest), (rest, stops), came(2, "parcel", kept=held)).points == 5
    assert one((rest,), (stops, rest), came(2, "parcel", kept=({"rule": "Rest", "priority": 5},))).points == -3


def test_skills_rings_agents_and_treatment_are_exchanged() -> None:
    ring = {"after": 30, "drop": ["machines"]}
    then = {
        "skills": {"machines": 3},
        "rings": [ring],
        "preferred": {"agent": "last", "seconds": 40},
        "treatment": {"max_wait_seconds": 90},
    }
    found = one((), (rule(**then),), came(2, "parcel"))
    assert found.skills == {"machines": 3}
    assert found.rings is not None
    assert found.rings[0].after_s == 30
    assert found.prefers == (WEI, 40)
    assert found.treatment.max_wait_seconds == 90
    back = one((rule(**then),), (), came(2, "parcel", kept=({"rule": "Parcels", "version": 1, **then},)))
    assert (back.was, back.skills, back.rings, back.own_rings, back.prefers) == (
        {"machines": 3},
        {},
        None,
        True,
        (None, 0),
    )


def test_a_rule_may_end_the_wait() -> None:
    found = play(a_busy_day(), (), (rule(treatment={"max_wait_seconds": 60}),), came(2, "parcel"), came(3))
    assert seconds(found[2, 1].gone_at) == 260
    assert seconds(found[3, 1].answered_at) == 403


def test_a_persons_word_goes_before_a_rules() -> None:
    log = a_busy_day()
    log.queued(300, 2, ORDERS, because=QueuedBecause.MOVED)
    found = play(log, (), (rule(queue=str(ORDERS), priority=3),), came(3, "parcel"))
    assert (found[2, 1].agent_id, found[3, 1].agent_id) == (WEI, WEI)
    assert seconds(found[3, 1].answered_at) == 213


def test_it_is_said_how_much_changes_and_what_cannot_be_told() -> None:
    late = rule("Late", "erp.late_days > 3", priority=9)
    day = asked((), (rule(priority=1), late), came(1, "parcel"), came(2), came(3, erp_late_days=5))
    found, told = exchanges(day)
    assert [each.points for each in found.values()] == [1, 0, 9]
    assert told == ReevaluatedRules(("Late", "Parcels"), changed=2, total=3, unknown=2)


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_another_order_alone_is_a_difference_of_both(order: tuple[str, str]) -> None:
    rules = {name: rule(name, "true", preferred={"agent": login}) for name, login in (("A", "mei"), ("B", "wei"))}
    kept = (
        {"rule": "A", "version": 1, "preferred": {"agent": "mei"}},
        {"rule": "B", "version": 1, "preferred": {"agent": "wei"}},
    )
    day = asked((rules["A"], rules["B"]), tuple(rules[name] for name in order), came(2, kept=kept))
    found, told = exchanges(day)
    if order == ("A", "B"):
        assert told is None
        assert not found[work(2)].changes
    else:
        assert told == ReevaluatedRules(("A", "B"), 1, 1, 0)
        assert found[work(2)].prefers == (WEI, 60)
