"""Rules for calls out: which number is shown, where may be called, when, and for how much. Pure.

They are the setting `dialling` of a voice account. What it leaves out is careful: only the account's own number is
shown, only its own country is called, numbers that cost the caller extra are not, and by day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from channels.voice.calling.errors import (
    CallerIdNotAllowed,
    DestinationNotAllowed,
    DiallingSettingUnusable,
    NoHourKnown,
    NoNumberToShow,
    OutsideCallingHours,
    OwnSpendingCapReached,
    PremiumNumber,
    SpendingCapReached,
)
from contact_center.directory import telephones
from contact_center.interactions.outbound.domain import REQUESTED
from contact_center.kernel.phrases import Phrase

SETTING: Final = "dialling"
ESTIMATED_MINUTES: Final = 5
"""A call that has not ended yet counts as so long against what may be spent."""
SHORTEST_RING, USUAL_RING, LONGEST_RING = 10, 30, 120
MOST_NUMBERS, MOST_PREFIXES, MOST_PRICES = 50, 100, 500
MOST_LANGUAGES, LONGEST_MESSAGE = 20, 1000
DEAREST: Final = Decimal(1_000_000)
_PREFIX = re.compile(r"\+[1-9]\d{0,9}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FIELDS: Final = frozenset(
    {
        "numbers",
        "prefixes",
        "premium",
        "ring_seconds",
        "prices",
        "currency",
        "most_a_day",
        "most_a_day_each",
        "hours",
        "message",
    }
)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, by the clock of who is called."""

    start: time
    end: time


USUAL_HOURS: Final[Mapping[str, Hours]] = {
    "contact": Hours(time(8), time(21)),
    "survey": Hours(time(9), time(20)),
    "marketing": Hours(time(9), time(20)),
}
"""By purpose. Who has asked to be called is called at any hour."""


@dataclass(frozen=True, slots=True)
class CallerId:
    """A number of ours that may be shown."""

    number: str
    queues: frozenset[UUID] = frozenset()
    """For whom: those who serve one of these queues; empty: everybody."""


@dataclass(frozen=True, slots=True)
class DiallingRules:
    numbers: tuple[CallerId, ...]
    prefixes: tuple[str, ...]
    """How the numbers begin that may be called, such as `+886`."""
    premium: bool = False
    ring_seconds: int = USUAL_RING
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    """What a minute costs, by how the number begins; the longest that fits counts."""
    currency: str | None = None
    """ISO 4217."""
    most_a_day: Decimal | None = None
    """Of the whole account."""
    most_a_day_each: Decimal | None = None
    """Of one agent."""
    hours: Mapping[str, Hours] = field(default_factory=lambda: dict(USUAL_HOURS))
    message: Mapping[str, str] = field(default_factory=dict)
    """What an answering machine may be told, by language."""

    def shown(self, serves: Collection[UUID]) -> tuple[str, ...]:
        """The numbers that somebody who serves these queues may show."""
        return tuple(one.number for one in self.numbers if not one.queues or one.queues & set(serves))

    def price(self, number: str) -> Decimal | None:
        """Of a minute; None where the table says nothing."""
        fitting = [one for one in self.prices if number.startswith(one)]
        return self.prices[max(fitting, key=len)] if fitting else None

    def estimate(self, number: str) -> Decimal | None:
        """What a call is reckoned at before it is made."""
        price = self.price(number)
        return None if price is None else price * ESTIMATED_MINUTES


@dataclass(frozen=True, slots=True)
class Spent:
    """Today, those that go on as `ESTIMATED_MINUTES`."""

    account: Decimal = Decimal(0)
    agent: Decimal = Decimal(0)


def caller_id(rules: DiallingRules, serves: Collection[UUID], wanted: str | None) -> str:
    """The number that is shown: the one that was chosen, else the first.

    Raises `NoNumberToShow` and `CallerIdNotAllowed`.
    """
    mine = rules.shown(serves)
    if not mine:
        raise NoNumberToShow
    if wanted is not None and wanted not in mine:
        raise CallerIdNotAllowed(wanted, field="caller_id")
    return wanted or mine[0]


def check_number(rules: DiallingRules, number: str) -> None:
    """Raises `DestinationNotAllowed` and `PremiumNumber`."""
    if not any(number.startswith(one) for one in rules.prefixes):
        raise DestinationNotAllowed(", ".join(rules.prefixes), field="to")
    if not rules.premium and telephones.is_premium(number):
        raise PremiumNumber(number, field="to")


def check_hour(rules: DiallingRules, purpose: str, now: datetime, zones: Iterable[str]) -> None:
    """In every zone in which the number may ring. Raises `OutsideCallingHours` and `NoHourKnown`."""
    if purpose == REQUESTED:
        return
    hours, there = rules.hours.get(purpose, USUAL_HOURS["marketing"]), list(zones)
    if not there:
        raise NoHourKnown(field="to")
    for zone in there:
        clock = now.astimezone(ZoneInfo(zone)).time()
        if not hours.start <= clock < hours.end:
            start, end = f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"
            raise OutsideCallingHours(
                Phrase("calling_hours", {"now": f"{clock:%H:%M}", "from": start, "to": end}), field="to"
            )


def check_spending(rules: DiallingRules, number: str, spent: Spent) -> None:
    """Raises `SpendingCapReached` and `OwnSpendingCapReached`; a number without a price is never refused by a cap."""
    more = rules.estimate(number)
    if more is None:
        return
    for most, so_far, refused in (
        (rules.most_a_day, spent.account, SpendingCapReached),
        (rules.most_a_day_each, spent.agent, OwnSpendingCapReached),
    ):
        if most is not None and so_far + more > most:
            raise refused(
                Phrase(
                    "spent_of_at_most",
                    {"spent": f"{so_far:f}", "most": f"{most:f}", "currency": rules.currency or ""},
                ),
                field="to",
            )


# --- reading what an administrator has set -------------------------------------------------------------


def read(settings: Mapping[str, Any], own_number: str) -> DiallingRules:
    """The rules of a voice account whose own number is this. Raises `DiallingSettingUnusable` naming the field."""
    said = settings.get(SETTING)
    if said is None:
        said = {}
    if not isinstance(said, Mapping):
        raise DiallingSettingUnusable(field=SETTING)
    unknown = sorted(set(said) - _FIELDS)
    if unknown:
        raise DiallingSettingUnusable(unknown[0], field=f"{SETTING}.{unknown[0]}")
    numbers = _numbers(said.get("numbers"), own_number)
    return DiallingRules(
        numbers=numbers,
        prefixes=_prefixes(said.get("prefixes"), [one.number for one in numbers]),
        premium=_flag(said.get("premium", False), "premium"),
        ring_seconds=_seconds(said.get("ring_seconds", USUAL_RING)),
        prices=_prices(said.get("prices", {})),
        currency=_currency(said.get("currency"), needed=bool(said.get("prices"))),
        most_a_day=_money(said.get("most_a_day"), "most_a_day"),
        most_a_day_each=_money(said.get("most_a_day_each"), "most_a_day_each"),
        hours=_hours(said.get("hours", {})),
        message=_message(said.get("message", {})),
    )


def _unusable(name: str, value: object) -> DiallingSettingUnusable:
    return DiallingSettingUnusable(str(value)[:60], field=f"{SETTING}.{name}")


def _numbers(said: Any, own: str) -> tuple[CallerId, ...]:
    if said is None:
        whole = telephones.e164(own, None)
        return (CallerId(whole),) if whole else ()
    if not isinstance(said, list) or len(said) > MOST_NUMBERS:
        raise _unusable("numbers", said)
    found = []
    for one in said:
        entry = one if isinstance(one, Mapping) else {"number": one}
        number = telephones.e164(str(entry.get("number", "")), None)
        if number is None or set(entry) - {"number", "queues"}:
            raise _unusable("numbers", one)
        try:
            queues = frozenset(UUID(str(each)) for each in entry.get("queues", []))
        except (ValueError, TypeError):
            raise _unusable("numbers", one) from None
        found.append(CallerId(number, queues))
    return tuple(found)


def _prefixes(said: Any, numbers: list[str]) -> tuple[str, ...]:
    if said is None:
        return tuple(dict.fromkeys(code for one in numbers if (code := telephones.country_code(one)) is not None))
    if not isinstance(said, list) or len(said) > MOST_PREFIXES:
        raise _unusable("prefixes", said)
    for one in said:
        if not isinstance(one, str) or not _PREFIX.fullmatch(one):
            raise _unusable("prefixes", one)
    return tuple(dict.fromkeys(said))


def _flag(said: Any, name: str) -> bool:
    if not isinstance(said, bool):
        raise _unusable(name, said)
    return said


def _seconds(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not SHORTEST_RING <= said <= LONGEST_RING:
        raise _unusable("ring_seconds", said)
    return said


def _prices(said: Any) -> dict[str, Decimal]:
    if not isinstance(said, Mapping) or len(said) > MOST_PRICES:
        raise _unusable("prices", said)
    found = {}
    for prefix, price in said.items():
        amount = _money(price, "prices")
        if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix) or amount is None:
            raise _unusable("prices", prefix)
        found[prefix] = amount
    return found


def _currency(said: Any, *, needed: bool) -> str | None:
    if said is None and not needed:
        return None
    if not isinstance(said, str) or not _CURRENCY.fullmatch(said):
        raise _unusable("currency", said)
    return said


def _money(said: Any, name: str) -> Decimal | None:
    """Exact: written as text, or as a whole number."""
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise _unusable(name, said)
    try:
        amount = Decimal(said)
    except InvalidOperation:
        raise _unusable(name, said) from None
    if not amount.is_finite() or not 0 <= amount <= DEAREST:
        raise _unusable(name, said)
    return amount


def _message(said: Any) -> dict[str, str]:
    if not isinstance(said, Mapping) or len(said) > MOST_LANGUAGES:
        raise _unusable("message", said)
    for language, text in said.items():
        if not isinstance(language, str) or not isinstance(text, str) or len(text) > LONGEST_MESSAGE:
            raise _unusable("message", language)
    return {language: text.strip() for language, text in said.items() if text.strip()}


def _hours(said: Any) -> dict[str, Hours]:
    if not isinstance(said, Mapping):
        raise _unusable("hours", said)
    found = dict(USUAL_HOURS)
    for purpose, span in said.items():
        if purpose not in USUAL_HOURS or not isinstance(span, list) or len(span) != 2:
            raise _unusable("hours", purpose)
        try:
            start, end = (time.fromisoformat(str(each)) for each in span)
        except ValueError:
            raise _unusable("hours", span) from None
        if not start < end:
            raise _unusable("hours", span)
        found[purpose] = Hours(start, end)
    return found
