"""The bounds of fairness, for a policy as people write it."""

from __future__ import annotations

from routing.policy.fairness import bounds
from routing.policy.model import PolicyDocument


def test_priorities_and_rules_say_how_far_work_may_overtake_and_profiles_what_stands_behind() -> None:
    said = {
        "queues": [{"name": "Orders", "priority": 5}, {"name": "Repairs", "scoring": "priority_only"}],
        "agents": {"mei": {"queues": {"Orders": {"priority": 1}, "Repairs": {"priority": 2}}}},
        "rules": [
            {"name": "Late parcel", "when": "erp.late_days > 0", "then": {"priority": 10}},
            {"name": "Later", "when": "time.hour > 12", "then": {"priority": -2}},
            {"name": "Off", "when": "time.open", "then": {"priority": 90}, "enabled": False},
        ],
    }
    found = bounds(PolicyDocument.model_validate(said))
    assert found.overtaken_s == (5 + 10 + 2) * 60
    assert (found.first, found.behind) == (("Repairs",), ("Repairs",))
    assert [one.offers for one in found.tiers] == [3, 6, 11]
