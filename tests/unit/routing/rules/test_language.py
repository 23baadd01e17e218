"""Conditions: typed, bounded, and exact about what is wrong where."""

from __future__ import annotations

import pytest

from routing.policy.errors import Problem
from routing.rules.attributes import ALL, AttributeKind, Attributes, Value
from routing.rules.language import Language, NotACondition
from tests.told import told

LANGUAGE = Language()
VALUES: dict[AttributeKind, Value] = {AttributeKind.BOOL: True, AttributeKind.INT: 1, AttributeKind.STRING: "a"}
EVERYTHING: Attributes = {one.name: VALUES[one.kind] for one in ALL}


def holds(source: str, **attributes: object) -> bool | None:
    known = {name.replace("__", "."): value for name, value in attributes.items()}
    return LANGUAGE.condition(source).holds(LANGUAGE.bind(known))  # type: ignore[arg-type]


def test_every_attribute_can_be_asked_for() -> None:
    for one in ALL:
        test = {
            AttributeKind.BOOL: one.name,
            AttributeKind.INT: f"{one.name} == 1",
            AttributeKind.STRING: f'{one.name} == "a"',
        }[one.kind]
        condition = LANGUAGE.condition(test)
        assert condition.holds(LANGUAGE.bind(EVERYTHING)) is True
        assert condition.names == {one.name}


@pytest.mark.parametrize(
    ("source", "column", "reason"),
    [
        ("erp.late > 0", 4, "there is no attribute or function 'erp.late'"),
        ("time.hour > 9 && lower(interaction.text) == 'a'", 23, "there is no attribute or function 'lower'"),
        ('erp.late_days > "x"', 15, "'>' cannot be used with int, string"),
        ("time.hour >", 12, "is not understood"),
        ("a b", 3, "is not understood"),
        ("time.hour", 1, "is int, not true or false"),
        ("__import__('os').system('ls')", 11, "there is no attribute or function"),
        ("open('/etc/passwd')", 5, "there is no attribute or function"),
    ],
)
def test_a_mistake_is_named_with_its_column(source: str, column: int, reason: str) -> None:
    with pytest.raises(NotACondition) as wrong:
        LANGUAGE.condition(source)
    first = wrong.value.mistakes[0]
    assert (first.line, first.column) == (1, column)
    problem = told(Problem("when", first.code, first.args))
    assert problem.reason.startswith(reason)
    assert problem.remedy


def test_a_misspelt_attribute_is_recognised() -> None:
    with pytest.raises(NotACondition) as wrong:
        LANGUAGE.condition("erp.late_delivery > 0")
    first = wrong.value.mistakes[0]
    assert told(Problem("when", first.code, first.args)).remedy == "did you mean 'erp.late_deliveries'?"


def test_what_is_not_known_is_neither_true_nor_false() -> None:
    assert holds("erp.late_deliveries > 0") is None
    assert holds("erp.late_deliveries > 0 || time.open", time__open=True) is True
    assert holds("erp.late_deliveries > 0 && time.open", time__open=False) is False
    assert holds("erp.late_days / time.hour > 1", time__hour=0, erp__late_days=1) is None


def test_an_evaluation_that_would_take_long_is_stopped() -> None:
    many = "[" + ",".join(str(n) for n in range(100)) + "]"
    assert holds(f"{many}.all(a, {many}.all(b, {many}.all(c, a + b + c >= 0)))") is None
    assert holds('interaction.text.matches("(a+)+$")', interaction__text="a" * 10_000 + "b") is False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("true", True),
        ("true || time.open", True),
        ("time.open && false", False),
        ('interaction.channel == "sms" && interaction.channel == "email"', False),
        ('interaction.channel == "sms" || interaction.channel == "email"', None),
        ("time.open", None),
        ("time.open || !time.open", None),
    ],
)
def test_what_does_not_depend_on_anything_is_seen(source: str, expected: bool | None) -> None:
    assert LANGUAGE.constant(LANGUAGE.condition(source)) is expected


def test_parts_are_the_sides_of_the_outermost_and() -> None:
    source = 'time.open && (time.hour > 9 && time.hour < 17) && interaction.text != "a && b"'
    expected = {"time.open", "( time.hour > 9 && time.hour < 17 )", 'interaction.text != "a && b"'}
    assert LANGUAGE.condition(source).parts == expected
    assert len(LANGUAGE.condition("time.open && customer.known || erp.known").parts) == 1
