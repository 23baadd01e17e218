"""Telephones that call our numbers: from Twilio's question to work in a queue, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID, uuid5

from channels.vendors.twilio.voice.addresses import Addresses
from channels.vendors.twilio.voice.line import room_name
from channels.vendors.twilio.voice.parse import CallQuestion
from channels.vendors.twilio.voice.provider import NAME
from channels.vendors.twilio.voice.render import (
    AskKeys,
    EndCall,
    GoTo,
    JoinRoom,
    PlayFile,
    Silence,
    Speak,
    TurnAway,
    Verb,
)
from channels.voice.answering import (
    Ask,
    EnteringCall,
    HangUpOn,
    IntoQueue,
    NotAnswered,
    Plan,
    SayText,
)
from channels.voice.entering import EnteringCalls, leg_of
from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import CallId

SPOKEN: Final = {"zh-Hant": "zh_Hant_TW"}
"""Our languages of prompts → the names that `VOICES` has."""


def call_of(account: UUID, call_sid: str) -> CallId:
    """Our id of a call that came in: the same whenever we are told of it."""
    return CallId(uuid5(account, call_sid))


@dataclass(frozen=True, slots=True)
class IncomingCalls(EnteringCalls):
    provider: str = NAME

    async def left(self, account: ChannelAccount, call: CallId, sender: str) -> None:
        """The caller has hung up; who was still in the menu ended there."""
        await self.gone(account, call, _number(sender))

    async def answer(self, account: ChannelAccount, asked: CallQuestion, turn: int | None = None) -> Plan:
        """What the call hears; it is in its queue when the plan says so. Idempotent. `turn`: which answer of ours the
        keys, or their absence, belong to.

        Raises what intake raises; Twilio then asks the fallback address.
        """
        call = call_of(account.id, asked.call_sid)
        number = _number(asked.sender)
        entering = EnteringCall(
            account, call, leg_of(call), asked.call_sid, number, await self.language(account, number), asked.digits,
            turn,
        )  # fmt: skip
        plan = await self.plan(entering)
        for step in plan:
            if isinstance(step, IntoQueue):
                await self.enter(entering, step)
        return plan


class Signed(Protocol):
    """Makes the signature under which a recorded prompt can be fetched."""

    def sign(self, account: UUID, sound: UUID) -> str: ...


def verbs_of(plan: Plan, call: CallId, addresses: Addresses, signed: Signed) -> list[Verb]:
    """The plan in Twilio's words."""
    found: list[Verb] = []
    for step in plan:
        match step:
            case SayText():
                found.append(_prompt(step, addresses, signed))
            case Ask(says, digits, seconds, turn, finish):
                to = addresses.incoming if turn is None else f"{addresses.incoming}?turn={turn}"
                prompts = [_prompt(one, addresses, signed) for one in says] or [Silence()]
                found.append(AskKeys(to, prompts, digits, seconds, finish))
                if turn is not None:
                    found.append(GoTo(to))
            case IntoQueue():
                found.append(into_room(call, addresses))
            case NotAnswered():
                found.append(TurnAway())
            case HangUpOn():
                found.append(EndCall())
    return found


def into_room(call: CallId, addresses: Addresses) -> JoinRoom:
    """Into the call's conference, which ends with the customer: nobody of ours stays behind if we are away then."""
    leg = leg_of(call)
    return JoinRoom(
        room_name(call),
        str(leg),
        callback=addresses.room(call),
        ends=True,
        wait_url=addresses.music(call, leg),
        then=addresses.after(call),
    )


def _prompt(step: SayText, addresses: Addresses, signed: Signed) -> Speak | PlayFile | Silence:
    if step.sound is not None:
        return PlayFile(addresses.prompt(step.sound, signed.sign(addresses.account, step.sound)))
    return Speak(step.text, SPOKEN.get(step.language, step.language))


def _number(sender: str) -> str | None:
    """In its one form; None for one that is withheld, or no number."""
    return telephones.e164(sender, "") if sender.startswith("+") else None
