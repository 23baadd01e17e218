"""Telephones that call our numbers: from Twilio's question to work in a queue, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol
from uuid import UUID, uuid5

from channels.ports import Languages
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
from channels.voice import store
from channels.voice.adapter import CONTENT_TYPE, envelope_body
from channels.voice.answering import (
    Answers,
    Ask,
    EnteringCall,
    GreetThenQueue,
    HangUpOn,
    IntoQueue,
    NotAnswered,
    Plan,
    SayText,
)
from channels.voice.flow.answering import FlowAnswers, address_of, run_of
from channels.voice.flow.handing import Led, entering, hand_over
from channels.voice.flow.running import FlowRuns
from channels.voice.service import Caller, CallService
from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.reading import work_queries
from contact_center.kernel.contracts.channels import Address, ChannelAccount, RawEnvelope
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CallId, ConversationId, InteractionId
from contact_center.platform.unit_of_work import Database, Reader

SPOKEN: Final = {"zh-Hant": "zh_Hant_TW"}
"""Our languages of prompts → the names that `VOICES` has."""


class CallUnreadable(Invalid):
    """The call could not be understood; it is in quarantine."""


def call_of(account: UUID, call_sid: str) -> CallId:
    """Our id of a call that came in: the same whenever we are told of it."""
    return CallId(uuid5(account, call_sid))


def leg_of(call: CallId) -> UUID:
    """The customer's leg of such a call."""
    return uuid5(call, "customer")


@dataclass(frozen=True, slots=True)
class IncomingCalls:
    database: Database
    intake: Intake
    desk: CallService
    languages: Languages
    flows: FlowRuns | None
    """What callers go through before they are in a queue; None: all are greeted and queued."""
    record: bool

    @property
    def _answers(self) -> Answers:
        return GreetThenQueue() if self.flows is None else FlowAnswers(self.flows, GreetThenQueue())

    async def left(self, account: ChannelAccount, call: CallId, sender: str) -> None:
        """The caller has hung up; who was still in the menu ended there."""
        if self.flows is not None:
            await self.flows.leave(account.tenant_id, run_of(call), address_of(call, _number(sender)))

    async def answer(self, account: ChannelAccount, asked: CallQuestion, turn: int | None = None) -> Plan:
        """What the call hears; it is in its queue when the plan says so. Idempotent. `turn`: which answer of ours the
        keys, or their absence, belong to.

        Raises what intake raises; Twilio then asks the fallback address.
        """
        call = call_of(account.id, asked.call_sid)
        number = _number(asked.sender)
        entering = EnteringCall(
            account, call, leg_of(call), asked.call_sid, number, await self._language(account, number), asked.digits,
            turn,
        )  # fmt: skip
        plan = await self._answers.answer(entering)
        for step in plan:
            if isinstance(step, IntoQueue):
                await self._enter(entering, step)
        return plan

    async def _language(self, account: ChannelAccount, number: str | None) -> str:
        async with self.database.read(account.tenant_id) as reader:
            written = await outside.language(reader, account, number) if number else None
            return written or await directory.language(reader, account.tenant_id)

    async def _enter(self, call: EnteringCall, step: IntoQueue) -> None:
        caller = await self._caller_address(call)
        led = await self._led(call, step)
        account, wishes = await entering(self.database, call.account, caller.value, led)
        language = led[2].state.language if led else None
        body = envelope_body(str(call.call_id), caller, verified=None, language=language, wishes=wishes)
        raw = RawEnvelope(account, str(call.call_id), self.database.clock.now(), CONTENT_TYPE, body)
        receipt = await self.intake.take(raw)
        if receipt.message_id is None or receipt.conversation_id is None:
            raise CallUnreadable(receipt.quarantined)
        async with self.database.read(account.tenant_id) as reader:
            work = await work_queries.of_message(reader, account.tenant_id, receipt.message_id)
            assert work is not None, "a call's message is part of its work"
            known = work.customer_id and await self.languages.of_customer(reader, account.tenant_id, work.customer_id)
        caller_of = Caller(
            tenant_id=account.tenant_id,
            call_id=call.call_id,
            interaction_id=InteractionId(work.id),
            conversation_id=ConversationId(receipt.conversation_id),
            account_id=account.id,
            language=language or known or step.language,
            record=self.record and bool(account.settings.get("record", True)),
            tell_listening=bool(account.settings.get("tell_listening", True)),
            provider=NAME,
        )
        if led is not None and self.flows is not None:
            await hand_over(self.database, self.flows, caller_of, led)
        await self.desk.begin_line(caller_of, call.leg, call.provider_call)

    async def _led(self, call: EnteringCall, step: IntoQueue) -> Led | None:
        if step.run is None or self.flows is None:
            return None
        address = address_of(call.call_id, call.number)
        return await self.flows.take_over(call.account.tenant_id, step.run, address, call.call_id)

    async def _caller_address(self, call: EnteringCall) -> Address:
        """Who withholds the number, or shares it with somebody who is calling now, is a contact of this call alone."""
        if call.number is None:
            return address_of(call.call_id, None)
        async with self.database.read(call.account.tenant_id) as reader:
            if await self._another_from(reader, call, call.number):
                return replace(address_of(call.call_id, None), name=call.number)
        return address_of(call.call_id, call.number)

    async def _another_from(self, reader: Reader, call: EnteringCall, number: str) -> bool:
        account = call.account
        theirs = await outside.conversations(reader, account.tenant_id, account.id, number)
        live = await store.live_in(reader, account.tenant_id, account.id, theirs)
        return any(one != call.call_id for one in live)


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
