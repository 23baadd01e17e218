"""What a rule would have done on a day: tried on the work that really came.

What it knows of them is what `routing.rules.past` says. The rule is tried alone: what an earlier rule would have
stopped is counted, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader
from routing.policy.errors import PolicyInvalid
from routing.policy.reading import examine
from routing.rules import store
from routing.rules.applying import apply
from routing.rules.book import RuleBook, compiled, zone_of
from routing.rules.language import language
from routing.rules.model import RulePart
from routing.rules.past import PastArrival, of_day
from routing.rules.ports import CustomerFacts

MOST = 5000
"""The newest of a day; it takes about a second."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class RuleMatch:
    interaction_id: UUID
    channel: str
    at: datetime
    subject: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`matched` of `total`; for `unknown` of them it cannot be told, as an attribute is not known."""

    day: date
    matched: int
    total: int
    unknown: int
    newest: list[RuleMatch]
    """Some that match, newest first."""
    text: str = ""
    """The same in one English line: for programs, made where it leaves."""


async def preview(
    reader: Reader, tenant: TenantId, rule: object, day: date | None = None, *, facts: CustomerFacts
) -> Preview:
    """`rule` as plain data or `RulePart`; `day` in the organisation's time zone, None for today.

    Raises `PolicyInvalid` with the places within the rule if its condition cannot be read.
    """
    part = checked(rule)
    zone = zone_of(await store.time_zone(reader, tenant))
    day = day or reader.now.astimezone(zone).date()
    book = RuleBook(0, tuple(compiled([part])), zone, timedelta(0), {})
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return _tried(await of_day(reader, tenant, book, facts, (start, end), MOST), book, day)


def checked(rule: object) -> RulePart:
    """A rule whose condition can be read; what it does is not looked at."""
    said = rule.model_dump(mode="json") if isinstance(rule, RulePart) else rule
    if isinstance(said, Mapping):
        said = {"name": "preview", "then": {"priority": 1}, **said}
    document, problems = examine({"rules": [said]})
    mine = tuple(one for one in problems if ".then" not in one.place)
    if mine or document is None:
        raise PolicyInvalid(mine or problems)
    return document.rules[0]


def _tried(came: list[PastArrival], book: RuleBook, day: date) -> Preview:
    matches: list[RuleMatch] = []
    unknown = 0
    for one in came:
        outcome = apply(book.rules, one.attributes, language())
        unknown += bool(outcome.open)
        matches += [RuleMatch(one.interaction_id, one.channel, one.at, one.subject)] * bool(outcome.matched)
    return Preview(day, len(matches), len(came), unknown, matches[:SHOWN])
