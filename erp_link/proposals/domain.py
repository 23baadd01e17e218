"""What a proposal is, who has to agree, and what is to be done with one next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.erp import Entity
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ErpFieldChange, ProposalState
from contact_center.kernel.money import Money
from erp_link.proposals.errors import ProposalFieldMissing

OPEN = frozenset({ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.SENT, ProposalState.UNKNOWN})
COUNTED = OPEN | {ProposalState.DONE}
"""What counts against limits: all that may come to stand in the ERP."""
GOES_OUT = frozenset({ProposalState.APPROVED, ProposalState.SENT, ProposalState.UNKNOWN})
LIMITED = frozenset({ErpAct.CREDIT, ErpAct.PLACE, ErpAct.RETURN})
"""Acts that move money."""
MOST_DAYS = 366
"""The longest time over which sums of a limit are taken."""

ABOUT: Mapping[ErpAct, Entity | None] = {
    ErpAct.NOTE: None, ErpAct.CONTACT: None, ErpAct.QUOTE: None,
    ErpAct.PLACE: Entity.ORDER, ErpAct.CHANGE: Entity.ORDER, ErpAct.CANCEL: Entity.ORDER,
    ErpAct.RETURN: Entity.ORDER, ErpAct.CREDIT: Entity.INVOICE, ErpAct.RESEND: Entity.INVOICE,
}  # fmt: skip
"""The kind of record an act is about; None: the customer's account."""


@dataclass(frozen=True, slots=True)
class ErpProposal:
    """`id` is the key under which the ERP keeps it."""

    id: UUID
    kind: ErpAct
    state: ProposalState
    source: str
    account: str
    """Of the ERP. Proposals about one account go out one after another."""
    customer_id: UUID | None
    interaction_id: UUID | None
    case_id: UUID | None
    entity: str
    external_id: str
    number: str
    """Of the record that it is about."""
    payload: Mapping[str, Any]
    preview: ActOutcome
    outcome: ActOutcome | None
    words: str
    """Of the ERP, which refused."""
    trouble: str
    """Why it has not gone out, or is not known: a code."""
    amount: Decimal | None
    currency: str | None
    proposed_by: UUID
    proposed_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    tries: int
    undoes: UUID | None
    undone_by: UUID | None

    @property
    def money(self) -> Money | None:
        return Money(self.currency, self.amount) if self.amount is not None and self.currency else None

    @property
    def told(self) -> ActOutcome:
        """What stands in the ERP, else what would."""
        return self.outcome or self.preview

    @property
    def can_be_undone(self) -> bool:
        done = self.state is ProposalState.DONE and self.outcome is not None and self.outcome.undoable
        return done and self.undone_by is None and self.kind is not ErpAct.UNDO


# --- what is asked for -----------------------------------------------------------------------------------

MOST_TEXT = 2000
MOST_LINES = 50
CONTACT_TYPES = ("email", "phone", "mobile")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """How much of a product; of a document the line that has it."""

    product: str
    """The ERP's id."""
    quantity: Decimal
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ActAsked:
    """What somebody fills in; each kind needs some of it."""

    text: str = ""
    reason: str = ""
    requested_on: date | None = None
    lines: tuple[AskedLine, ...] = ()
    replacement: bool = False
    contact_type: str = "email"
    value: str = ""
    instead_of: str = ""


def payload_of(kind: ErpAct, account: str, record: str, asked: ActAsked) -> dict[str, Any]:
    """As the ERP is told. Raises `ProposalFieldMissing`."""
    match kind:
        case ErpAct.NOTE:
            return {"party": account, "text": _text(asked)}
        case ErpAct.CONTACT:
            return {"party": account, **_contact(asked)}
        case ErpAct.QUOTE:
            return {
                "party": account, "lines": _lines(asked), "requested_on": _day(asked),
                "text": asked.text.strip()[:MOST_TEXT],
            }  # fmt: skip
        case ErpAct.PLACE | ErpAct.CANCEL:
            return {"sale": record}
        case ErpAct.CHANGE:
            if asked.requested_on is None and not asked.lines:
                raise ProposalFieldMissing(field="requested_on")
            return {
                "sale": record, "requested_on": _day(asked),
                "lines": _lines(asked) if asked.lines else [],
            }  # fmt: skip
        case ErpAct.RETURN | ErpAct.CREDIT:
            return {
                "of": record, "lines": _lines(asked), "text": _text(asked), "reason": asked.reason,
                "replacement": asked.replacement,
            }  # fmt: skip
    raise ProposalFieldMissing(field="kind")


def _text(asked: ActAsked) -> str:
    text = asked.text.strip()
    if not text or len(text) > MOST_TEXT:
        raise ProposalFieldMissing(field="text")
    return text


def _day(asked: ActAsked) -> str | None:
    return asked.requested_on.isoformat() if asked.requested_on else None


def _contact(asked: ActAsked) -> dict[str, Any]:
    value = asked.value.strip()
    fits = "@" in value if asked.contact_type == "email" else any(c.isdigit() for c in value)
    if asked.contact_type not in CONTACT_TYPES or not fits or len(value) > 200:
        raise ProposalFieldMissing(field="value")
    return {"type": asked.contact_type, "value": value, "instead_of": asked.instead_of or None}


def _lines(asked: ActAsked) -> list[dict[str, Any]]:
    wanted = [one for one in asked.lines if one.quantity > 0]
    if not wanted or len(wanted) > MOST_LINES:
        raise ProposalFieldMissing(field="lines")
    return [
        {"product": one.product, "quantity": str(one.quantity),
         **({"unit_price": str(one.unit_price)} if one.unit_price is not None else {})}
        for one in wanted
    ]  # fmt: skip


# --- who has to agree ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActLimit:
    """How far somebody decides alone about acts of one kind, in one currency: amounts of two are never added."""

    kind: ErpAct
    currency: str
    alone: Decimal
    """One proposal."""
    per_record: Decimal | None = None
    per_customer: Decimal | None = None
    per_agent: Decimal | None = None
    days: int = 30
    """Sums are of so many last days."""
    released_by: tuple[UUID, ...] = ()
    """Who agrees to what is over it; nobody named: every supervisor and administrator."""

    def since(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)


class SecondPerson(StrEnum):
    """Why a second person has to agree."""

    NO_LIMIT = "no_limit"
    """Nobody has said how far such acts may go."""
    ALONE = "alone"
    PER_RECORD = "per_record"
    PER_CUSTOMER = "per_customer"
    PER_AGENT = "per_agent"


@dataclass(frozen=True, slots=True)
class Sums:
    """What was proposed before, of the same kind and currency."""

    record: Decimal = Decimal(0)
    customer: Decimal = Decimal(0)
    agent: Decimal = Decimal(0)


def limit_of(limits: Sequence[ActLimit], kind: ErpAct, currency: str | None) -> ActLimit | None:
    return next((one for one in limits if one.kind is kind and one.currency == currency), None)


def second_person(kind: ErpAct, money: Money | None, limit: ActLimit | None, sums: Sums) -> SecondPerson | None:
    """Why somebody else has to agree, None where nobody has to. `limit`: of this kind and currency.

    A credit always needs one where no limit is set; orders and returns where one is set and passed.
    """
    if kind not in LIMITED:
        return None
    if money is None or limit is None:
        return SecondPerson.NO_LIMIT if kind is ErpAct.CREDIT else None
    amount = abs(money.amount)
    if amount > limit.alone:
        return SecondPerson.ALONE
    for most, before, why in (
        (limit.per_record, sums.record, SecondPerson.PER_RECORD),
        (limit.per_customer, sums.customer, SecondPerson.PER_CUSTOMER),
        (limit.per_agent, sums.agent, SecondPerson.PER_AGENT),
    ):
        if most is not None and before + amount > most:
            return why
    return None


@dataclass(frozen=True, slots=True)
class ActLeft:
    """How far somebody still decides alone, under one limit. None: without end."""

    limit: ActLimit
    record: Decimal | None
    customer: Decimal | None
    agent: Decimal | None

    @property
    def alone(self) -> Decimal:
        """The largest amount to which nobody else has to agree now."""
        known = (self.limit.alone, self.record, self.customer, self.agent)
        return min(one for one in known if one is not None)


def left_of(limit: ActLimit, sums: Sums) -> ActLeft:
    def rest(most: Decimal | None, before: Decimal) -> Decimal | None:
        return None if most is None else max(most - before, Decimal(0))

    return ActLeft(
        limit, rest(limit.per_record, sums.record), rest(limit.per_customer, sums.customer),
        rest(limit.per_agent, sums.agent),
    )  # fmt: skip


def may_release(limit: ActLimit | None, user: UUID, here: Collection[UUID]) -> bool:
    """Whether this person agrees to what is over a limit. `here`: who still works here and may agree to such things.

    Where all who were named have left, anybody who may agree at all does: nothing waits for nobody.
    """
    named = [one for one in limit.released_by if one in here] if limit is not None else []
    return not named or user in named


def money_of(kind: ErpAct, preview: ActOutcome) -> Money | None:
    """The amount an act is about, by the ERP's own computation."""
    if kind not in LIMITED:
        return None
    currency = preview.facts.get("currency")
    told = preview.facts.get("total" if kind is ErpAct.PLACE else "amount")
    try:
        return Money(currency, Decimal(told)) if currency and told else None
    except (InvalidOperation, ValueError):
        return None


# --- what is to be done next ------------------------------------------------------------------------------

IN_FLIGHT = timedelta(seconds=45)
"""What was sent may still arrive for so long: longer than our deadline, and than the ERP works on one question."""
MOST_SENDS = 5


class NextStep(StrEnum):
    NOTHING = "nothing"
    SEND = "send"
    WAIT = "wait"
    """It may still be on its way: look again later."""


def next_step(proposal: ErpProposal, now: datetime) -> NextStep:
    """Of a proposal of which the ERP, asked a moment ago, knows nothing."""
    if proposal.state not in GOES_OUT:
        return NextStep.NOTHING
    if proposal.sent_at is None:
        return NextStep.SEND
    if now - proposal.sent_at < IN_FLIGHT or proposal.tries >= MOST_SENDS:
        return NextStep.WAIT
    return NextStep.SEND


def look_again(proposal: ErpProposal, now: datetime) -> datetime:
    """When to look for what was sent: soon at first, then every ten minutes for as long as nobody knows."""
    if proposal.sent_at is None:
        return now + min(timedelta(seconds=2 ** min(proposal.tries + 1, 9)), timedelta(minutes=10))
    age = now - proposal.sent_at
    return now + min(max(timedelta(seconds=2), age), timedelta(minutes=10))


# --- as JSON ---------------------------------------------------------------------------------------------


def plain(outcome: ActOutcome) -> dict[str, Any]:
    return {
        "entity": outcome.entity, "external_id": outcome.external_id, "number": outcome.number,
        "changes": [[one.name, one.before, one.after] for one in outcome.changes], "facts": dict(outcome.facts),
        "related": list(outcome.related), "undoable": outcome.undoable,
    }  # fmt: skip


def restored(data: Mapping[str, Any]) -> ActOutcome:
    return ActOutcome(
        data["entity"], data["external_id"], data["number"], tuple(ErpFieldChange(*one) for one in data["changes"]),
        data["facts"], tuple(data["related"]), data["undoable"],
    )  # fmt: skip
