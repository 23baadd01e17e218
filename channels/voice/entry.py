"""Calls entering from a web page: "Call us" of the web chat, and the state of the visitor's call.

The chat's account names its voice account in `voice_account`. The call enters as an envelope of ours like any other
contact, and gets its media once it has its place in the queue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from channels.ports import Languages, Waits
from channels.voice import store
from channels.voice.adapter import CODE, CONTENT_TYPE, envelope_body
from channels.voice.domain import BrowserPage, Call, EndedBy, Phase
from channels.voice.effects import MESSAGE_LEFT
from channels.voice.errors import NoSuchCall, NoVoiceAccount
from channels.voice.flow.handing import Led, entering, hand_over
from channels.voice.flow.interpreter import FlowHeard, FlowOutcome, SayPrompt
from channels.voice.flow.running import GOES_ON, NO_LINES, FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.outside import kept_out
from channels.voice.service import Caller, CallService
from channels.voice.sounds import with_customer
from channels.voice.store import CallRow
from channels.webchat.model import (
    CallMenu,
    CallPage,
    CallPhase,
    CallStarted,
    HoldReason,
    MenuPrompt,
    Visitor,
    VisitorCallState,
)
from contact_center.directory import service as directory
from contact_center.interactions import store as interactions
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.intake import voicemail
from contact_center.interactions.intake.decision import Receipt
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.reading import work_queries
from contact_center.interactions.reading.work_queries import EnteredWork
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, RawEnvelope
from contact_center.kernel.contracts.waiting import WaitNotice
from contact_center.kernel.errors import Conflict, Invalid, RetryLater
from contact_center.kernel.ids import CallId, ChannelAccountId, ConversationId, InteractionId, new_id
from contact_center.kernel.languages import text_for
from contact_center.platform.unit_of_work import Database, Reader


class CallNotTaken(Invalid):
    """The call could not be understood."""


class CallEndedInMenu(Conflict):
    """Nobody can be reached this way now: the menu that calls enter by has ended this one."""


class WidgetCalls:
    """See `channels.webchat.ports.Calls`. `off`: why nobody can call on this machine."""

    def __init__(
        self,
        accounts: ChannelAccounts,
        intake: Intake,
        database: Database,
        desk: CallService,
        waits: Waits,
        languages: Languages,
        *,
        record: bool,
        flows: FlowRuns,
        sounds: PromptSounds,
        off: str | None = None,
    ) -> None:
        self.off = off
        self._flows = flows
        self._sounds = sounds
        self._waits = waits
        self._languages = languages
        self._accounts = accounts
        self._intake = intake
        self._database = database
        self._desk = desk
        self._record = record

    async def has_menu(self, account: ChannelAccount) -> bool:
        return await self._flows.leads(await self._voice(account))

    async def menu(self, account: ChannelAccount, visitor: Visitor, language: str) -> CallMenu | None:
        """Raises `CallerBlocked`."""
        voice = await self._voice(account)
        async with self._database.read(voice.tenant_id) as reader:
            tongue = await outside.language(reader, account, visitor.id) or language
        heard = await self._flows.enter(voice, _address(visitor), tongue)
        return _menu(heard) if heard else None

    async def press(
        self, account: ChannelAccount, visitor: Visitor, menu: UUID, turn: int, keys: str | None
    ) -> CallMenu:
        return _menu(await self._flows.press(account.tenant_id, menu, _address(visitor), turn, keys))

    async def leave_menu(self, account: ChannelAccount, visitor: Visitor, menu: UUID) -> None:
        await self._flows.leave(account.tenant_id, menu, _address(visitor))

    async def sound(self, account: ChannelAccount, sound: UUID) -> tuple[bytes, str]:
        return await self._sounds.read(account.tenant_id, sound)

    async def start(
        self, account: ChannelAccount, visitor: Visitor, offer_sdp: str, page: str = "", menu: UUID | None = None
    ) -> CallStarted:
        """A call the visitor has already, in another tab perhaps, ends first.

        Raises `CallerBlocked`, `NoSuchFlowRun`, and `CallEndedInMenu` where a menu that nobody answers ends the call.
        """
        voice, caller = await self._voice(account), _address(visitor)
        await self._flows.refuse_blocked(voice, caller)
        run = menu or await self._unheard(account, voice, visitor)
        led = await self._flows.take_over(voice.tenant_id, run, caller) if run else None
        for earlier in await self._live(voice, visitor):
            await self._desk.customer_hangs_up(voice.tenant_id, earlier)
        call_id = CallId(new_id())
        receipt = await self._intake.take(await self._envelope(voice, visitor, call_id, led))
        known = await self._caller(account, voice, visitor, call_id, receipt, page)
        if led is not None:
            known = replace(known, language=led[2].state.language)
            await hand_over(self._database, self._flows, known, led)
        try:
            answer = await self._desk.begin(known, offer_sdp)
        except RetryLater:
            await self._flows.refused(voice, caller, NO_LINES, run)
            raise
        phase = CallPhase.MESSAGE if led and led[1].outcome is FlowOutcome.VOICEMAIL else CallPhase.RINGING
        return CallStarted(call_id, answer, VisitorCallState(call_id, phase, page=page))

    async def _unheard(self, account: ChannelAccount, voice: ChannelAccount, visitor: Visitor) -> UUID | None:
        """For a page that knows no menus."""
        async with self._database.read(voice.tenant_id) as reader:
            language = await outside.language(reader, account, visitor.id) or await directory.language(
                reader, voice.tenant_id
            )
        now = await self._flows.through(voice, _address(visitor), language)
        if now is not None and (now.ends is None or now.ends.outcome not in GOES_ON):
            raise CallEndedInMenu
        return now.run if now else None

    async def rejoin(
        self, account: ChannelAccount, visitor: Visitor, call_id: CallId, offer_sdp: str, page: CallPage
    ) -> str:
        await self._own(account, visitor, call_id)
        carrier = BrowserPage(page.id, page.before, take=page.take)
        return await self._desk.customer_rejoins(account.tenant_id, call_id, offer_sdp, carrier)

    async def hangup(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        await self._own(account, visitor, call_id)
        await self._desk.customer_hangs_up(account.tenant_id, call_id)

    async def mute(self, account: ChannelAccount, visitor: Visitor, call_id: CallId, muted: bool) -> None:
        await self._own(account, visitor, call_id)
        await self._desk.mute_customer(account.tenant_id, call_id, muted)

    async def call_of(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> VisitorCallState | None:
        """State of the visitor's call; None if it is not theirs."""
        async with self._database.read(account.tenant_id) as reader:
            row = await _theirs(reader, account, visitor, call_id)
            return await self._state(reader, row) if row else None

    async def call_about(
        self, account: ChannelAccount, visitor: Visitor, interaction: InteractionId
    ) -> VisitorCallState | None:
        """State of the visitor's call of this work while it goes on; None if there is none, or it is not theirs."""
        async with self._database.read(account.tenant_id) as reader:
            live = await store.live_among(reader, account.tenant_id, [interaction])
            row = await _theirs(reader, account, visitor, live[0]) if live else None
            return await self._state(reader, row) if row else None

    async def latest(self, account: ChannelAccount, visitor: Visitor) -> VisitorCallState | None:
        """State of the visitor's last call, or how it ended if that is not long ago."""
        tenant, voice = account.tenant_id, _voice_account(account)
        if voice is None:
            return None
        async with self._database.read(tenant) as reader:
            theirs = await outside.conversations(reader, tenant, voice, visitor.id)
            call_id = await store.latest_in(reader, tenant, voice, theirs)
            return await self._state(reader, await store.call(reader, tenant, call_id)) if call_id else None

    async def _own(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        async with self._database.read(account.tenant_id) as reader:
            if await _theirs(reader, account, visitor, call_id) is None:
                raise NoSuchCall(call_id)

    async def _voice(self, account: ChannelAccount) -> ChannelAccount:
        named = _voice_account(account)
        found = await self._accounts.get(named) if named else None
        if found is None or found.channel != CODE or found.tenant_id != account.tenant_id:
            raise NoVoiceAccount(account.name, field="voice_account")
        return found

    async def _live(self, voice: ChannelAccount, visitor: Visitor) -> list[CallId]:
        async with self._database.read(voice.tenant_id) as reader:
            theirs = await outside.conversations(reader, voice.tenant_id, voice.id, visitor.id)
            return await store.live_in(reader, voice.tenant_id, voice.id, theirs)

    async def _envelope(self, voice: ChannelAccount, visitor: Visitor, call_id: CallId, led: Led | None) -> RawEnvelope:
        """With where the flow leads it, and first in its line if an earlier call broke just now."""
        voice, wishes = await entering(self._database, voice, visitor.id, led)
        body = envelope_body(
            str(call_id), _address(visitor), verified=visitor.verified,
            language=led[2].state.language if led else None, wishes=wishes,
        )  # fmt: skip
        return RawEnvelope(voice, str(call_id), self._database.clock.now(), CONTENT_TYPE, body)

    async def _caller(
        self,
        chat: ChannelAccount,
        voice: ChannelAccount,
        visitor: Visitor,
        call_id: CallId,
        receipt: Receipt,
        page: str,
    ) -> Caller:
        if receipt.message_id is None or receipt.conversation_id is None:
            raise CallNotTaken(receipt.quarantined)
        async with self._database.read(voice.tenant_id) as reader:
            work = await work_queries.of_message(reader, voice.tenant_id, receipt.message_id)
            assert work is not None, "a call's message is part of its work"
            language = await self._language(reader, chat, visitor, work)
        return Caller(
            tenant_id=voice.tenant_id,
            call_id=call_id,
            interaction_id=InteractionId(work.id),
            conversation_id=ConversationId(receipt.conversation_id),
            account_id=voice.id,
            language=language,
            record=self._record and bool(voice.settings.get("record", True)),
            page=page,
            tell_listening=bool(voice.settings.get("tell_listening", True)),
        )

    async def _language(self, reader: Reader, chat: ChannelAccount, visitor: Visitor, work: EnteredWork) -> str:
        """As they wrote here, as the customer is known to speak, as the organisation does."""
        written = await outside.language(reader, chat, visitor.id)
        if written is not None:
            return written
        known = (
            await self._languages.of_customer(reader, chat.tenant_id, work.customer_id) if work.customer_id else None
        )
        return known or await directory.language(reader, chat.tenant_id)

    async def _state(self, reader: Reader, row: CallRow) -> VisitorCallState:
        call, phase = row.call, _phase(row.call)
        wait = WaitNotice()
        if phase is CallPhase.RINGING:
            wait = await self._waits.notice(reader, row.tenant_id, row.interaction_id, callbacks=False)
        return VisitorCallState(
            call_id=call.id,
            phase=phase,
            agent_name=await _agent_name(reader, row, call),
            recording=_recorded(row, call),
            paused=call.pause is not None,
            reason=_reason(row.end_reason) if call.phase is Phase.ENDED else None,
            ahead=None if wait.place is None else wait.place - 1,
            minutes=wait.minutes,
            notice=await _asked_for(reader, row, call) if call.phase is Phase.MESSAGE else wait.text,
            hold=_hold(call),
            page=call.customer.page,
            free=call.customer.away is not None,
            conversation=ConversationId(row.conversation_id),
        )


def _address(visitor: Visitor) -> Address:
    return Address(AddressKind.WEB, visitor.id, visitor.name)


_THEN = {FlowOutcome.QUEUE: "connect", FlowOutcome.VOICEMAIL: "message", FlowOutcome.CALLBACK: "called_back"}


def _menu(heard: FlowHeard) -> CallMenu:
    """As the widget takes it. Nobody is put through from a page: its flow has gone on to another end."""
    asks, then = heard.asks if heard.ends is None else None, ""
    if heard.ends is not None:
        then = _THEN.get(heard.ends.outcome, "ended")
    return CallMenu(
        heard.run, heard.turn,
        tuple(MenuPrompt(one.text, one.language, one.sound) for one in heard.actions if isinstance(one, SayPrompt)),
        asks.keys if asks else "", asks.most if asks else 0, asks.seconds if asks else 0,
        dict(asks.labels) if asks else {}, then,
    )  # fmt: skip


def _voice_account(chat: ChannelAccount) -> ChannelAccountId | None:
    value: Any = chat.settings.get("voice_account")
    try:
        return ChannelAccountId(UUID(str(value)))
    except ValueError:
        return None


async def _theirs(reader: Reader, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> CallRow | None:
    """The call, if it is this visitor's and of the account whose number the chat offers."""
    try:
        row = await store.call(reader, account.tenant_id, call_id)
    except NoSuchCall:
        return None
    caller = await outside.contact(reader, account.tenant_id, row.conversation_id)
    known = caller is not None and (caller.kind, caller.value) == (AddressKind.WEB, visitor.id)
    return row if known and row.channel_account_id == _voice_account(account) else None


async def _agent_name(reader: Reader, row: CallRow, call: Call) -> str | None:
    if call.agent is None or call.agent.agent is None:
        return None
    return (await directory.names(reader, row.tenant_id, [call.agent.agent])).get(call.agent.agent)


def _recorded(row: CallRow, call: Call) -> bool:
    if call.phase is Phase.MESSAGE:
        return call.message is not None and call.message.began is not None
    going = call.phase is Phase.TALKING and not call.interrupted and not kept_out(call)
    return going and row.recording_started_at is not None


async def _asked_for(reader: Reader, row: CallRow, call: Call) -> str | None:
    """What the queue says to who is asked for a message, in their language; None for the widget's own words."""
    wanted = voicemail.wanted(await interactions.interaction(reader, row.tenant_id, row.interaction_id))
    return text_for(wanted.texts, call.language) if wanted and wanted.texts else None


def _phase(call: Call) -> CallPhase:
    match call.phase:
        case Phase.ENDED:
            return CallPhase.ENDED
        case Phase.TALKING | Phase.ANNOUNCING:
            return CallPhase.TALKING if call.phase is Phase.ANNOUNCING or with_customer(call) else CallPhase.ON_HOLD
        case Phase.HELD:
            return CallPhase.ON_HOLD
        case Phase.MESSAGE:
            return CallPhase.MESSAGE
        case Phase.OUTSIDE:
            return CallPhase.TALKING if call.outsider is not None and call.outsider.flows else CallPhase.RINGING
        case _:
            # Somebody had answered: the customer waits, with music, for the next one.
            return CallPhase.ON_HOLD if call.answered else CallPhase.RINGING


def _hold(call: Call) -> HoldReason | None:
    if _phase(call) is not CallPhase.ON_HOLD:
        return None
    if call.phase is Phase.PARKED:
        return HoldReason.HELD
    if call.agent is None or call.phase is Phase.CONNECTING:
        return HoldReason.NEXT_AGENT
    return HoldReason.HELD if call.agent.away is None else HoldReason.AGENT_AWAY


def _reason(end: str | None) -> str:
    """In the words the widget knows."""
    if end in (EndedBy.AGENT, EndedBy.OUTSIDE, EndedBy.SYSTEM):
        return "agent_hung_up"
    if end == MESSAGE_LEFT:
        return MESSAGE_LEFT
    return "hung_up" if end in (EndedBy.CUSTOMER, "abandoned") else "dropped"
