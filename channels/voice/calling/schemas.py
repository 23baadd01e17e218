"""What the API takes and answers about calls that begin with us."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.voice.calling.domain import (
    LONGEST_MESSAGE,
    LONGEST_RING,
    MOST_LANGUAGES,
    MOST_NUMBERS,
    MOST_PREFIXES,
    MOST_PRICES,
    SHORTEST_RING,
)
from contact_center.kernel.contracts.telephony import MOST_KEYS


class NewOutgoingCall(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    account: UUID
    """The line by which it is made."""
    to: Annotated[str, Field(min_length=1, max_length=60)]
    """A telephone number as people write it."""
    customer: UUID | None = None
    """Who it is; looked up by the number if left out."""
    purpose: Literal["contact", "survey", "marketing"] = "contact"
    """About what the customer has with us (`contact`): allowed unless they object. Surveys and marketing need their
    consent."""
    caller_id: Annotated[str, Field(max_length=20)] | None = None
    """The number of ours that is shown, in E.164; the first that may be if left out."""
    queue: UUID | None = None
    """A queue that the caller serves, to which the call counts."""
    work: UUID | None = None
    """A callback or task in the caller's hand for which it is made: its result completes it, or puts it off."""


class PlacedCallOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    call: UUID
    interaction: UUID
    attempt: UUID
    number: str
    """E.164."""
    repeated: bool
    """It was begun before under this key; nobody was rung a second time."""


class CallWayOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    number: str | None
    """E.164; null for what is no number that can be called."""
    caller_ids: list[str]
    estimate: Decimal | None
    """What a call of five minutes costs; null where no price is known."""
    currency: str | None
    consent: str | None
    """By what it is allowed, or why not."""
    problem: str | None
    """Why it would not be dialled, as the code of the error that the call would be refused with."""


class KeysIn(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    digits: Annotated[str, Field(min_length=1, max_length=MOST_KEYS, pattern=r"^[0-9*#]+$")]
    """Kept nowhere."""


class OutsideIn(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    to: Annotated[str, Field(min_length=1, max_length=40)]
    """A number as people write it."""
    blind: bool = False
    """The customer is given to it at once; else they hear music while the agent speaks with it first."""
    caller_id: Annotated[str, Field(max_length=20)] | None = None
    """The number of ours that is shown; the first that may be, if left out."""
    note: Annotated[str, Field(max_length=10_000)] = ""
    """Kept with the conversation."""


Number = Annotated[str, Field(pattern=r"^\+[1-9]\d{1,14}$")]
Prefix = Annotated[str, Field(pattern=r"^\+[1-9]\d{0,9}$")]
Amount = Annotated[str, Field(pattern=r"^\d{1,7}(\.\d{1,6})?$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{2,8})?$")]
Words = Annotated[str, Field(max_length=LONGEST_MESSAGE)]
Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d(:\d\d)?$")]


class ShownNumber(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    number: Number
    """E.164, one of ours."""
    queues: Annotated[list[UUID], Field(max_length=200)] = []
    """Who serves one of these may show it; empty: everybody."""


class DiallingIn(BaseModel):
    """By which rules a line calls out. Emergency numbers are never dialled."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    numbers: Annotated[list[ShownNumber | Number], Field(max_length=MOST_NUMBERS)] | None = None
    """Those that may be shown, the usual one first; the line's own if left out."""
    prefixes: Annotated[list[Prefix], Field(max_length=MOST_PREFIXES)] | None = None
    """How the numbers begin that may be called; the countries of `numbers` if left out."""
    premium: bool | None = None
    """Also numbers for which the caller pays extra."""
    ring_seconds: Annotated[int, Field(ge=SHORTEST_RING, le=LONGEST_RING)] | None = None
    """How long it rings; 30 if left out."""
    prices: Annotated[dict[Prefix, Amount], Field(max_length=MOST_PRICES)] | None = None
    """What a minute costs, by how the number begins; the longest that fits counts."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217; needed with prices."""
    most_a_day: Amount | None = None
    """What all calls of the line may cost in a day."""
    most_a_day_each: Amount | None = None
    """What those of one agent may."""
    hours: dict[Literal["contact", "survey", "marketing"], tuple[Clock, Clock]] | None = None
    """From when to when by purpose, by the clock of who is called; from 08:00 to 21:00, and from 09:00 to 20:00 for
    surveys and marketing, if left out."""
    message: Annotated[dict[Language, Words], Field(max_length=MOST_LANGUAGES)] | None = None
    """What an answering machine is told by one key of the agent's, by language; the provider speaks it."""


class LineRulesOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    account: UUID
    name: str
    state: str
    """Another one after each change."""
    dialling: DiallingIn
    """As it was set; empty for a line that nobody has set."""
