"""Calls joined to the rest: "Call us" of the web chat, the watch in the worker, the follower of the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import psycopg
import structlog

from channels.voice import store
from channels.voice.adapter import CONTENT_TYPE, envelope_body
from channels.voice.builtin import BuiltinTelephony
from channels.voice.desk import CallDesk, Caller
from channels.voice.domain import Call, EndedBy, Page, Phase
from channels.voice.effects import MESSAGE_LEFT
from channels.voice.errors import NoSuchCall, NoVoiceAccount
from channels.voice.store import CallRow
from channels.voice.watch import CallWatch
from channels.webchat.model import CallPage, CallPhase, CallStarted, CallState, HoldReason, Visitor
from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions import store as interactions
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.intake import voicemail
from contact_center.interactions.intake.decision import Receipt
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, RawEnvelope
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CallId, ChannelAccountId, ConversationId, InteractionId, new_id
from contact_center.platform.lease import Lease, lead
from contact_center.platform.settings import Settings
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.platform.vault import Vault
from routing.flow.overflow import text_for
from routing.flow.ports import NoNumbers
from routing.flow.wait_notice import Told, told

log = structlog.get_logger()

ENTERED = """
select m.interaction_id, coalesce(
  (select c.language from core.conversation c where c.tenant_id = m.tenant_id and c.channel_account_id = %(chat)s
     and c.contact_value = %(visitor)s and c.language is not null order by c.opened_at desc limit 1),
  (select k.language from core.interaction i join crm.customer k on k.tenant_id = i.tenant_id and k.id = i.customer_id
     where i.tenant_id = m.tenant_id and i.id = m.interaction_id),
  t.locale) as language
from core.message m join core.tenant t on t.tenant_id = m.tenant_id
where m.tenant_id = %(tenant)s and m.id = %(message)s
"""


class CallNotTaken(Invalid):
    """The call could not be understood."""


def media_secret(vault: Vault) -> str:
    """What the media process and those who command it share."""
    return vault.key("media control").hex()


def open_telephony(settings: Settings, vault: Vault, database: Database) -> BuiltinTelephony:
    """Close it in the event loop that used it."""
    return BuiltinTelephony(settings.media_url, media_secret(vault), database.clock)


@asynccontextmanager
async def call_desk(runtime: Runtime) -> AsyncIterator[tuple[CallDesk, BuiltinTelephony]]:
    telephony = open_telephony(runtime.settings, runtime.vault, runtime.database)
    try:
        yield CallDesk(runtime.database, runtime.ports, telephony, node=runtime.settings.media_url), telephony
    finally:
        await telephony.close()


class WidgetCalls:
    """See `channels.webchat.ports.Calls`. The chat's account names its voice account in `voice_account`."""

    def __init__(
        self, accounts: ChannelAccounts, intake: Intake, database: Database, desk: CallDesk, *, record: bool
    ) -> None:
        self._accounts = accounts
        self._intake = intake
        self._database = database
        self._desk = desk
        self._record = record

    async def start(self, account: ChannelAccount, visitor: Visitor, offer_sdp: str, page: str = "") -> CallStarted:
        """A call the visitor has already, in another tab perhaps, ends first."""
        voice = await self._voice_account(account)
        for earlier in await self._live(voice, visitor):
            await self._desk.customer_hangs_up(voice.tenant_id, earlier)
        call_id = CallId(new_id())
        receipt = await self._intake.take(self._envelope(voice, visitor, call_id))
        caller = await self._caller(account, voice, visitor, call_id, receipt, page)
        answer = await self._desk.begin(caller, offer_sdp)
        return CallStarted(call_id, answer, CallState(call_id, CallPhase.RINGING, page=page))

    async def rejoin(
        self, account: ChannelAccount, visitor: Visitor, call_id: CallId, offer_sdp: str, page: CallPage
    ) -> str:
        await self._own(account, visitor, call_id)
        carrier = Page(page.id, page.before, take=page.take)
        return await self._desk.customer_rejoins(account.tenant_id, call_id, offer_sdp, carrier)

    async def hangup(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        await self._own(account, visitor, call_id)
        await self._desk.customer_hangs_up(account.tenant_id, call_id)

    async def mute(self, account: ChannelAccount, visitor: Visitor, call_id: CallId, muted: bool) -> None:
        await self._own(account, visitor, call_id)
        await self._desk.mute_customer(account.tenant_id, call_id, muted)

    async def call_of(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> CallState | None:
        """How the visitor's call stands; None if it is not theirs."""
        async with self._database.read(account.tenant_id) as reader:
            row = await _theirs(reader, account, visitor, call_id)
            return await _state(reader, row) if row else None

    async def latest(self, account: ChannelAccount, visitor: Visitor) -> CallState | None:
        """How the visitor's last call stands, or how it ended if that is not long ago."""
        async with self._database.read(account.tenant_id) as reader:
            voice = _uuid(account.settings.get("voice_account"))
            call_id = await store.latest_of_caller(reader, account.tenant_id, voice, visitor.id) if voice else None
            row = await store.call(reader, account.tenant_id, call_id) if call_id else None
            return await _state(reader, row) if row else None

    async def _own(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        async with self._database.read(account.tenant_id) as reader:
            if await _theirs(reader, account, visitor, call_id) is None:
                raise NoSuchCall(call_id)

    async def _voice_account(self, account: ChannelAccount) -> ChannelAccount:
        named = _uuid(account.settings.get("voice_account"))
        found = await self._accounts.get(ChannelAccountId(named)) if named else None
        if found is None or found.channel != "voice" or found.tenant_id != account.tenant_id:
            raise NoVoiceAccount(account.name, field="voice_account")
        return found

    async def _live(self, voice: ChannelAccount, visitor: Visitor) -> list[CallId]:
        async with self._database.read(voice.tenant_id) as reader:
            return await store.live_of_caller(reader, voice.tenant_id, voice.id, visitor.id)

    def _envelope(self, voice: ChannelAccount, visitor: Visitor, call_id: CallId) -> RawEnvelope:
        caller = Address(AddressKind.WEB, visitor.id, visitor.name)
        body = envelope_body(str(call_id), caller, verified=visitor.verified, language=None)
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
        given = {"tenant": voice.tenant_id, "chat": chat.id, "visitor": visitor.id, "message": receipt.message_id}
        async with self._database.read(voice.tenant_id) as reader:
            found = (await reader.dicts(ENTERED, given))[0]
        return Caller(
            tenant_id=voice.tenant_id,
            call_id=call_id,
            interaction_id=InteractionId(found["interaction_id"]),
            conversation_id=ConversationId(receipt.conversation_id),
            account_id=voice.id,
            language=found["language"],
            record=self._record and bool(voice.settings.get("record", True)),
            page=page,
        )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


async def _theirs(reader: Reader, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> CallRow | None:
    known = await reader.value(
        "select 1 from channels.call k join core.conversation c on c.tenant_id = k.tenant_id "
        "and c.id = k.conversation_id where k.tenant_id = %s and k.id = %s and k.channel_account_id = %s "
        "and c.contact_kind = 'web' and c.contact_value = %s",
        [account.tenant_id, call_id, _uuid(account.settings.get("voice_account")), visitor.id],
    )
    return await store.call(reader, account.tenant_id, call_id) if known else None


async def _state(reader: Reader, row: CallRow) -> CallState:
    call = row.call
    name = None
    if call.agent is not None:
        name = await reader.value(
            "select name from core.user_account where tenant_id = %s and id = %s", [row.tenant_id, call.agent.agent]
        )
    ended = call.phase is Phase.ENDED
    rings = _phase(call) is CallPhase.RINGING
    wait = await told(reader, row.tenant_id, row.interaction_id, NoNumbers()) if rings else Told()
    said = await _asked_for(reader, row, call) if call.phase is Phase.MESSAGE else wait.text
    return CallState(
        call_id=call.id,
        phase=_phase(call),
        agent_name=name,
        recording=_recorded(row, call),
        reason=_reason(row.end_reason) if ended else None,
        ahead=None if wait.place is None else wait.place - 1,
        minutes=wait.minutes,
        notice=said,
        hold=_hold(call),
        page=call.customer_page,
        free=call.customer_away is not None,
    )


def _recorded(row: CallRow, call: Call) -> bool:
    if call.phase is Phase.MESSAGE:
        return call.message is not None and call.message.began is not None
    return call.phase is Phase.TALKING and not call.interrupted and row.recording_started_at is not None


async def _asked_for(reader: Reader, row: CallRow, call: Call) -> str | None:
    """What the queue says to who is asked for a message, in their language; None for the widget's own words."""
    wanted = voicemail.wanted(await interactions.interaction(reader, row.tenant_id, row.interaction_id))
    return text_for(wanted.texts, call.language) if wanted and wanted.texts else None


def _phase(call: Call) -> CallPhase:
    match call.phase:
        case Phase.ENDED:
            return CallPhase.ENDED
        case Phase.TALKING | Phase.ANNOUNCING:
            return CallPhase.TALKING if call.agent is None or call.agent.away is None else CallPhase.ON_HOLD
        case Phase.HELD:
            return CallPhase.ON_HOLD
        case Phase.MESSAGE:
            return CallPhase.MESSAGE
        case _:
            # Somebody had answered: the customer waits, with music, for the next one.
            return CallPhase.ON_HOLD if call.answered else CallPhase.RINGING


def _hold(call: Call) -> HoldReason | None:
    if _phase(call) is not CallPhase.ON_HOLD:
        return None
    if call.agent is None or call.phase is Phase.CONNECTING:
        return HoldReason.NEXT_AGENT
    return HoldReason.HELD if call.agent.away is None else HoldReason.AGENT_AWAY


def _reason(end: str | None) -> str:
    """In the words the widget knows."""
    if end in (EndedBy.AGENT, EndedBy.SYSTEM):
        return "agent_hung_up"
    if end == MESSAGE_LEFT:
        return MESSAGE_LEFT
    return "hung_up" if end in (EndedBy.CUSTOMER, "abandoned") else "dropped"


class WatchedCalls:
    """Watches over the calls of the media process while this worker holds the lease."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self) -> None:
        while True:
            try:
                async with lead(self._runtime.database, Lease.CALLS) as leads:
                    log.info("watching over calls")
                    async with call_desk(self._runtime) as (desk, telephony):
                        await _watch(leads, CallWatch(self._runtime.database, desk, telephony))
            except psycopg.OperationalError as error:
                log.warning("the watch over calls lost its database, trying again", error=str(error))
            await asyncio.sleep(1)


async def _watch(leads: Callable[[], Awaitable[bool]], watch: CallWatch) -> None:
    watching = [asyncio.create_task(watch.follow()), asyncio.create_task(watch.tend())]
    try:
        while await leads():
            await _first_failure(watching)
    finally:
        await _stop(watching)


async def _first_failure(tasks: list[asyncio.Task[None]], within: float = 2.0) -> None:
    """Raises what one of them raised, if that happens in this time."""
    done, _ = await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
