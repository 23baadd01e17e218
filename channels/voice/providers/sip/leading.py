"""Whoever rings at a trunk is led: through the call flow of the line into a queue, or out again.

One worker at a time leads. What it has not answered when it dies, the next one finds asked.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import psycopg
import structlog

from channels.channel import Centre
from channels.voice.answering import Ask, EnteringCall, HangUpOn, IntoQueue, NotAnswered, Plan, SayText
from channels.voice.calls import open_desk
from channels.voice.entering import EnteringCalls, leg_of
from channels.voice.errors import MediaUnavailable
from channels.voice.flow.running import FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.providers.sip.client import LobbyLink
from channels.voice.providers.sip.domain import NAME, WITHHELD
from channels.voice.providers.sip.lobby import GuestAsks, GuestThen
from channels.voice.providers.sip.schemas import GuestLed, GuestOut
from channels.voice.providers.sip.speech import Prompts
from channels.voice.section import VoiceSection
from contact_center.directory import telephones
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CallId, ChannelAccountId
from contact_center.platform.lease import LeaseKey, lead
from contact_center.platform.settings import section

log = structlog.get_logger()

ASKS_FOR: Final = 5.0
"""Seconds of one question to the media process for news."""
PAUSE: Final = 1.0
"""Seconds before what failed is tried again."""


@dataclass(slots=True)
class LobbyLeader:
    """Answers the guests of one media process."""

    lobby: LobbyLink
    calls: EnteringCalls
    accounts: ChannelAccounts
    prompts: Prompts
    _at: dict[tuple[UUID, int], asyncio.Task[None]] = field(default_factory=dict)

    async def follow(self) -> None:
        """For ever; each guest is led by a task of its own, as a fact that is looked up may take seconds."""
        cursor = 0
        try:
            while True:
                try:
                    news = await self.lobby.guests(cursor, ASKS_FOR)
                except ContactCenterError as error:
                    if not isinstance(error, MediaUnavailable):
                        log.warning("the lobby cannot be asked", reason=error.code)
                    cursor = 0
                    await asyncio.sleep(PAUSE)
                    continue
                cursor = news.cursor
                for guest in news.guests:
                    self._lead(guest)
        finally:
            for task in self._at.values():
                task.cancel()

    def _lead(self, guest: GuestOut) -> None:
        key = (guest.call_id, guest.number)
        if key not in self._at:
            task = self._at[key] = asyncio.create_task(self._try(guest))
            task.add_done_callback(lambda _: self._at.pop(key, None))

    async def _try(self, guest: GuestOut) -> None:
        """What fails is tried again, until the guest is forsaken or hangs up."""
        try:
            await self._answer(guest)
        except psycopg.OperationalError as error:
            log.warning("callers wait for the database", error=str(error))
            await asyncio.sleep(PAUSE)
        except MediaUnavailable:
            await asyncio.sleep(PAUSE)
        except ContactCenterError as error:
            log.warning("a caller cannot be led", call_id=str(guest.call_id), reason=error.code)
            await self._tell(guest, GuestThen.REFUSE if guest.asks is GuestAsks.RINGS else GuestThen.HANG_UP)
        except Exception:
            log.exception("a caller could not be led, trying again", call_id=str(guest.call_id))
            await asyncio.sleep(PAUSE)

    async def _answer(self, guest: GuestOut) -> None:
        account = await self.accounts.get(ChannelAccountId(guest.account))
        if account is None:
            await self._tell(guest, GuestThen.REFUSE)
            return
        number = number_from(account, guest.caller)
        if guest.asks in (GuestAsks.LEFT, GuestAsks.REFUSED):
            leave = self.calls.gone if guest.asks is GuestAsks.LEFT else self.calls.turned_away
            await leave(account, CallId(guest.call_id), number)
            await self._tell(guest, GuestThen.TELL)
            return
        call = await self._entering(account, guest, number)
        await self._do(guest, call, await self.calls.plan(call))

    async def _entering(self, account: ChannelAccount, guest: GuestOut, number: str | None) -> EnteringCall:
        call_id, keys = CallId(guest.call_id), guest.asks is GuestAsks.KEYS
        return EnteringCall(
            account, call_id, leg_of(call_id), str(call_id), number, await self.calls.language(account, number),
            guest.keys if keys else None, guest.turn if keys else None,
        )  # fmt: skip

    async def _do(self, guest: GuestOut, call: EnteringCall, plan: Plan) -> None:
        says: tuple[SayText, ...] = tuple(step for step in plan if isinstance(step, SayText))
        last = plan[-1] if plan else HangUpOn()
        match last:
            case IntoQueue():
                if says and guest.asks is not GuestAsks.SAID:
                    await self._tell(guest, GuestThen.TELL, call, says)
                else:
                    await self.calls.enter(call, last)
            case Ask():
                await self._tell(guest, GuestThen.KEYS, call, last.says, last)
            case NotAnswered():
                await self._tell(guest, GuestThen.REFUSE)
            case _:
                await self._tell(guest, GuestThen.HANG_UP, call, says)

    async def _tell(
        self,
        guest: GuestOut,
        then: GuestThen,
        call: EnteringCall | None = None,
        says: tuple[SayText, ...] = (),
        asks: Ask | None = None,
    ) -> None:
        named = {self.prompts.key(one): one for one in says}
        led = GuestLed(number=guest.number, sounds=list(named), then=then)
        if asks is not None:
            led = led.model_copy(
                update={"digits": asks.digits, "seconds": asks.seconds, "turn": asks.turn, "finish": asks.finish}
            )
        missing = await self.lobby.lead(guest.call_id, led)
        if missing and call is not None:
            for key in missing:
                await self.lobby.keep_sound(key, await self.prompts.sound(call.account.tenant_id, named[key]))
            await self.lobby.lead(guest.call_id, led)


def number_from(account: ChannelAccount, caller: str) -> str | None:
    """As the trunk writes it: with its country, with 00, or as it is dialled at home. None for one that is withheld."""
    if caller.lower() in WITHHELD:
        return None
    region = telephones.region_of(account.address) or telephones.HOME
    return telephones.e164(f"+{caller[2:]}" if caller.startswith("00") else caller, region)


class LedLobby:
    """In the worker that holds the lease."""

    def __init__(self, centre: Centre, flows: FlowRuns | None) -> None:
        self._centre, self._flows = centre, flows

    async def run(self) -> None:
        while True:
            try:
                async with lead(self._centre.database, LeaseKey.LOBBY) as leads, AsyncExitStack() as closing:
                    following = asyncio.create_task(self._leader(closing).follow())
                    closing.callback(following.cancel)
                    while await leads() and not following.done():
                        await asyncio.wait([following], timeout=2.0)
                    if following.done():
                        following.result()
            except psycopg.OperationalError as error:
                log.warning("the lobby lost its database, trying again", error=str(error))
            await asyncio.sleep(PAUSE)

    def _leader(self, closing: AsyncExitStack) -> LobbyLeader:
        centre = self._centre
        desk, media = open_desk(centre, closing)
        record = section(centre.settings, VoiceSection).recordings
        calls = EnteringCalls(centre.database, centre.intake, desk, centre.languages, self._flows, record, NAME)
        prompts = Prompts(PromptSounds(centre.database, centre.blobs))
        return LobbyLeader(LobbyLink(media), calls, centre.accounts, prompts)
