"""Who contacted the company in the past year and who was at work: decided beforehand, from one seed. Pure.

Contacts grow denser towards today, as everybody looks at the last weeks first. On the last working day
before today the queue Repairs has a bad hour: many calls and chats, and one person who may take them. So it
is whatever the weekday of the start, and however long the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from contact_center.demo.company.matters import order_facts, product_name, unit_facts
from contact_center.demo.company.seed import COLLEAGUES, PEOPLE
from contact_center.demo.company.story.catalog import MACHINES
from contact_center.demo.company.story.model import Order, Person, Story, Topic, Unit
from contact_center.demo.company.story.wordings import WORDINGS
from contact_center.demo.company.talk import Known, Matter

ZONE = ZoneInfo("Asia/Taipei")
SEED = 8600
DAYS = 364
OPENS = {weekday: (time(9), time(18)) for weekday in range(5)} | {5: (time(10), time(15))}
"""By weekday; not on Sundays. E-mail and SMS come at any time."""
BAD_HOUR = time(14)
LEAST_DAYS = 3
"""A weekday before today is among so many days, whatever day it is."""
RUSH = 36
"""Contacts of the bad hour at least, however short the history: fewer would leave nobody unanswered."""
MACHINES_AT_LEAST = 3
"""What the queue Repairs asks of the skill `machines`."""

_WEEKDAYS = (1.35, 1.1, 1.0, 1.0, 0.95, 0.45, 0.12)
_HOURS = {9: 0.8, 10: 1.3, 11: 1.4, 12: 0.7, 13: 0.9, 14: 1.3, 15: 1.2, 16: 1.0, 17: 0.6}
_EVENING = 0.08
_CHANNELS = {"email": 31, "webchat": 28, "voice": 22, "sms": 19}
_REPAIRS = (Topic.REPAIR,)
_INVOICES = (Topic.INVOICE, Topic.REFUND)
_QUIET = 14
"""Contacts a day up to which three people are enough."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody writes or calls."""

    at: datetime
    person: Person
    channel: str
    matter: Matter
    words: str
    """The first message; what a caller would say."""
    subject: str
    queue: str
    """What the customer chose on the page or in the menu."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is at work, available but for the breaks: (from, to, why)."""

    login: str
    begins: datetime
    ends: datetime
    breaks: tuple[tuple[datetime, datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    begins: datetime
    ends: datetime
    bad_day: datetime
    """The midnight before the bad hour."""
    contacts: tuple[Contact, ...]
    shifts: tuple[Shift, ...]


def skills() -> dict[str, dict[str, int]]:
    """Of everybody who takes work, by login."""
    own = {login: given for login, _, role, _, given in PEOPLE if role == "agent"}
    return own | {login: given for login, _, given in COLLEAGUES}


def first_day(now: datetime, days: int = DAYS) -> datetime:
    """When the company began to use the product: the morning of a day a year ago."""
    day = now.astimezone(ZONE).date() - timedelta(days=max(days, LEAST_DAYS) + 1)
    return datetime.combine(day, time(8), ZONE).astimezone(UTC)


def make_plan(
    story: Story, now: datetime, count: int, seed: int = SEED, days: int = DAYS, rush: int | None = None
) -> Plan:
    """About `count` contacts before `now`, and `rush` more in the bad hour; the same seed makes the same plan."""
    rush = max(RUSH, count // 65) if rush is None else rush
    return _Planner(story, now, count, max(days, LEAST_DAYS), rush, Random(seed)).plan()  # noqa: S311 - a story, not a secret


class _Planner:
    def __init__(self, story: Story, now: datetime, count: int, days: int, rush: int, random: Random) -> None:
        self.begins = first_day(now, days)
        self.random = random
        self.count = count
        self.rush = rush
        self.ends = now - timedelta(minutes=5)
        self.today = now.astimezone(ZONE).date()
        self.days = [self.today - timedelta(days=back) for back in range(days, -1, -1)]
        self.teller = _Teller(story, random)

    def plan(self) -> Plan:
        bad = next(day for day in reversed(self.days[:-1]) if day.weekday() < 5)
        wanted = self._per_day()
        contacts: list[Contact] = []
        for day in self.days:
            contacts += self._day(day, wanted[day])
        contacts += self._bad_hour(bad)
        last = self.ends - timedelta(minutes=15)
        kept = sorted((contact for contact in contacts if contact.at < last), key=lambda contact: contact.at)
        shifts = [shift for day in self.days for shift in self._shifts(day, wanted[day], bad)]
        midnight = datetime.combine(bad, time(), ZONE).astimezone(UTC)
        return Plan(self.begins, self.ends, midnight, tuple(kept), tuple(shifts))

    def _per_day(self) -> dict[date, int]:
        weights = {day: _WEEKDAYS[day.weekday()] * self._recent(day) for day in self.days}
        total = sum(weights.values())
        exact = {day: self.count * weight / total for day, weight in weights.items()}
        return {day: int(share) + (self.random.random() < share % 1) for day, share in exact.items()}

    def _recent(self, day: date) -> float:
        back = (self.today - day).days
        return 9.0 if back < 10 else 2.5 if back < 60 else 1.0

    def _day(self, day: date, wanted: int) -> list[Contact]:
        return [self._contact(day) for _ in range(wanted)]

    def _contact(self, day: date) -> Contact:
        channel = self.random.choices(tuple(_CHANNELS), tuple(_CHANNELS.values()))[0]
        evening = self.random.random() < _EVENING or day.weekday() not in OPENS
        if evening:
            channel = self.random.choice(("email", "email", "sms"))
            at = self._at(day, self.random.choice((7, 8, 18, 19, 20, 21)))
        else:
            hours = [hour for hour in _HOURS if _is_open(day, hour)]
            at = self._at(day, self.random.choices(hours, [_HOURS[hour] for hour in hours])[0])
        return self.teller.contact(at, channel)

    def _bad_hour(self, day: date) -> list[Contact]:
        """Cold rooms crack gaskets: everybody's machine leaks at once."""
        channels = ("voice", "webchat", "voice", "webchat", "sms")
        return [
            self.teller.contact(self._at(day, BAD_HOUR.hour), channels[n % len(channels)], repair=True)
            for n in range(self.rush)
        ]

    def _at(self, day: date, hour: int) -> datetime:
        local = datetime.combine(day, time(hour), ZONE) + timedelta(seconds=self.random.randint(0, 3599))
        return local.astimezone(UTC)

    def _shifts(self, day: date, wanted: int, bad: date) -> list[Shift]:
        if day.weekday() not in OPENS:
            return []
        opens, closes = OPENS[day.weekday()]
        return [
            shift
            for login in self._staff(day, wanted)
            if (shift := self._shift(login, day, (opens, closes), bad, pauses=wanted > _QUIET)) is not None
        ]

    def _staff(self, day: date, wanted: int) -> list[str]:
        """Enough people, among them at least one who may repair."""
        everybody = skills()
        able = [login for login, has in everybody.items() if has.get("machines", 0) >= MACHINES_AT_LEAST]
        others = [login for login in everybody if login not in able]
        if wanted <= _QUIET:
            return [able[day.toordinal() % len(able)], others[day.toordinal() % len(others)]]
        home = everybody.keys() - {others[day.toordinal() % len(others)]}
        return [login for login in everybody if login in home]

    def _shift(self, login: str, day: date, hours: tuple[time, time], bad: date, *, pauses: bool) -> Shift | None:
        def at(clock: time, minutes: float = 0) -> datetime:
            return (datetime.combine(day, clock, ZONE) + timedelta(minutes=minutes)).astimezone(UTC)

        begins = at(hours[0], self.random.uniform(-4, 6))
        ends = min(at(hours[1], self.random.uniform(-2, 12)), self.ends)
        if ends - begins < timedelta(minutes=30):
            return None
        lunch = at(time(12), self.random.uniform(0, 60))
        breaks = [(lunch, lunch + timedelta(minutes=self.random.uniform(25, 45)), "lunch")] if pauses else []
        if day == bad and login != "wei" and skills()[login].get("machines", 0) >= MACHINES_AT_LEAST:
            breaks.append((at(BAD_HOUR, -3), at(BAD_HOUR, 64), "meeting"))
        fits = tuple(pause for pause in breaks if begins < pause[0] and pause[1] < ends)
        return Shift(login, begins, ends, fits)


def _is_open(day: date, hour: int) -> bool:
    opens, closes = OPENS[day.weekday()]
    return opens.hour <= hour < closes.hour


class _Teller:
    """What somebody has to say on a day of the past: about an order or machine they had by then."""

    def __init__(self, story: Story, random: Random) -> None:
        self._random = random
        self._people = story.people
        self._orders: dict[str, list[Order]] = {}
        self._units: dict[str, list[Unit]] = {}
        for order in story.orders:
            self._orders.setdefault(order.account, []).append(order)
        for unit in story.units:
            self._units.setdefault(unit.account, []).append(unit)
        self._owners = [person for person in story.people if person.account in self._units]
        self._buyers = [person for person in story.people if person.account in self._orders]

    def contact(self, at: datetime, channel: str, *, repair: bool = False) -> Contact:
        day = at.astimezone(ZONE).date()
        person = self._random.choice(self._owners) if repair else self._somebody(day)
        topic, facts, general = self._matter(person, day, repair=repair)
        choices = WORDINGS[topic, person.language]
        wording = choices[-1] if general else self._random.choice(choices[:-1] or choices)
        chat, sms, subject, body = (text.format_map(Known(facts)) for text in wording)
        words = {"sms": sms, "email": f"{body}\n\n{person.name}"}.get(channel, chat)
        return Contact(
            at, person, channel, Matter(topic, person.language, facts), words, subject, self._queue(topic, channel)
        )

    def _somebody(self, day: date) -> Person:
        """Mostly somebody who had bought something by then."""
        for _ in range(12):
            person = self._random.choice(self._random.choices((self._buyers, self._owners), (3, 2))[0])
            if self._had(person, day) or self._ordered(person, day) or self._random.random() < 0.06:
                return person
        return self._random.choice(self._people)

    def _had(self, person: Person, day: date) -> list[Unit]:
        return [unit for unit in self._units.get(person.account, []) if unit.bought_on < day]

    def _ordered(self, person: Person, day: date) -> list[Order]:
        return [order for order in self._orders.get(person.account, []) if order.ordered_on <= day and order.shipments]

    def _matter(self, person: Person, day: date, *, repair: bool) -> tuple[Topic, dict[str, str], bool]:
        had = self._had(person, day) or (self._units[person.account] if repair else [])
        orders = self._ordered(person, day)
        if had and (repair or not orders or self._random.random() < 0.4):
            topic = self._random.choice((Topic.REPAIR, Topic.REPAIR, Topic.REPAIR, Topic.WARRANTY, Topic.HOW_TO))
            facts = unit_facts(self._random.choice(had), person.language)
            return Topic.REPAIR if repair else topic, facts, False
        if orders:
            order = min(orders, key=lambda order: (day - order.ordered_on).days)
            return self._about(order, day), order_facts(order, person.language), False
        product = product_name(self._random.choice(MACHINES), person.language)
        return Topic.QUOTE, {"product": product, "number": ""}, True

    def _about(self, order: Order, day: date) -> Topic:
        age = (day - order.ordered_on).days
        fresh = (Topic.CHANGE_DELIVERY, Topic.INVOICE)
        sent = (Topic.WHERE_IS_PARCEL, Topic.WHERE_IS_PARCEL, Topic.INVOICE)
        later = (Topic.RETURN, Topic.INVOICE, Topic.HOW_TO if order.lines[0].sku in MACHINES else Topic.RETURN)
        parcels = any(shipment.tracking_number for shipment in order.shipments)
        topics = fresh if age < 3 or not parcels else sent if age < 12 else later
        topic = self._random.choice(topics)
        return Topic.CHANGE_DELIVERY if topic is Topic.INVOICE and order.invoice is None else topic

    def _queue(self, topic: Topic, channel: str) -> str:
        """Most choose well; the others are handed on by whoever answers."""
        right = "Repairs" if topic in _REPAIRS else "Invoices" if topic in _INVOICES else "Orders"
        if channel in ("webchat", "voice") and self._random.random() < 0.85:
            return right
        return "Invoices" if channel == "email" else right if self._random.random() < 0.6 else "Orders"
