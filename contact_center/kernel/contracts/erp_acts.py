"""What may be asked of an ERP, and what it answers: the words between proposals and connectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from contact_center.kernel.events import Event, event_type


class ErpAct(StrEnum):
    """What is done in the ERP."""

    NOTE = "note"
    CONTACT = "contact"
    """An e-mail address or a telephone number of the customer's."""
    QUOTE = "quote"
    PLACE = "place"
    """A quotation becomes an order."""
    CHANGE = "change"
    """Requested day or quantities of an order."""
    CANCEL = "cancel"
    RETURN = "return"
    CREDIT = "credit"
    """A request for a credit note."""
    RESEND = "resend"
    """An invoice goes once more to the billing address that the ERP has: a message of ours with the ERP's print."""
    UNDO = "undo"
    """What was done by another proposal is taken back."""


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    """Waits for a second person."""
    APPROVED = "approved"
    """Goes to the ERP as soon as it answers."""
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    """By the ERP, in its words."""
    UNKNOWN = "unknown"
    """It was sent, and no answer came: the ERP is asked by our key what became of it."""
    REJECTED = "rejected"
    """By the second person."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ErpFieldChange:
    """How a field of the ERP stood, and stands. None: there was or is nothing."""

    name: str
    """A code; of a line with its product after a space, such as `quantity K1-50`."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What an act has changed, or would."""

    entity: str
    """An `Entity` and the id under which our copy will have it; empty where the copy has no such record."""
    external_id: str
    number: str
    changes: tuple[ErpFieldChange, ...]
    facts: Mapping[str, str]
    """What the ERP computes beside it: price, stock, total, credit."""
    related: tuple[str, ...] = ()
    """Numbers of further records that came of it."""
    undoable: bool = False


class ActingConnector(Protocol):
    """An ERP that takes acts under a key of ours, each once. One that cannot keep the key takes none."""

    source: str

    async def acts(self) -> frozenset[ErpAct]:
        """What it takes now; nothing while it has no place for our key. Raises border errors."""
        ...

    async def preview(self, kind: ErpAct, payload: Mapping[str, Any]) -> ActOutcome:
        """What would stand then; nothing is kept. Raises `GiveUp` with the ERP's words where it refuses."""
        ...

    async def perform(self, key: UUID, kind: ErpAct, payload: Mapping[str, Any], asked_by: str) -> ActOutcome:
        """Does it, or tells what was done under this key before. Raises `GiveUp` for a refusal, `OutcomeUnknown` where
        no answer came, `RetryLater` and `ReauthNeeded` where it has certainly not been taken."""
        ...

    async def lookup(self, key: UUID) -> ActOutcome | None:
        """What was done under a key."""
        ...

    async def close(self) -> None: ...


@event_type("erp.proposal_moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErpProposalMoved(Event):
    """A proposal to the ERP was made, approved, sent, done, refused, or its outcome is not known."""

    proposal_id: UUID
    kind: str
    state: str
    number: str = ""
    """Of the record it is about, or made."""
    proposed_by: UUID | None = None
    customer_id: UUID | None = None
    interaction_id: UUID | None = None
    case_id: UUID | None = None
