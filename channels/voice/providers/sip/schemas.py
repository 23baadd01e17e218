"""What goes over the control API about telephones; used by both of its ends."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from channels.voice.providers.sip.door import LineState
from channels.voice.providers.sip.lobby import GuestAnswer, GuestAsks, GuestQuestion, GuestThen, LobbyGuest
from contact_center.kernel.contracts.telephony import MOST_KEYS, LegRole


class DialWanted(BaseModel):
    account: UUID
    role: LegRole
    number: str = Field(pattern=r"^\+[0-9]{3,15}$")
    caller_id: str = Field(pattern=r"^\+[0-9]{3,15}$")


class KeysWanted(BaseModel):
    digits: str = Field(pattern=r"^[0-9*#]+$", max_length=MOST_KEYS)


class GuestOut(BaseModel):
    call_id: UUID
    account: UUID
    caller: str
    number: int
    asks: GuestAsks
    turn: int | None
    keys: str | None

    @classmethod
    def of(cls, guest: LobbyGuest, question: GuestQuestion) -> GuestOut:
        return cls(
            call_id=guest.call_id, account=guest.account, caller=guest.caller, number=question.number,
            asks=question.asks, turn=question.turn, keys=question.keys,
        )  # fmt: skip


class LobbyOut(BaseModel):
    cursor: int
    guests: list[GuestOut]


class GuestLed(BaseModel):
    number: int
    sounds: list[str] = []
    then: GuestThen
    digits: int = 1
    seconds: float = 5.0
    turn: int | None = None
    finish: str = "#"

    def answer(self) -> GuestAnswer:
        return GuestAnswer(
            self.number, tuple(self.sounds), self.then, self.digits, self.seconds, self.turn, self.finish
        )  # fmt: skip


class SoundsMissing(BaseModel):
    missing: list[str]
    """To be sent first; the answer was not taken."""


class LineOut(BaseModel):
    account: str
    listening: bool
    known: bool
    registers: bool
    registered: bool
    refused: str | None

    @classmethod
    def of(cls, state: LineState) -> LineOut:
        return cls(
            account=state.account, listening=state.listening, known=state.known, registers=state.registers,
            registered=state.registered, refused=state.refused,
        )  # fmt: skip


class LinesOut(BaseModel):
    trouble: str | None
    """Why no telephone can reach us."""
    lines: list[LineOut]
