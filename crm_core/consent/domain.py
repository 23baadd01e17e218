"""Consent: what may be sent to an address, by channel and purpose (D31). Pure.

What was never decided is unknown, and unknown means no for whatever machines send.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class ConsentPurpose(StrEnum):
    """Why something is sent without being asked for; an answer needs no consent."""

    SERVICE = "service"
    """Notices about what the customer has with us."""
    SURVEY = "survey"
    MARKETING = "marketing"


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class ToldHow(StrEnum):
    """How a customer told somebody of ours."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    FORM = "form"


CONTACT: Final = "contact"
"""A person of ours writes first; it stands with `Purpose.SERVICE`."""
AUTOMATED: Final = tuple(ConsentPurpose)
"""What STOP ends: everything that machines send."""


@dataclass(frozen=True, slots=True)
class Consent:
    kind: str
    value: str
    channel: str
    purpose: str
    state: str
    source: str
    """`message:<id>` of the customer's own word, `user:<id>:<how>` of a colleague who recorded it."""
    at: datetime

    @property
    def recorded_by(self) -> UUID | None:
        """The colleague who recorded it; None if the customer's own message did."""
        who, _, rest = self.source.partition(":")
        return UUID(rest.partition(":")[0]) if who == "user" else None

    @property
    def how(self) -> ToldHow | None:
        who, _, rest = self.source.partition(":")
        return ToldHow(rest.partition(":")[2]) if who == "user" else None


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """A consent as it stood from one moment on."""

    id: UUID
    consent: Consent


def allowed(purpose: str, state: str | None) -> bool:
    """Whether something may be sent to an address whose consent for this purpose stands like this.

    A person may answer whoever has written, also after STOP; only machines stay silent then. A person may write first
    about what the customer has with us, unless they withdrew that.
    """
    if purpose == CONTACT:
        return state != ConsentState.WITHDRAWN
    return purpose == "reply" or state == ConsentState.GIVEN


def restored(before: str | None) -> ConsentState:
    """How a consent stands once START has undone STOP: as it stood before, and no better."""
    return ConsentState.GIVEN if before == ConsentState.GIVEN else ConsentState.UNKNOWN
