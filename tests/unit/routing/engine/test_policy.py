"""A policy that cannot work is refused with the place, the reason and the remedy."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from routing.engine.model import (
    Capacity,
    Interrupt,
    OfferLimits,
    QueueAccess,
    QueuePolicy,
    Requirement,
    Ring,
    RoutingPolicy,
    Selection,
    TierShares,
)
from routing.policy import PolicyInvalid, from_document, problems_of, profile_problems, to_document, validate
from tests.unit.routing.engine.world import BILLING, SALES, queue_id

QUEUE = QueuePolicy(
    id=BILLING,
    name="billing",
    requirements=(Requirement("zh", 3),),
    selection=Selection.MOST_PROFICIENT,
    rings=(
        Ring(after_s=30, lower=(Requirement("zh", 2),)),
        Ring(after_s=60, drop=("zh",), add_queues=(SALES,)),
    ),
)
GOOD = RoutingPolicy(version=3, queues=(QUEUE, QueuePolicy(id=SALES, name="sales")), skills=("zh", "refunds"))


def test_a_sound_policy_passes_unchanged() -> None:
    assert validate(GOOD) is GOOD


def test_a_policy_survives_export_and_import() -> None:
    assert from_document(json.loads(json.dumps(to_document(GOOD)))) == GOOD


def with_ring(*rings: Ring) -> dict[str, Any]:
    return {"queues": (replace(QUEUE, rings=rings), GOOD.queues[1])}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": 0}, "version"),
        ({"queues": (QUEUE, QUEUE, GOOD.queues[1])}, "queues[billing]"),
        ({"skills": ("zh", "zh")}, "skills"),
        ({"skills": ("refunds",)}, "queues[billing].requirements[zh]"),
        ({"shares": TierShares(live=60, messaging=30, deferred=20)}, "shares"),
        ({"shares": TierShares(live=-1)}, "shares.live"),
        ({"interrupts": (Interrupt("voice", "email"), Interrupt("email", "voice"))}, "interrupts[0]"),
        ({"interrupts": (Interrupt("voice", "voice"),)}, "interrupts[0]"),
        ({"interrupts": tuple(Interrupt(*pair) for pair in (("a", "b"), ("b", "c"), ("c", "a")))}, "interrupts"),
        ({"lost_after_s": 5}, "lost_after_s"),
        (with_ring(Ring(after_s=0)), "queues[billing].rings[0].after_s"),
        (with_ring(Ring(after_s=30), Ring(after_s=30)), "queues[billing].rings[1].after_s"),
        (with_ring(*(Ring(after_s=n) for n in range(1, 8))), "queues[billing].rings"),
        (with_ring(Ring(after_s=9, add_queues=(queue_id(9),))), "queues[billing].rings[0].add_queues"),
        (with_ring(Ring(after_s=9, drop=("fr",))), "queues[billing].rings[0].drop[fr]"),
        (with_ring(Ring(after_s=9, lower=(Requirement("zh", 3),))), "queues[billing].rings[0].lower[zh]"),
        ({"queues": (QUEUE, QueuePolicy(id=SALES, name="sales", offer=OfferLimits(live_s=6)))},
         "queues[sales].offer.live_s"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        validate(replace(GOOD, **change))
    assert place in [problem.place for problem in caught.value.problems]
    assert caught.value.status == 422


def test_all_faults_are_named_at_once() -> None:
    assert len(list(problems_of(replace(GOOD, version=0, skills=("refunds",))))) > 2


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda d: d.pop("version"), "version"),
        (lambda d: d.update(verison=1), "verison"),
        (lambda d: d.update(version="3"), "version"),
        (lambda d: d["queues"][0].update(id="billing"), "queues[0].id"),
        (lambda d: d["queues"][0].update(paused=1), "queues[0].paused"),
        (lambda d: d["queues"][0].update(selection="nicest"), "queues[0].selection"),
        (lambda d: d["queues"][0]["rings"][1].update(after_s=True), "queues[0].rings[1].after_s"),
        (lambda d: d["queues"][0].update(rings={}), "queues[0].rings"),
        (lambda d: d.update(shares=[]), "shares"),
    ],
)
def test_a_faulty_document_is_refused_at_its_place(spoil: Any, place: str) -> None:
    document = to_document(GOOD)
    spoil(document)
    with pytest.raises(PolicyInvalid) as caught:
        from_document(document)
    assert place in [problem.place for problem in caught.value.problems]


def test_a_profile_is_checked_against_the_policy() -> None:
    problems = profile_problems(
        GOOD,
        [
            QueueAccess(queue_id=BILLING, priority=0),
            QueueAccess(queue_id=BILLING, delay_s=10_000),
            QueueAccess(queue_id=queue_id(9)),
        ],
        {"fr": 3, "zh": 6},
        Capacity(channels={"voice": 0}, total=0),
    )
    assert [problem.place for problem in problems] == [
        "queues[0].priority",
        "queues[1].queue_id",
        "queues[1].delay_s",
        "queues[2].queue_id",
        "skills[fr]",
        "skills[zh]",
        "capacity.total",
        "capacity.channels",
    ]
