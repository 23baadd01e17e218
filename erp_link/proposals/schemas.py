"""Proposals as JSON."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ProposalState
from erp_link.proposals.domain import ActAsked, ActLeft, ActLimit, AskedLine, ErpProposal
from erp_link.proposals.service import ActRequest

Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskedLineIn(_Model):
    product: Annotated[str, Field(max_length=20, pattern=r"^[0-9]{1,15}$")]
    """Its id in the ERP; of an order or invoice the line that has it is meant."""
    quantity: Amount
    unit_price: Amount | None = None


class ActIn(_Model):
    """What is asked of the ERP."""

    kind: ErpAct
    customer_id: UUID
    record: Short = ""
    """The ERP's id of the order or invoice it is about."""
    text: Text = ""
    reason: Short = ""
    requested_on: date | None = None
    lines: Annotated[list[AskedLineIn], Field(max_length=50)] = []
    replacement: bool = False
    contact_type: Short = "email"
    value: Short = ""
    instead_of: Short = ""
    interaction_id: UUID | None = None
    case_id: UUID | None = None

    def request(self) -> ActRequest:
        asked = ActAsked(
            self.text, self.reason, self.requested_on,
            tuple(AskedLine(one.product, one.quantity, one.unit_price) for one in self.lines), self.replacement,
            self.contact_type, self.value, self.instead_of,
        )  # fmt: skip
        return ActRequest(self.kind, self.customer_id, self.record, asked, self.interaction_id, self.case_id)


class ProposalIn(ActIn):
    id: UUID
    """Chosen by who asks; sent again it is the same proposal. The ERP keeps it as the key."""


class ActDecisionIn(_Model):
    agreed: bool
    reason: Text = ""


class UndoIn(_Model):
    id: UUID


class ErpFieldChangeOut(BaseModel):
    name: str
    before: str | None
    after: str | None


class ActOutcomeOut(BaseModel):
    number: str
    entity: str
    external_id: str
    changes: list[ErpFieldChangeOut]
    facts: dict[str, str]
    related: list[str]
    undoable: bool

    @classmethod
    def of(cls, told: ActOutcome) -> ActOutcomeOut:
        changes = [ErpFieldChangeOut(name=one.name, before=one.before, after=one.after) for one in told.changes]
        return cls(
            number=told.number, entity=told.entity, external_id=told.external_id, changes=changes,
            facts=dict(told.facts), related=list(told.related), undoable=told.undoable,
        )  # fmt: skip


class ProposalOut(BaseModel):
    id: UUID
    kind: ErpAct
    state: ProposalState
    source: str
    number: str
    customer_id: UUID | None
    interaction_id: UUID | None
    case_id: UUID | None
    amount: Decimal | None
    currency: str | None
    preview: ActOutcomeOut
    outcome: ActOutcomeOut | None
    words: str
    """Of the ERP or the second person, who refused."""
    trouble: str
    """Why it waits, as a code."""
    proposed_by: UUID
    proposed_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    tries: int
    undoes: UUID | None
    undone_by: UUID | None

    @classmethod
    def of(cls, one: ErpProposal) -> ProposalOut:
        return cls(
            id=one.id, kind=one.kind, state=one.state, source=one.source, number=one.number,
            customer_id=one.customer_id, interaction_id=one.interaction_id, case_id=one.case_id, amount=one.amount,
            currency=one.currency, preview=ActOutcomeOut.of(one.preview),
            outcome=ActOutcomeOut.of(one.outcome) if one.outcome else None, words=one.words, trouble=one.trouble,
            proposed_by=one.proposed_by, proposed_at=one.proposed_at, sent_at=one.sent_at,
            settled_at=one.settled_at, tries=one.tries, undoes=one.undoes, undone_by=one.undone_by,
        )  # fmt: skip


class ProposalsOut(BaseModel):
    proposals: list[ProposalOut]


class OfferedActsOut(BaseModel):
    kinds: list[ErpAct]


class ActLimitIn(_Model):
    """How far somebody decides alone, by kind of act and currency."""

    kind: ErpAct
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    alone: Amount
    per_record: Amount | None = None
    per_customer: Amount | None = None
    per_agent: Amount | None = None
    days: Annotated[int, Field(ge=1, le=366)] = 30
    """Over so many last days the three sums are taken."""
    released_by: Annotated[list[UUID], Field(max_length=50)] = []
    """Users who agree to what is over it; nobody named: every supervisor and administrator."""

    def limit(self) -> ActLimit:
        return ActLimit(
            self.kind, self.currency, self.alone, self.per_record, self.per_customer, self.per_agent, self.days,
            tuple(dict.fromkeys(self.released_by)),
        )  # fmt: skip

    @classmethod
    def of(cls, one: ActLimit) -> ActLimitIn:
        return cls(
            kind=one.kind, currency=one.currency, alone=one.alone, per_record=one.per_record,
            per_customer=one.per_customer, per_agent=one.per_agent, days=one.days, released_by=list(one.released_by),
        )  # fmt: skip


class ActLimitsIn(_Model):
    """One for each kind and currency."""

    limits: Annotated[list[ActLimitIn], Field(max_length=60)]


class ActLimitsOut(BaseModel):
    limits: list[ActLimitIn]


class ActLeftOut(BaseModel):
    """How far you still decide alone in one currency; null: without end."""

    currency: str
    alone: Decimal
    """The largest amount to which nobody else has to agree now."""
    record: Decimal | None
    customer: Decimal | None
    agent: Decimal | None
    days: int

    @classmethod
    def of(cls, one: ActLeft) -> ActLeftOut:
        return cls(
            currency=one.limit.currency, alone=one.alone, record=one.record, customer=one.customer, agent=one.agent,
            days=one.limit.days,
        )  # fmt: skip


class ActsLeftOut(BaseModel):
    left: list[ActLeftOut]
