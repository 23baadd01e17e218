"""What a rule would have done on a day: tried on the work that really came.

Text, channel, queue and time are those of then; what is known of the customer is what is known now, as nobody keeps
what an ERP said at every moment. The rule is tried alone: what an earlier rule would have stopped is counted, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from contact_center.kernel.contracts.interactions import EntryRequest
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing import store
from routing.flow.hours import ALWAYS, Hours
from routing.flow.store import hours_of_queues
from routing.policy.errors import PolicyInvalid
from routing.policy.reading import examine
from routing.rules.applying import apply
from routing.rules.book import Book, compiled, zone_of
from routing.rules.entering import NOBODY, Entered, attributes
from routing.rules.language import language
from routing.rules.model import RulePart
from routing.rules.ports import CustomerFacts, Picture

MOST = 5000
"""The newest of a day; it takes about a second."""
SHOWN = 20

# Index interaction_customer answers whether somebody came before.
OF_DAY = """
select i.id, i.channel, i.tier, i.language, i.subject, i.queue_id, i.customer_id, i.created_at, m.text,
  c.identity = 'verified' as verified,
  i.customer_id is null or not exists (select 1 from core.interaction e where e.tenant_id = i.tenant_id
    and e.customer_id = i.customer_id and e.created_at < i.created_at) as first_contact
from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join lateral (select text from core.message m where m.tenant_id = i.tenant_id and m.interaction_id = i.id
  and m.direction = 'in' order by m.position limit 1) m on true
where i.tenant_id = %s and i.direction = 'inbound' and i.created_at >= %s and i.created_at < %s
order by i.created_at desc limit %s
"""


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    channel: str
    tier: str
    language: str | None
    subject: str | None
    queue_id: UUID | None
    customer_id: UUID | None
    created_at: datetime
    text: str | None
    verified: bool
    first_contact: bool


@dataclass(frozen=True, slots=True)
class Match:
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
    text: str
    """The same in one English line."""
    newest: list[Match]
    """Some that match, newest first."""


async def preview(
    reader: Reader, tenant: TenantId, rule: object, day: date | None = None, *, facts: CustomerFacts
) -> Preview:
    """`rule` as plain data or `RulePart`; `day` in the organisation's time zone, None for today.

    Raises `PolicyInvalid` with the places within the rule if its condition cannot be read.
    """
    part = checked(rule)
    zone = zone_of(str(await reader.value("select time_zone from core.tenant where tenant_id = %s", [tenant])))
    day = day or reader.now.astimezone(zone).date()
    book = Book(0, tuple(compiled([part])), zone, timedelta(0), {})
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    rows = await reader.many(_Row, OF_DAY, [tenant, start, end, MOST])
    return await _tried(reader, tenant, rows, book, day, facts)


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


async def _tried(
    reader: Reader, tenant: TenantId, rows: list[_Row], book: Book, day: date, facts: CustomerFacts
) -> Preview:
    queues = await store.queues(reader, tenant)
    hours = await hours_of_queues(reader, queues)
    names = {queue.id: queue.name for queue in queues}
    customers = {CustomerId(row.customer_id) for row in rows if row.customer_id}
    wanted = book.groups & {"customer", "erp"}
    pictures = await facts.of(reader, tenant, customers, wanted) if customers and wanted else {}
    matches: list[Match] = []
    unknown = 0
    for row in rows:
        at = attributes(_entered(row, names, hours, pictures), book)
        known = {**at, "customer.first_contact": row.first_contact}
        outcome = apply(book.rules, known, language())
        unknown += bool(outcome.open)
        matches += [Match(row.id, row.channel, row.created_at, row.subject)] * bool(outcome.matched)
    return Preview(day, len(matches), len(rows), unknown, _line(len(matches), len(rows), unknown), matches[:SHOWN])


def _entered(
    row: _Row, names: Mapping[UUID, str], hours: Mapping[UUID, Hours], pictures: Mapping[CustomerId, Picture]
) -> Entered:
    customer = CustomerId(row.customer_id) if row.customer_id else None
    request = EntryRequest(
        row.channel, row.tier, None, row.language, customer, verified=row.verified, subject=row.subject,
        text=row.text or "",
    )  # fmt: skip
    picture = pictures.get(customer, NOBODY) if customer else NOBODY
    is_open = hours.get(row.queue_id, ALWAYS).is_open(row.created_at) if row.queue_id else True
    return Entered(request, names.get(row.queue_id, "") if row.queue_id else "", is_open, picture, row.created_at)


def _line(matched: int, total: int, unknown: int) -> str:
    rest = f"; for {unknown} it cannot be told" if unknown else ""
    return f"this rule would have matched {matched} of {total}{rest}"
