"""What a telephone that calls us is answered with, in steps that every provider of numbers can carry out.

The seam of the flow of calls that come in: `Answers` is asked when a call rings, and again with the keys that were
pressed after `Ask`. Until a plan says `IntoQueue` the call is in no books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import CallId
from contact_center.kernel.languages import text_for


@dataclass(frozen=True, slots=True)
class EnteringCall:
    """A telephone that calls one of our numbers."""

    account: ChannelAccount
    call_id: CallId
    leg: UUID
    """The customer's leg, once there is a bridge."""
    provider_call: str
    number: str | None
    """Theirs, in E.164; None if they withhold it. A claim: networks let numbers be set freely."""
    language: str
    """As far as it is known: the customer's, else the organisation's."""
    keys: str | None = None
    """What they have pressed since the last answer; None if nothing was asked, or nothing pressed."""
    turn: int | None = None
    """Of the `Ask` that is answered, with keys or without; None for a call that has just come."""


@dataclass(frozen=True, slots=True)
class SayText:
    """Spoken by the provider, or played from a recorded prompt in place of the words."""

    text: str
    language: str
    sound: UUID | None = None
    """A recording of it, for providers that play those."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Keys may be pressed from the first word on; without any the steps after it follow."""

    says: tuple[SayText, ...]
    digits: int = 1
    seconds: int = 5
    turn: int | None = None
    """Comes back with the keys, and also when none were pressed in time; None: without any the next steps follow."""
    finish: str = "#"
    """The key that ends typing; empty: none does."""


@dataclass(frozen=True, slots=True)
class IntoQueue:
    """The call becomes work, and hears what its bridge says from then on."""

    language: str
    run: UUID | None = None
    """The run of the flow that has led it there."""


@dataclass(frozen=True, slots=True)
class HangUpOn:
    """The call ends here."""


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """The call is refused before it costs its caller anything."""


Plan = tuple[SayText | Ask | IntoQueue | HangUpOn | NotAnswered, ...]


class Answers(Protocol):
    async def answer(self, call: EnteringCall) -> Plan:
        """The same for the same question: a provider repeats it when our answer was lost."""
        ...


class GreetThenQueue:
    """Says the account's `greeting` (a text, or texts by language) and puts the call into its queue."""

    async def answer(self, call: EnteringCall) -> Plan:
        said = call.account.settings.get("greeting")
        text = text_for(said, call.language) if isinstance(said, dict) else str(said or "")
        return (*((SayText(text, call.language),) if text else ()), IntoQueue(call.language))
