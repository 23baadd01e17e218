"""Telephones that call our numbers: from Twilio's question to work in a queue, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from channels.ports import Languages
from channels.vendors.twilio.voice.addresses import Addresses
from channels.vendors.twilio.voice.line import room_name
from channels.vendors.twilio.voice.parse import CallQuestion
from channels.vendors.twilio.voice.provider import NAME
from channels.vendors.twilio.voice.render import AskKeys, EndCall, JoinRoom, Speak, Verb
from channels.voice import store
from channels.voice.adapter import CONTENT_TYPE, envelope_body
from channels.voice.answering import Answers, Ask, EnteringCall, HangUpOn, IntoQueue, Plan, SayText
from channels.voice.service import Caller, CallService
from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.reading import work_queries
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, RawEnvelope
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CallId, ConversationId, InteractionId
from contact_center.platform.unit_of_work import Database, Reader


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
    answers: Answers
    record: bool

    async def answer(self, account: ChannelAccount, asked: CallQuestion) -> Plan:
        """What the call hears; it is in its queue when the plan says so. Idempotent.

        Raises what intake raises; Twilio then asks the fallback address.
        """
        call = call_of(account.id, asked.call_sid)
        number = telephones.e164(asked.sender, "") if asked.sender.startswith("+") else None
        entering = EnteringCall(
            account, call, leg_of(call), asked.call_sid, number, await self._language(account, number), asked.digits
        )
        plan = await self.answers.answer(entering)
        for step in plan:
            if isinstance(step, IntoQueue):
                await self._enter(entering, step.language)
        return plan

    async def _language(self, account: ChannelAccount, number: str | None) -> str:
        async with self.database.read(account.tenant_id) as reader:
            written = await outside.language(reader, account, number) if number else None
            return written or await directory.language(reader, account.tenant_id)

    async def _enter(self, call: EnteringCall, language: str) -> None:
        account = call.account
        caller = await self._caller_address(call)
        body = envelope_body(str(call.call_id), caller, verified=None, language=None)
        raw = RawEnvelope(account, str(call.call_id), self.database.clock.now(), CONTENT_TYPE, body)
        receipt = await self.intake.take(raw)
        if receipt.message_id is None or receipt.conversation_id is None:
            raise CallUnreadable(receipt.quarantined)
        async with self.database.read(account.tenant_id) as reader:
            work = await work_queries.of_message(reader, account.tenant_id, receipt.message_id)
            assert work is not None, "a call's message is part of its work"
            known = work.customer_id and await self.languages.of_customer(reader, account.tenant_id, work.customer_id)
        await self.desk.begin_line(
            Caller(
                tenant_id=account.tenant_id,
                call_id=call.call_id,
                interaction_id=InteractionId(work.id),
                conversation_id=ConversationId(receipt.conversation_id),
                account_id=account.id,
                language=known or language,
                record=self.record and bool(account.settings.get("record", True)),
                tell_listening=bool(account.settings.get("tell_listening", True)),
                provider=NAME,
            ),
            call.leg,
            call.provider_call,
        )

    async def _caller_address(self, call: EnteringCall) -> Address:
        """Who withholds the number, or shares it with somebody who is calling now, is a contact of this call alone."""
        if call.number is None:
            return Address(AddressKind.WEB, f"call:{call.call_id}")
        async with self.database.read(call.account.tenant_id) as reader:
            if await self._another_from(reader, call, call.number):
                return Address(AddressKind.WEB, f"call:{call.call_id}", call.number)
        return Address(AddressKind.PHONE, call.number)

    async def _another_from(self, reader: Reader, call: EnteringCall, number: str) -> bool:
        account = call.account
        theirs = await outside.conversations(reader, account.tenant_id, account.id, number)
        live = await store.live_in(reader, account.tenant_id, account.id, theirs)
        return any(one != call.call_id for one in live)


def verbs_of(plan: Plan, call: CallId, addresses: Addresses) -> list[Verb]:
    """The plan in Twilio's words."""
    found: list[Verb] = []
    for step in plan:
        match step:
            case SayText():
                found.append(_spoken(step))
            case Ask(says, digits, seconds):
                found.append(AskKeys(addresses.incoming, [_spoken(one) for one in says], digits, seconds))
            case IntoQueue():
                found.append(into_room(call, addresses))
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


def _spoken(step: SayText) -> Speak:
    return Speak(step.text, step.language)
