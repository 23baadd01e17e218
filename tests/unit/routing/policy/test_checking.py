"""What cannot work in a policy is found before it is followed, with place and remedy."""

from __future__ import annotations

from typing import Any

import pytest

from routing.policy.checking import CheckContext, problems_of_document
from routing.policy.differences import differences
from routing.policy.model import PolicyDocument
from routing.policy.reading import examine
from routing.policy.skills import cycle, with_implied, without_implied
from tests.told import change, told

GOOD: dict[str, Any] = {
    "skills": ["zh", "zh-TW"],
    "implies": {"zh-TW": ["zh"]},
    "calendars": {"office": {"week": {"mon": ["09:00-18:00"]}}},
    "queues": [
        {"name": "a", "skills": {"zh": 3}, "calendar": "office", "rings": [{"after": 30, "queues": ["b"]}]},
        {"name": "b", "overflow": [{"when": "waited", "limit": 9, "then": "queue", "queue": "a"}]},
    ],
    "agents": {"mei": {"skills": {"zh": 4}, "queues": {"a": {}}, "capacity": {"*": 2, "voice": 1}}},
}


def places(changes: dict[str, Any]) -> list[str]:
    return [problem.place for problem in examine({**GOOD, **changes})[1]]


def queue(**more: Any) -> dict[str, Any]:
    return {"queues": [{"name": "a", **more}, {"name": "b"}]}


def test_a_sound_document_has_no_problems() -> None:
    assert places({}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"skills": ["zh", "zh", "zh-TW"]}, ["skills[zh]"]),
        ({"implies": {"zh-TW": ["zh"], "zh": ["zh-TW"]}}, ["implies[zh-TW]"]),
        ({"implies": {"zh-TW": ["nowhere"]}}, ["implies[zh-TW][0]"]),
        ({"shares": {"live": 60, "messaging": 30, "deferred": 20}}, ["shares"]),
        ({"shares": {"live": 101}}, ["shares.live"]),
        ({"interrupts": [{"by": "voice", "over": "voice"}]}, ["interrupts[0]"]),
        ({"queues": [{"name": "a"}, {"name": "a"}]}, ["queues[a]"]),
        (queue(skills={"tryton": 1}), ["queues[a].skills[tryton]"]),
        (queue(skills={"zh": 6}), ["queues[a].skills[zh]"]),
        (queue(rings=[{"after": 30, "queues": ["c"]}]), ["queues[a].rings[0].queues[c]"]),
        (queue(rings=[{"after": 30, "queues": ["b"]}] * 2), ["queues[a].rings[1].after"]),
        (queue(rings=[{"after": 30}]), ["queues[a].rings[0]"]),
        (queue(rings=[{"after": n, "queues": ["b"]} for n in range(1, 9)]), ["queues[a].rings"]),
        (queue(calendar="home"), ["queues[a].calendar"]),
        (queue(overflow=[{"when": "closed", "then": "queue", "queue": "a"}]), ["queues[a].overflow"]),
        (queue(beyond={"queue": "c"}), ["queues[a].beyond.queue"]),
        (queue(overflow=[{"when": "closed", "then": "voicemail"}]), ["queues[a].overflow[0].then"]),
        (queue(overflow=[{"when": "closed", "then": "voicemail", "queue": "b"}]), []),
        (queue(overflow=[{"when": "closed", "then": "voicemail", "queue": "c"}]), ["queues[a].overflow[0].queue"]),
        (queue(priority="high"), ["queues[a].priority"]),
        (queue(colour="red"), ["queues[a].colour"]),
        ({"calendars": {"office": {"week": {}}}}, ["calendars[office]", "queues[a].calendar"]),
        ({"agents": {"mei": {"queues": {"a": {}}, "capacity": {"*": 0, "voice": 1}}}}, ["agents[mei].capacity[*]"]),
        ({"agents": {"mei": {"queues": {"a": {}}, "capacity": {"*": 1}}}}, ["agents[mei].capacity"]),
        ({"agents": {"mei": {"queues": {"c": {}}, "capacity": {"*": 1, "sms": 1}}}}, ["agents[mei].queues[c]"]),
        ({"agents": {"mei": {"queues": {"a": {"priority": 0}}, "capacity": {"*": 1, "sms": 1}}}},
         ["agents[mei].queues[a].priority"]),
        ({"agents": {"mei": {"skills": {"c": 1}}}}, ["agents[mei].skills[c]"]),
    ],
)  # fmt: skip
def test_each_mistake_is_named_by_its_place(changes: dict[str, Any], expected: list[str]) -> None:
    assert places(changes) == expected


def test_a_circle_through_three_queues_is_seen() -> None:
    def to(name: str) -> list[dict[str, Any]]:
        return [{"when": "nobody_eligible", "then": "queue", "queue": name}]

    last = {"name": "c", "overflow": to("a")}
    circle = [{"name": "a", "overflow": to("b")}, {"name": "b", "beyond": {"queue": "c"}}, last]
    problems = examine({"queues": circle})[1]
    assert [told(problem).reason for problem in problems] == ["work would flow in a circle: a → b → c → a"]


def test_shape_and_meaning_are_told_together() -> None:
    assert places({**queue(priority="high", calendar="home"), "skills": ["zh"]}) == [
        "queues[a].priority",
        "implies[zh-TW]",
        "queues[a].calendar",
    ]


def test_agents_are_people_who_sign_in_here() -> None:
    document = PolicyDocument.model_validate(GOOD)
    assert [p.place for p in problems_of_document(document, CheckContext(frozenset({"wei"})))] == ["agents[mei]"]


SHAPELESS: list[Any] = [None, [], "queues", {"queues": {}}, {"queues": [1]}, {"queues": [{}]}, {"agents": []}]


@pytest.mark.parametrize("data", SHAPELESS)
def test_what_has_no_shape_is_told_too(data: Any) -> None:
    document, problems = examine(data)
    assert document is None
    assert all(one.place and one.remedy for one in map(told, problems))


def test_skills_follow_from_others_and_need_not_be_written_down() -> None:
    implies = {"zh-TW": ["zh"], "zh": ["asian"]}
    assert with_implied({"zh-TW": 4, "zh": 5}, implies) == {"zh-TW": 4, "zh": 5, "asian": 5}
    assert without_implied({"zh-TW": 4, "zh": 4, "asian": 4}, implies) == {"zh-TW": 4}
    assert cycle(implies) is None


def test_differences_are_lines_to_read() -> None:
    new = {**GOOD, "skills": ["zh", "zh-TW", "en"], "queues": [{**GOOD["queues"][1], "priority": 5}, {"name": "c"}]}
    new["agents"] = {"mei": {**GOOD["agents"]["mei"], "queues": {"b": {"delay": 30}}}}
    old = PolicyDocument.model_validate(GOOD)
    assert differences(old, old) == ()
    assert tuple(map(change, differences(old, PolicyDocument.model_validate(new)))) == (
        'skills: ["zh", "zh-TW"] → ["zh", "zh-TW", "en"]',
        "queues[a]: removed",
        "queues[b].priority: 0 → 5",
        "queues[c]: added",
        "agents[mei].queues[a]: removed",
        "agents[mei].queues[b]: added",
    )
