"""Rules: what they make of work, which are refused, and that versions of them do what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict as vars_of
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routing.policy import PolicyInvalid
from routing.policy.differences import differences
from routing.policy.errors import ProblemCode
from routing.policy.files import parse, read_file, write_file
from routing.policy.model import PolicyDocument
from routing.policy.reading import examine
from routing.policy.rows import document_of, queue_columns, tenant_settings
from routing.rules.applied import applied
from routing.rules.applying import RulesOutcome, apply
from routing.rules.attributes import Attributes
from routing.rules.book import compiled
from routing.rules.language import language
from routing.rules.model import RulePart
from tests.told import ENGLISH, told

CHANNELS = ("voice", "email", "sms")
A, B = str(UUID(int=1)), str(UUID(int=2))
BASE: dict[str, Any] = {"skills": ["zh", "en"], "queues": [{"name": "a"}, {"name": "b"}]}


def part(name: str, when: str, stop: bool = False, **then: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "then": then, "stop": stop}


def outcome(rules: Iterable[Any], **attributes: Any) -> RulesOutcome:
    known: Attributes = {name.replace("__", "."): value for name, value in attributes.items()}
    parts = [RulePart.model_validate(one) for one in rules]
    return apply(tuple(compiled(one for one in parts if one.enabled)), known, language())


def test_points_add_up_and_the_first_word_counts() -> None:
    found = outcome(
        [
            part("1", "time.open", priority=5, skills={"zh": 2}, queue="a"),
            part("2", "true", priority=-2, skills={"zh": 3, "en": 1}, queue="b", reply_seconds=60),
            part("3", "time.hour > 20", priority=100),
        ],
        time__open=True,
        time__hour=9,
    )
    assert (found.queue, found.priority, found.skills, found.reply_seconds) == ("a", 3, {"zh": 3, "en": 1}, 60)
    assert [one.name for one in found.matched] == ["1", "2"]


def test_a_rule_that_stops_ends_it_and_one_switched_off_does_nothing() -> None:
    rules = [
        {**part("0", "true", priority=50), "enabled": False},
        part("1", "true", stop=True, priority=1),
        part("2", "true", priority=9),
    ]
    assert outcome(rules).priority == 1


def test_what_is_not_known_yet_is_told() -> None:
    found = outcome([part("late", "erp.late_deliveries > 0 && time.open", priority=1)], time__open=True)
    assert (found.matched, found.open) == ([], {"late": ("erp.late_deliveries",)})


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([part("x", "erp.late > 0", priority=1)], ["rules[x].when (column 4)"]),
        ([part("x", "true", queue="c")], ["rules[x].then.queue"]),
        ([part("x", "true", skills={"fr": 1})], ["rules[x].then.skills[fr]"]),
        ([part("x", "true")], ["rules[x].then"]),
        ([part("x", "true", priority=1), part("x", "true", priority=1)], ["rules[x]"]),
        ([part("x", "time.open && false", priority=1)], ["rules[x].when"]),
        ([part("x", "true", stop=True), part("y", "time.open", priority=1)], ["rules[y]"]),
        ([part("x", "time.open", stop=True), part("y", "customer.known && time.open", priority=1)], ["rules[y]"]),
        ([part("x", "customer.known && time.open", stop=True), part("y", "time.open", priority=1)], []),
        ([{**part("x", "true", stop=True), "enabled": False}, part("y", "time.open", priority=1)], []),
        ([part("x", "time.open || true", stop=True), part("y", "time.open", priority=1)], ["rules[y]"]),
        ([part("x", "true", priority="ten")], ["rules[x].then.priority"]),
        ([part("x", "true", colour="red")], ["rules[x].then.colour"]),
        ([part("x", "true &&\n erp.late", priority=1)], ["rules[x].when (line 2, column 5)"]),
        ([part("x", "true", rings=[{"after": 9}, {"after": 9}])], ["rules[x].then.rings[1].after"]),
        ([part("x", "true", rings=[{"after": 9, "queues": ["c"]}])], ["rules[x].then.rings[0].queues[c]"]),
        ([part("x", "true", rings=[{"after": 9, "drop": ["fr"]}])], ["rules[x].then.rings[0].drop[fr]"]),
        ([part("x", "true", rings=[{"after": 0}])], ["rules[x].then.rings[0].after"]),
        ([part("x", "true", rings=[{"after": n} for n in range(1, 8)])], ["rules[x].then.rings"]),
        (
            [part("x", "true", skills={"zh": 2}, rings=[{"after": 9, "lower": {"zh": 3}}])],
            ["rules[x].then.rings[0].lower[zh]"],
        ),
        ([part("x", "true", treatment={})], ["rules[x].then.treatment"]),
        ([part("x", "true", treatment={"callback": "maybe"})], ["rules[x].then.treatment.callback"]),
        ([part("x", "true", treatment={"message": {"en": " "}})], ["rules[x].then.treatment.message"]),
        ([part("x", "true", treatment={"max_wait_seconds": 0})], ["rules[x].then.treatment.max_wait_seconds"]),
    ],
)
def test_a_wrong_rule_is_named_with_its_place(rules: list[Any], expected: list[str]) -> None:
    assert [told(problem).place for problem in examine({**BASE, "rules": rules})[1]] == expected


WIDE = [{"after": 30, "lower": {"zh": 1}}, {"after": 60, "drop": ["en"], "queues": ["b"]}]
KIND = {"announce": False, "message": {"en": "One moment"}, "callback": "offered", "max_wait_seconds": 600}


def test_rings_and_treatment_go_through_file_and_rows_unchanged() -> None:
    text = part("x", "true", rings=WIDE, treatment=KIND)
    data = {**BASE, "queues": [{"name": "a", "id": A}, {"name": "b", "id": B}], "rules": [text]}
    document = PolicyDocument.model_validate(data)
    assert read_file(write_file(document)) == document
    ids = {"a": UUID(A), "b": UUID(B)}
    stored = tenant_settings(document, ids)
    assert stored["rules"][0]["then"]["rings"][1]["queues"] == [B]
    rows = [
        SimpleNamespace(**vars_of(queue_columns(queue, n, ids, {})), active=True)
        for n, queue in enumerate(document.queues)
    ]
    assert document_of(rows, [], stored).rules == document.rules
    assert document_of(rows[:1], [], stored).rules[0].then.rings[1].queues == (), "a queue that is no more"


def test_the_first_rule_that_names_rings_or_treatment_has_its_way() -> None:
    found = outcome([part("1", "true", priority=1), part("2", "true", rings=WIDE), part("3", "true", treatment=KIND)])
    assert [ring.after for ring in found.rings] == [30, 60]
    assert found.treatment is not None
    other = outcome(
        [part("1", "true", rings=[{"after": 5}], treatment={"announce": True}), part("2", "true", rings=WIDE)]
    )
    assert [ring.after for ring in other.rings] == [5]


def test_rings_and_treatment_are_told_in_a_sentence() -> None:
    stored = {"rule": "VIP", "version": 3, "rings": [WIDE[0], {"after": 60, "queues": [B]}], "treatment": KIND}
    assert ENGLISH.rule(applied(stored, {B: "Sales"})) == (
        "Rule VIP: after 30 s zh at 1 or better, after 1 min also the agents of Sales, place and expected wait are not "
        "announced, a text at once, a callback is offered, waits 10 min at most."
    )


def test_what_a_rule_did_is_one_line() -> None:
    stored = {"rule": "Late parcel", "version": 3, "priority": 10, "queue": "7", "preferred": {"agent": "last"}}
    assert ENGLISH.rule(applied(stored, {"7": "Orders"})) == (
        "Rule Late parcel: queue Orders, priority +10, reserved for one agent first."
    )
    unknown = {"rule": "Late parcel", "unknown": ["erp.late_days"]}
    assert ENGLISH.rule(applied(unknown, {})) == (
        "Rule Late parcel: the data it needs was not known in time (erp.late_days)."
    )


CONDITIONS = st.sampled_from(
    [
        "true",
        "time.open",
        "time.hour >= 12",
        'interaction.channel == "voice"',
        'interaction.channel in ["email", "sms"]',
        "erp.late_deliveries > 0",
        "erp.late_deliveries > 0 && time.open",
        "customer.known || erp.late_deliveries > 2",
    ]
)
EFFECTS = st.fixed_dictionaries(
    {"priority": st.integers(1, 20)},
    optional={
        "queue": st.sampled_from(["a", "b"]),
        "skills": st.dictionaries(st.sampled_from(["zh", "en"]), st.integers(0, 5)),
    },
)
RULES = st.lists(
    st.builds(lambda when, then, stop: {"when": when, "then": then, "stop": stop}, CONDITIONS, EFFECTS, st.booleans()),
    max_size=5,
).map(lambda found: [{"name": f"r{n}", **one} for n, one in enumerate(found)])
ATTRIBUTES = st.fixed_dictionaries(
    {"interaction.channel": st.sampled_from(CHANNELS), "time.open": st.booleans(), "time.hour": st.integers(0, 23)},
    optional={"erp.late_deliveries": st.integers(0, 3), "customer.known": st.booleans()},
)


def run(rules: Any, attributes: Attributes) -> RulesOutcome:
    return apply(tuple(compiled(RulePart.model_validate(one) for one in rules)), attributes, language())


@given(rules=RULES, attributes=ATTRIBUTES)
def test_rules_mean_the_same_after_export_and_import(rules: Any, attributes: Attributes) -> None:
    document = PolicyDocument.model_validate({**BASE, "rules": rules})
    again = read_shape(write_file(document))
    assert again == document
    assert run(rules, attributes) == run([one.model_dump() for one in again.rules], attributes)


def read_shape(text: str) -> PolicyDocument:
    """A file, unreachable rules and all."""
    try:
        return read_file(text)
    except PolicyInvalid:
        return PolicyDocument.model_validate(parse(text)[0])


@given(rules=RULES, attributes=ATTRIBUTES, late=st.integers(0, 3))
def test_facts_only_ever_settle_what_was_open(rules: Any, attributes: Attributes, late: int) -> None:
    """With more known, a rule that held still holds; one that stops may cut off what came after it."""
    before = run(rules, attributes)
    more = {"erp.late_deliveries": late, "customer.known": True, **attributes}
    after = run(rules, more)
    assert not after.open
    held = {one.name for one in after.matched}
    stopped = next((n for n, one in enumerate(rules) if one["stop"] and one["name"] in held), len(rules))
    reached = {one["name"] for one in rules[: stopped + 1]}
    assert {one.name for one in before.matched} & reached <= held
    assert held <= {one.name for one in before.matched} | before.open.keys() | after_open(before, rules)


def after_open(before: RulesOutcome, rules: Any) -> set[str]:
    """Rules behind a stop are not tried at all."""
    last = before.matched[-1].name if before.matched and before.matched[-1].stop else None
    return {one["name"] for one in rules[[r["name"] for r in rules].index(last) + 1 :]} if last else set()


@given(rules=RULES)
def test_a_rule_called_unreachable_never_acts(rules: Any) -> None:
    problems = examine({**BASE, "rules": rules})[1]
    dead = {one.place[6:-1] for one in problems if one.code is ProblemCode.RULE_NEVER_REACHED}
    for hour in (0, 12):
        for channel in CHANNELS:
            for known in ({}, {"erp.late_deliveries": 3, "customer.known": True}, {"erp.late_deliveries": 0}):
                for is_open in (True, False):
                    at = {"interaction.channel": channel, "time.open": is_open, "time.hour": hour, **known}
                    assert not dead & {one.name for one in run(rules, at).matched}


class Versions(RuleBasedStateMachine):
    """A history of published rules: every version keeps its meaning, a roll-back restores it."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[PolicyDocument] = [PolicyDocument.model_validate(BASE)]

    @rule(rules=RULES)
    def publish(self, rules: Any) -> None:
        document, problems = examine({**BASE, "rules": rules})
        if document is not None and not problems:
            self.history.append(document)

    @precondition(lambda self: len(self.history) > 1)
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        older = data.draw(st.integers(0, len(self.history) - 1))
        self.history.append(PolicyDocument.model_validate(self.history[older].model_dump(mode="json")))
        assert differences(self.history[older], self.history[-1]) == ()

    @rule(attributes=ATTRIBUTES, data=st.data())
    def evaluate(self, attributes: Attributes, data: st.DataObject) -> None:
        document = data.draw(st.sampled_from(self.history))
        stored = PolicyDocument.model_validate(document.model_dump(mode="json"))
        one = run([r.model_dump() for r in document.rules], attributes)
        assert one == run([r.model_dump() for r in stored.rules], attributes)
        assert one.priority == sum(r.then.priority for r in one.matched)

    @invariant()
    def neighbours_differ_exactly_where_they_say(self) -> None:
        for old, new in zip(self.history, self.history[1:], strict=False):
            assert bool(differences(old, new)) == (old != new)


TestVersions = Versions.TestCase
TestVersions.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
