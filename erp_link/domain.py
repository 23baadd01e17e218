"""When a fact is old, when an ERP is left in peace, and whose facts they are. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contact_center.kernel.contracts.erp import (
    Account,
    AccountHold,
    Block,
    ContactPoint,
    CreditState,
    Delay,
    DelayCause,
    Freshness,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    Shipment,
    Supply,
    SupplyKind,
)
from contact_center.kernel.errors import ExternalSystemError, GiveUp, ReauthNeeded
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.money import Money


class FactKind(StrEnum):
    """A block of facts that is read, kept and grows old as one."""

    ORDERS = "orders"
    INVOICES = "invoices"
    DELIVERIES = "deliveries"


class FactsTrouble(StrEnum):
    """Why a block is old or unavailable: the codes of what a page says."""

    SLOW = "slow"
    DOWN = "down"
    REFUSES_US = "refuses_us"
    REFUSES = "refuses"
    NOT_OFFERED = "not_offered"
    NO_ACCOUNT = "no_account"
    SEVERAL_ACCOUNTS = "several_accounts"
    NOT_CONNECTED = "not_connected"
    """No ERP, in fact."""
    BEING_COPIED = "being_copied"
    """The first copy of the ERP's records is not complete yet."""
    NO_RECORD = "no_record"
    GONE = "gone"
    """It was there; the ERP has it no longer."""


MOST_OF_A_KIND = 50
"""Documents of one kind shown for one customer, the newest."""

LIMITS = {
    FactKind.ORDERS: timedelta(minutes=5),
    FactKind.INVOICES: timedelta(minutes=15),
    FactKind.DELIVERIES: timedelta(minutes=5),
}
"""A block older than this is read again when somebody looks, and shown as old until it is."""

LINK_LIMIT = timedelta(hours=12)
"""For how long we believe which account of the ERP a customer is."""
NO_LINK_LIMIT = timedelta(minutes=10)
"""For how long we believe that the ERP does not know a customer, or cannot tell."""


def trouble_of(error: ExternalSystemError) -> FactsTrouble:
    """In one word, what an ERP that could not be asked has."""
    if isinstance(error, ReauthNeeded):
        return FactsTrouble.REFUSES_US
    return FactsTrouble.REFUSES if isinstance(error, GiveUp) else FactsTrouble.DOWN


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number of an order, invoice or delivery as people say it: its letters, and its digits in one run.

    "SO-20418", "so 20418" and "#20418" mean the same; without letters every document with these digits is meant.
    """

    letters: str
    digits: str

    def means(self, other: DocumentNumber) -> bool:
        return self.digits == other.digits and self.letters in ("", other.letters)


MOST_LETTERS, FEWEST_DIGITS, MOST_DIGITS = 6, 3, 12
_NUMBER = re.compile(r"[^\W\d_]{0,6}(?:[\s#/._:-]*\d+)+[\s.]*")


def document_number(text: str) -> DocumentNumber | None:
    """What is said as a number of a document; None for names, sentences, and numbers too short or long to be one."""
    said = unicodedata.normalize("NFKC", text).strip().lstrip("#").strip()
    if len(said) > 2 * (MOST_LETTERS + MOST_DIGITS) or not _NUMBER.fullmatch(said):
        return None
    letters = "".join(c for c in said if c.isalpha()).upper()
    digits = "".join(c for c in said if c.isdecimal())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return None
    return DocumentNumber(letters, digits)


def numbered(number: str) -> DocumentNumber:
    """The same of a number as the ERP writes it, whatever that looks like."""
    plain = unicodedata.normalize("NFKC", number)
    letters = "".join(c for c in plain if c.isalpha()).upper()
    return DocumentNumber(letters, "".join(c for c in plain if c.isdecimal()))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose document a number is, as far as we have read it."""

    customer_id: CustomerId
    kind: FactKind
    number: str


@dataclass(frozen=True, slots=True)
class CachedBlock:
    """What the ERP said about one kind, and when it was asked."""

    items: tuple[Any, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Which account of the ERP a customer is. Without one, `several` says whether there were too many."""

    account: Account | None
    as_of: datetime
    several: bool = False
    by_hand: bool = False
    """Chosen by a person; never replaced by a guess."""

    def is_current(self, now: datetime) -> bool:
        limit = LINK_LIMIT if self.account else NO_LINK_LIMIT
        return self.by_hand or now - self.as_of <= limit


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What the ERP knows of one customer, each block with its source and age."""

    account: Block[Account]
    orders: Block[Order]
    invoices: Block[Invoice]
    deliveries: Block[Shipment]


def freshness_of(kind: FactKind, as_of: datetime, now: datetime) -> Freshness:
    return Freshness.FRESH if now - as_of <= LIMITS[kind] else Freshness.OLD


TRIP = 2
"""Failures in a row after which asking stops."""
PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=30)
TRY_TIME = timedelta(seconds=10)
"""How long the one question of the half-open state may be out before another goes."""


class BreakerAnswer(StrEnum):
    """What a circuit breaker allows."""

    CLOSED = "closed"
    """The ERP answers; ask freely."""
    OPEN = "open"
    """It failed; leave it in peace."""
    HALF_OPEN = "half_open"
    """Time to try, with one question."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """Stops asking an ERP that does not answer, so that nobody waits for it; then tries with one question.

    Open after `TRIP` failures in a row; the pause doubles with every failed try after them.
    """

    failures: int = 0
    failing_since: datetime | None = None
    retry_at: datetime | None = None
    trying_until: datetime | None = None
    """The one question of the half-open state is out until then, or until it is answered."""
    reason: FactsTrouble | None = None

    def state(self, now: datetime) -> BreakerAnswer:
        if self.failures < TRIP or self.retry_at is None:
            return BreakerAnswer.CLOSED
        if now < self.retry_at or (self.trying_until and now < self.trying_until):
            return BreakerAnswer.OPEN
        return BreakerAnswer.HALF_OPEN

    def asking(self, now: datetime) -> Breaker:
        """A question goes out; in the half-open state it is the only one."""
        if self.state(now) is BreakerAnswer.HALF_OPEN:
            return replace(self, trying_until=now + TRY_TIME)
        return self

    def answered(self) -> Breaker:
        return Breaker()

    def failed(self, now: datetime, reason: FactsTrouble) -> Breaker:
        failures = self.failures + 1
        pause = min(PAUSE * 2 ** max(0, failures - TRIP), LONGEST_PAUSE)
        return replace(
            self,
            failures=failures,
            failing_since=self.failing_since or now,
            retry_at=now + pause,
            trying_until=None,
            reason=reason,
        )


def choose_account(accounts: Sequence[Account], points: Sequence[ContactPoint], now: datetime) -> AccountLink:
    """The one account that more of the points lead to than to any other; a tie is for a person to decide."""
    ranked = sorted(accounts, key=lambda account: _matches(account, points), reverse=True)
    if not ranked:
        return AccountLink(None, now)
    if len(ranked) > 1 and _matches(ranked[0], points) == _matches(ranked[1], points):
        return AccountLink(None, now, several=True)
    return AccountLink(ranked[0], now)


def _matches(account: Account, points: Sequence[ContactPoint]) -> int:
    known = {
        ("number", account.number),
        ("tax_id", account.tax_id),
        *(("email", email.casefold()) for email in account.emails),
        *(("phone", phone) for phone in account.phones),
    }
    return sum((point.kind, _folded(point)) in known for point in points)


def _folded(point: ContactPoint) -> str:
    return point.value.casefold() if point.kind == "email" else point.value


def days_late(order: Order, today: date) -> int:
    """Days since the promise of the latest part of an order that is still to ship; 0 while all are in time.

    The one rule of lateness, for rules of routing and sentences alike. A part that has left is late no more.
    """
    return max((max(0, (today - part.promised_on).days) for part in order.to_ship), default=0)


def days_behind(order: Order, today: date) -> int:
    """Days by which the plan already misses a promise that has not run out yet; of the part that misses it most."""
    return max(
        (
            max(0, (part.expected_on - part.promised_on).days)
            for part in order.to_ship
            if part.expected_on is not None and today <= part.promised_on
        ),
        default=0,
    )


def is_credit(invoice: Invoice) -> bool:
    """A credit note: what is open of it we owe the customer, so it is never overdue."""
    return invoice.total.amount < 0


def days_overdue(invoice: Invoice, today: date) -> int:
    """Days since the earliest unpaid installment was due; 0 for one that is paid or in time, and for a credit note."""
    is_open = invoice.state in (InvoiceState.OPEN, InvoiceState.PART_PAID)
    if is_credit(invoice) or not is_open or not invoice.due_on or invoice.open_amount.amount <= 0:
        return 0
    return max(0, (today - invoice.due_on).days)


UNPAID = (InvoiceState.OPEN, InvoiceState.PART_PAID)


def open_amounts(invoices: Sequence[Invoice]) -> tuple[Money, ...]:
    """What is open, one amount for each currency: currencies are never added. Credit notes count against it, drafts
    and cancelled ones not at all. What was paid on account is no part of it: the ERP has matched it with nothing."""
    sums: dict[str, Decimal] = {}
    for one in invoices:
        if one.state in UNPAID and one.open_amount.amount:
            currency = one.open_amount.currency
            sums[currency] = sums.get(currency, Decimal(0)) + one.open_amount.amount
    return tuple(Money(currency, amount) for currency, amount in sorted(sums.items()) if amount)


def overdue_amount(invoice: Invoice, today: date) -> Money | None:
    """How much of an invoice is overdue: the open installments that were due before today, never more than is open.

    None while nothing is. An invoice without installments is due as a whole.
    """
    if not days_overdue(invoice, today):
        return None
    due = [
        one.amount.amount
        for one in invoice.installments
        if one.is_open and one.due_on is not None and one.due_on < today
    ]
    known = sum(due, Decimal(0)) if invoice.installments else invoice.open_amount.amount
    return Money(invoice.open_amount.currency, min(known or invoice.open_amount.amount, invoice.open_amount.amount))


def missing(order: Order) -> tuple[OrderLine, ...]:
    """Lines of which some is neither delivered nor set aside in stock."""
    if not order.to_ship:
        return ()
    return tuple(line for line in order.lines if line.quantity - line.delivered - line.reserved > 0)


def why_late(
    order: Order, today: date, supplies: Sequence[Supply] | None, credit: CreditState | None = None
) -> tuple[Delay, ...]:
    """Why an order is late or is going to be: for each product that is missing, what it waits for.

    Of several supplies of a product the one that is ready first counts. Where nothing is missing and the order is late
    all the same, a hold of its account or an exceeded limit is the reason, else none is known. None for `supplies`:
    this ERP does not tell what is on its way, so that what is missing explains nothing.
    """
    if not days_late(order, today) and not days_behind(order, today):
        return ()
    held = credit is not None and (
        credit.is_exceeded or credit.hold in (AccountHold.ORDER, AccountHold.DELIVERY, AccountHold.ALL)
    )
    found: list[Delay] = []
    for line in missing(order) if supplies is not None else ():
        short = line.quantity - line.delivered - line.reserved
        coming = [one for one in supplies or () if one.is_open and one.product == line.product]
        first = min(coming, key=lambda one: (one.ready_on or date.max, one.number), default=None)
        if first is None:
            found.append(Delay(DelayCause.STOCK, line.description, short))
            continue
        cause = DelayCause.PRODUCTION if first.kind is SupplyKind.PRODUCTION else DelayCause.PURCHASING
        found.append(Delay(cause, line.description, short, first.ready_on, first.number, first.external_id))
    return tuple(found) or ((Delay(DelayCause.CREDIT),) if held else ())
