"""How somebody proves who they are, what waits for it, and when it is tried too often (decision 0065). Pure.

An organisation chooses its questions. Some are compared here with what we know, so that nobody has to see the answer to
ask for it; others an agent judges. What is on file for less than seven days proves nothing: whoever has taken over an
address would be asked for their own.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.directory.domain import Role
from crm_core.identity.errors import AnswerMissing, NotAPolicy, NothingToCompare

LONGEST_ANSWER: Final = 100
FRESH: Final = timedelta(days=7)
CODE_DIGITS: Final = 6
CODE_VALID: Final = timedelta(minutes=10)
CODE_ATTEMPTS: Final = 5
CODES_A_DAY: Final = 5
BETWEEN_CODES: Final = timedelta(minutes=1)
DISTRICT: Final = 3
"""Digits of a Taiwan postal code that people know."""


class ProofQuestion(StrEnum):
    ORDER_NUMBER = "order_number"
    INVOICE_AMOUNT = "invoice_amount"
    """Of the last invoice."""
    INVOICE_DATE = "invoice_date"
    """Of the last invoice."""
    POSTAL_CODE = "postal_code"
    CODE = "code"
    """Sent to an address on file; enough by itself."""
    DOCUMENT = "document"
    ADDRESS = "address"
    SECURITY = "question"
    CALLED_BACK = "called_back"
    SEEN = "seen"


COMPARED: Final = frozenset(
    {
        ProofQuestion.ORDER_NUMBER, ProofQuestion.INVOICE_AMOUNT, ProofQuestion.INVOICE_DATE,
        ProofQuestion.POSTAL_CODE, ProofQuestion.CODE,
    }
)  # fmt: skip
"""The server compares the answer; the others an agent judges."""


class Guarded(StrEnum):
    """What may wait until somebody is verified."""

    ORDERS = "orders"
    INVOICES = "invoices"
    DELIVERIES = "deliveries"
    ADDRESSES = "addresses"
    """Shown in part only."""
    CHANGES = "changes"
    """Of their data."""


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """What an organisation asks, and what waits for the answer."""

    questions: tuple[ProofQuestion, ...]
    needed: int
    """So many different questions must be answered."""
    locked: frozenset[Guarded]
    attempts: int
    """So many wrong answers within `lock` and nothing more is asked until the first of them is older than that."""
    lock: timedelta
    own_door: bool = False
    """Customers may sign in on the help page, by a code, to see what is theirs (`crm_core.door`)."""


DEFAULT: Final = IdentityPolicy(
    (
        ProofQuestion.DOCUMENT, ProofQuestion.ADDRESS, ProofQuestion.SECURITY, ProofQuestion.CALLED_BACK,
        ProofQuestion.SEEN,
    ),
    1, frozenset(), 5, timedelta(minutes=15),
)  # fmt: skip
"""Of who has chosen nothing: an agent judges, and nothing waits."""


def policy(
    questions: Sequence[ProofQuestion],
    needed: int,
    locked: Collection[Guarded],
    attempts: int,
    lock: timedelta,
    *,
    own_door: bool = False,
) -> IdentityPolicy:
    """Raises `NotAPolicy` with the field."""
    asked = tuple(dict.fromkeys(questions))
    if not asked:
        raise NotAPolicy(field="questions")
    if not 1 <= needed <= min(len(asked), 5):
        raise NotAPolicy(field="needed")
    if not 1 <= attempts <= 20:
        raise NotAPolicy(field="attempts")
    if not timedelta(minutes=1) <= lock <= timedelta(days=1):
        raise NotAPolicy(field="lock_minutes")
    return IdentityPolicy(asked, needed, frozenset(locked), attempts, lock, own_door)


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What we and the ERP know of a customer that only they should know."""

    order_numbers: tuple[str, ...] = ()
    invoice_amount: Decimal | None = None
    invoice_date: date | None = None
    postal_codes: tuple[str, ...] = ()

    def to(self, question: ProofQuestion) -> tuple[str, ...]:
        """Right answers in their one spelling; none where nothing is on file."""
        match question:
            case ProofQuestion.ORDER_NUMBER:
                numbers = [_plain(one) for one in self.order_numbers]
                return tuple(dict.fromkeys([*numbers, *(_digits(one) for one in numbers if _digits(one))]))
            case ProofQuestion.INVOICE_AMOUNT:
                return () if self.invoice_amount is None else (_amount(str(self.invoice_amount)),)
            case ProofQuestion.INVOICE_DATE:
                return () if self.invoice_date is None else (self.invoice_date.isoformat(),)
            case ProofQuestion.POSTAL_CODE:
                codes = [_digits(one) or _plain(one) for one in self.postal_codes if one.strip()]
                return tuple(dict.fromkeys([*codes, *(one[:DISTRICT] for one in codes if one.isdecimal())]))
            case _:
                return ()


def is_right(question: ProofQuestion, answer: str, known: KnownAnswers) -> bool:
    """Compared in constant time. Raises `AnswerMissing` and `NothingToCompare`."""
    if not answer.strip() or len(answer) > LONGEST_ANSWER:
        raise AnswerMissing(field="answer")
    right = known.to(question)
    if not right:
        raise NothingToCompare(question.value, field="question")
    given = _spelled(question, answer)
    return sum(hmac.compare_digest(given.encode(), one.encode()) for one in right) > 0


def _spelled(question: ProofQuestion, answer: str) -> str:
    match question:
        case ProofQuestion.INVOICE_AMOUNT:
            return _amount(answer)
        case ProofQuestion.INVOICE_DATE:
            return answer.strip()
        case ProofQuestion.POSTAL_CODE:
            return _digits(answer) or _plain(answer)
        case _:
            return _plain(answer)


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _amount(text: str) -> str:
    found = re.sub(r"[^0-9.]", "", unicodedata.normalize("NFKC", text))
    try:
        return f"{Decimal(found).quantize(Decimal('0.01'))}"
    except InvalidOperation:
        return ""


@dataclass(frozen=True, slots=True)
class Check:
    """One question that was asked, by whom, and whether it was answered; never the answer."""

    id: UUID
    customer_id: UUID
    interaction_id: UUID
    question: str
    passed: bool
    agent_id: UUID
    at: datetime
    undone_at: datetime | None


def answered(checks: Iterable[Check]) -> frozenset[str]:
    """The questions that were answered in a contact; what was taken back counts no more."""
    return frozenset(one.question for one in checks if one.passed and one.undone_at is None)


def is_proven(policy: IdentityPolicy, questions: Collection[str]) -> bool:
    return ProofQuestion.CODE in questions or len(questions) >= policy.needed


def locked_until(policy: IdentityPolicy, wrong: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when nothing is asked about a customer, given the times of their wrong answers on every channel."""
    recent = sorted((at for at in wrong if at > now - policy.lock), reverse=True)
    if len(recent) < policy.attempts:
        return None
    return recent[policy.attempts - 1] + policy.lock


@dataclass(frozen=True, slots=True)
class ContactAtHand:
    """A contact of a customer that somebody has in hand now."""

    interaction_id: UUID
    identity: str
    own: bool
    """Work of our own, such as a task: nobody is at the other end to whom something would be said."""


def waits_for_proof(policy: IdentityPolicy, role: Role, at_hand: Iterable[ContactAtHand]) -> frozenset[Guarded]:
    """What an agent may not see or change of a customer now; supervisors and administrators may always.

    A verified contact of that customer in their hands opens it, as does work of our own about them.
    """
    if role is not Role.AGENT or any(one.identity == "verified" or one.own for one in at_hand):
        return frozenset()
    return policy.locked


def masked(value: str) -> str:
    """An address of which enough is shown to recognise it: `li•••@mosslane.example`, `+886 ••• 081`."""
    name, at, rest = value.partition("@")
    if at:
        return f"{name[:2] if len(name) > 3 else name[:1]}•••@{rest}"
    return f"{value[:4]} ••• {value[-3:]}" if len(value) > 8 else "•••"


def is_old_enough(created_at: datetime, now: datetime) -> bool:
    """Whether a code may go to an address on file since then."""
    return now - created_at >= FRESH


def code_of(key: bytes, id: UUID) -> str:
    """The digits of a code: derived, so that they are kept nowhere."""
    number = int.from_bytes(hmac.new(key, id.bytes, hashlib.sha256).digest()[:8])
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def is_code(key: bytes, id: UUID, answer: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(code_of(key, id).encode(), _digits(answer).encode())
