"""Telephones that call our numbers, whoever carries them: from the plan they are answered with to work in a queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from channels.ports import Languages
from channels.voice import store
from channels.voice.adapter import CONTENT_TYPE, envelope_body
from channels.voice.answering import Answers, EnteringCall, GreetThenQueue, IntoQueue, Plan
from channels.voice.flow.answering import FlowAnswers, address_of, run_of
from channels.voice.flow.handing import Led, entering, hand_over
from channels.voice.flow.running import NO_LINES, FlowRuns
from channels.voice.service import Caller, CallService
from contact_center.directory import service as directory
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.reading import work_queries
from contact_center.kernel.contracts.channels import Address, ChannelAccount, RawEnvelope
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CallId, ConversationId, InteractionId
from contact_center.platform.unit_of_work import Database, Reader


class CallUnreadable(Invalid):
    """The call could not be understood; it is in quarantine."""


def leg_of(call: CallId) -> UUID:
    """The customer's leg of a call that came in."""
    return uuid5(call, "customer")


@dataclass(frozen=True, slots=True)
class EnteringCalls:
    """What is the same for all providers of numbers."""

    database: Database
    intake: Intake
    desk: CallService
    languages: Languages
    flows: FlowRuns | None
    """What callers go through before they are in a queue; None: all are greeted and queued."""
    record: bool
    provider: str

    @property
    def _answers(self) -> Answers:
        return GreetThenQueue() if self.flows is None else FlowAnswers(self.flows, GreetThenQueue())

    async def plan(self, call: EnteringCall) -> Plan:
        """What the call hears. The same for the same question."""
        return await self._answers.answer(call)

    async def gone(self, account: ChannelAccount, call: CallId, number: str | None) -> None:
        """The caller has hung up; who was still in the menu ended there."""
        if self.flows is not None:
            await self.flows.leave(account.tenant_id, run_of(call), address_of(call, number))

    async def turned_away(self, account: ChannelAccount, call: CallId, number: str | None) -> None:
        """There was no line for them, which is counted."""
        if self.flows is not None:
            await self.flows.refused(account, address_of(call, number), NO_LINES)

    async def language(self, account: ChannelAccount, number: str | None) -> str:
        async with self.database.read(account.tenant_id) as reader:
            written = await outside.language(reader, account, number) if number else None
            return written or await directory.language(reader, account.tenant_id)

    async def enter(self, call: EnteringCall, step: IntoQueue) -> None:
        """The call becomes work, and its telephone a leg. Idempotent. Raises what intake and the provider raise."""
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
            provider=self.provider,
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
