"""What the API takes and answers about calls that begin with us."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.kernel.contracts.telephony import MOST_KEYS


class NewCall(BaseModel):
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
