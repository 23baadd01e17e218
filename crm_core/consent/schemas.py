"""Consent as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.contracts.consent import ConsentReason
from crm_core.consent.domain import LONGEST_NOTE, Consent, ConsentPurpose, ConsentState, LegalBasis, ToldHow


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class ContactConsentNew(_Body):
    """What somebody says of the address and channel by which they are in a conversation."""

    purpose: ConsentPurpose
    state: ConsentState
    """`given` or `withdrawn` for `survey` and `marketing`; for `service`, which needs no consent, `objected`, or
    `unknown` where the objection is taken back."""
    how: ToldHow
    message: UUID | None = None
    """The message in which they said it: the proof."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    """What they said, or where it is kept; needed for `given` without a message."""


class ConsentNew(ContactConsentNew):
    """What a customer says of one of their addresses."""

    kind: AddressKind
    """Of the address: `email`, `phone`, or `web` for a visitor of a web site."""
    address: Annotated[str, Field(min_length=1, max_length=320)]
    """As the customer's addresses give it: an e-mail address in small letters, a number in E.164, a visitor's id."""
    channel: Annotated[str, Field(min_length=1, max_length=40)]


class ConsentOut(_Body):
    kind: str
    address: str
    channel: str
    purpose: str
    basis: LegalBasis
    """`contract`: allowed until they object. `consent`: not allowed until they agree."""
    state: ConsentState
    at: datetime | None = None
    """Since when; none where nobody has decided."""
    by: UUID | None = None
    """The colleague who recorded it; none where the customer's own message did."""
    how: ToldHow | None = None
    message: UUID | None = None
    note: str = ""
    change: UUID | None = None
    """Id of this decision in the history."""

    @classmethod
    def of(cls, found: Consent, basis: LegalBasis) -> ConsentOut:
        return cls(
            kind=found.kind, address=found.value, channel=found.channel, purpose=found.purpose, basis=basis,
            state=ConsentState(found.state), at=found.at, by=found.recorded_by, how=found.how,
            message=found.message_id, note=found.note, change=found.change_id,
        )  # fmt: skip


class ConsentStanding(_Body):
    consents: tuple[ConsentOut, ...]
    """One for each address, channel that reaches it, and purpose."""


class ConsentHistory(_Body):
    changes: tuple[ConsentOut, ...]
    """The latest first."""


class DecisionOut(_Body):
    allowed: bool
    reason: ConsentReason
    """Allowed by `request`, `contract` or `consent`; refused for `objection`, `withdrawal` or `no_consent`."""
    record: UUID | None
    """The change that decided it."""
