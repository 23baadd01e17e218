"""Consent: what may be sent to an address, by channel and purpose (D31, decision 0064). Pure.

Each purpose has its legal basis. An answer rests on the customer's request. A word about what they have with us rests
on that contract, until they object. Surveys and marketing rest on consent: what was never decided is no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.kernel.contracts.consent import ConsentReason, SendDecision
from crm_core.consent.errors import NotADecision, ProofMissing

LONGEST_NOTE: Final = 500
TAKEN_BACK_WITHIN: Final = timedelta(seconds=15)
"""Pages offer ten seconds; the click itself takes time."""


class LegalBasis(StrEnum):
    REQUEST = "request"
    CONTRACT = "contract"
    CONSENT = "consent"


class ConsentPurpose(StrEnum):
    """Why something is sent without being asked for, as the customer decides about it."""

    SERVICE = "service"
    """What the customer has with us, told by machines and by people who write first."""
    SURVEY = "survey"
    MARKETING = "marketing"


class SendPurpose(StrEnum):
    """Why something is sent, as the sender says it."""

    REPLY = "reply"
    CONTACT = "contact"
    """A person of ours writes first."""
    SERVICE = "service"
    SURVEY = "survey"
    MARKETING = "marketing"

    @property
    def decided_as(self) -> ConsentPurpose | None:
        """What the customer's word about it is kept under; an answer asks for none."""
        match self:
            case SendPurpose.REPLY:
                return None
            case SendPurpose.CONTACT:
                return ConsentPurpose.SERVICE
            case _:
                return ConsentPurpose(self.value)


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    UNKNOWN = "unknown"
    """Nobody has decided, or an objection was taken back."""


class ToldHow(StrEnum):
    """How a customer told somebody of ours."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    FORM = "form"


UNDONE: Final = "undone"
"""In a source: a colleague took back what they had just recorded."""
OWN_WORD: Final = "door"
"""In a source: the customer decided it themselves, signed in by a code (`crm_core.door`)."""
AUTOMATED: Final = tuple(ConsentPurpose)
"""What STOP ends: everything that machines send."""


@dataclass(frozen=True, slots=True)
class ConsentProof:
    """What the customer said, so that it can be shown later: their message, or a colleague's note of it."""

    message: UUID | None = None
    note: str = ""


NO_PROOF: Final = ConsentProof()


@dataclass(frozen=True, slots=True)
class Consent:
    kind: str
    value: str
    channel: str
    purpose: str
    state: str
    source: str
    """`message:<id>` of the customer's own word, `door:<id of their sign-in>` of their own click, `user:<id>:<how>` of
    a colleague who recorded it."""
    at: datetime
    message_id: UUID | None
    """The message that proves it."""
    note: str
    """What was said, as a colleague wrote it down."""
    change_id: UUID
    """The change since which it stands like this."""

    @property
    def recorded_by(self) -> UUID | None:
        """The colleague who recorded it; None if the customer did."""
        who, _, rest = self.source.partition(":")
        return UUID(rest.partition(":")[0]) if who == "user" else None

    @property
    def clicked(self) -> bool:
        """The customer decided it on their own page."""
        return self.source.partition(":")[0] == OWN_WORD

    @property
    def how(self) -> ToldHow | None:
        who, _, rest = self.source.partition(":")
        how = rest.partition(":")[2]
        return ToldHow(how) if who == "user" and how != UNDONE else None

    @property
    def undone(self) -> bool:
        return self.source.endswith(f":{UNDONE}")


def basis(purpose: ConsentPurpose | SendPurpose) -> LegalBasis:
    if purpose == SendPurpose.REPLY:
        return LegalBasis.REQUEST
    rests_on_contract = purpose in (SendPurpose.CONTACT, SendPurpose.SERVICE)
    return LegalBasis.CONTRACT if rests_on_contract else LegalBasis.CONSENT


def choices(purpose: ConsentPurpose) -> tuple[ConsentState, ConsentState]:
    """What a customer may say about it: yes or no; where no consent is needed, an end of their objection, or one."""
    if basis(purpose) is LegalBasis.CONTRACT:
        return ConsentState.UNKNOWN, ConsentState.OBJECTED
    return ConsentState.GIVEN, ConsentState.WITHDRAWN


def refused(purpose: ConsentPurpose) -> ConsentState:
    return choices(purpose)[1]


def decide(purpose: SendPurpose, standing: Consent | None) -> SendDecision:
    """Whether something may be sent to an address about which the customer has decided this.

    A person may answer whoever has written, also after STOP.
    """
    match basis(purpose):
        case LegalBasis.REQUEST:
            return SendDecision(ConsentReason.REQUEST)
        case LegalBasis.CONTRACT if standing is not None and standing.state == ConsentState.OBJECTED:
            return SendDecision(ConsentReason.OBJECTION, standing.change_id)
        case LegalBasis.CONTRACT:
            return SendDecision(ConsentReason.CONTRACT)
        case _ if standing is None:
            return SendDecision(ConsentReason.NO_CONSENT)
        case _ if standing.state == ConsentState.GIVEN:
            return SendDecision(ConsentReason.CONSENT, standing.change_id)
        case _:
            return SendDecision(ConsentReason.WITHDRAWAL, standing.change_id)


def checked(purpose: ConsentPurpose, state: ConsentState, proof: ConsentProof) -> ConsentProof:
    """What may be recorded: nobody can show a consent of which nothing is kept, while a no needs no proof.

    Raises `NotADecision` and `ProofMissing`.
    """
    note = " ".join(proof.note.split())
    if state not in choices(purpose):
        raise NotADecision(field="state")
    if len(note) > LONGEST_NOTE or (state is ConsentState.GIVEN and proof.message is None and not note):
        raise ProofMissing(field="note")
    return ConsentProof(proof.message, note)


def restored(before: str | None) -> ConsentState:
    """How a decision stands once START has undone STOP: as it stood before, and no better."""
    return ConsentState.GIVEN if before == ConsentState.GIVEN else ConsentState.UNKNOWN
