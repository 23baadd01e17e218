"""Which number is shown, where may be called, when, and for how much."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from channels.voice.calling import domain, errors
from channels.voice.calling.domain import DiallingRules, Spent
from contact_center.directory import telephones

OWN, OTHER = "+886227110480", "+886227110481"
BILLING, SALES = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""In Taipei; 20:00 of the day before in Los Angeles."""


def rules(**said: Any) -> DiallingRules:
    return domain.read({"dialling": said} if said else {}, OWN)


def test_what_is_left_out_is_careful() -> None:
    usual = rules()
    assert (usual.shown(()), usual.prefixes, usual.premium, usual.ring_seconds) == ((OWN,), ("+886",), False, 30)
    assert domain.read({}, "web-line").shown(()) == (), "a line of the web chat has no number"
    domain.check_number(usual, "+886912345678")
    with pytest.raises(errors.DestinationNotAllowed):
        domain.check_number(usual, "+12125550100")
    with pytest.raises(errors.PremiumNumber):
        domain.check_number(usual, "+886203123456")
    domain.check_number(rules(premium=True), "+886203123456")
    domain.check_number(rules(prefixes=["+1212"]), "+12125550100")


def test_which_number_is_shown_by_whom() -> None:
    said = rules(numbers=[{"number": OWN, "queues": [str(BILLING)]}, OTHER])
    assert said.shown({BILLING}) == (OWN, OTHER)
    assert domain.caller_id(said, {SALES}, None) == OTHER
    assert domain.caller_id(said, {BILLING}, OTHER) == OTHER
    with pytest.raises(errors.CallerIdNotAllowed):
        domain.caller_id(said, {SALES}, OWN)
    with pytest.raises(errors.NoNumberToShow):
        domain.caller_id(rules(numbers=[]), {SALES}, None)


def test_hours_are_those_of_who_is_called() -> None:
    domain.check_hour(rules(), "contact", NOON, ["Asia/Taipei"])
    domain.check_hour(rules(), "contact", NOON, ["America/Los_Angeles"])
    with pytest.raises(errors.OutsideCallingHours) as refused:
        domain.check_hour(rules(), "marketing", NOON, ["America/Los_Angeles"])
    assert refused.value.detail.args == {"now": "20:00", "from": "09:00", "to": "20:00"}  # type: ignore[union-attr]
    with pytest.raises(errors.OutsideCallingHours):
        domain.check_hour(rules(), "contact", NOON, ["Asia/Taipei", "America/New_York", "Europe/London"])
    with pytest.raises(errors.NoHourKnown):
        domain.check_hour(rules(), "contact", NOON, [])
    domain.check_hour(rules(), "reply", NOON.replace(hour=20), ["Asia/Taipei"])
    domain.check_hour(rules(hours={"contact": ["00:00", "23:59"]}), "contact", NOON.replace(hour=15), ["Asia/Taipei"])


def test_the_dearest_call_is_the_one_before_the_cap() -> None:
    said = rules(prices={"+886": "1.2", "+8869": "4"}, currency="TWD", most_a_day="100", most_a_day_each="50")
    assert (said.estimate("+886227110000"), said.estimate("+886912345678")) == (Decimal("6.0"), Decimal(20))
    domain.check_spending(said, "+886912345678", Spent(Decimal(80), Decimal(30)))
    with pytest.raises(errors.SpendingCapReached):
        domain.check_spending(said, "+886912345678", Spent(Decimal("80.01"), Decimal(0)))
    with pytest.raises(errors.OwnSpendingCapReached):
        domain.check_spending(said, "+886912345678", Spent(Decimal(0), Decimal("30.01")))
    domain.check_spending(said, "+12125550100", Spent(Decimal(100), Decimal(100)))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"nmbers": []}, "nmbers"),
        ({"numbers": ["110"]}, "numbers"),
        ({"numbers": [{"number": OWN, "queues": ["billing"]}]}, "numbers"),
        ({"prefixes": ["886"]}, "prefixes"),
        ({"premium": "yes"}, "premium"),
        ({"ring_seconds": 5}, "ring_seconds"),
        ({"prices": {"+886": 1.5}, "currency": "TWD"}, "prices"),
        ({"prices": {"+886": "NaN"}, "currency": "TWD"}, "prices"),
        ({"prices": {"+886": "1"}}, "currency"),
        ({"most_a_day": "-1"}, "most_a_day"),
        ({"hours": {"contact": ["21:00", "08:00"]}}, "hours"),
        ({"hours": {"reply": ["08:00", "21:00"]}}, "hours"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(said: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.DiallingSettingUnusable) as wrong:
        domain.read({"dialling": said}, OWN)
    assert wrong.value.fields["field"] == f"dialling.{field}"


def test_emergency_numbers_are_known_however_they_are_written() -> None:
    for typed in ("110", "119", "1 1 2", "911", "+886 119", "+44999", "１１０"):
        assert telephones.is_emergency(typed), typed
    for typed in ("0912-345-678", "+886227110480", "02 2711 0480", "1922"):
        assert not telephones.is_emergency(typed), typed
