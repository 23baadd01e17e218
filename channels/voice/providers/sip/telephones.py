"""Telephones in the media process: who rings goes to the lobby, who is dialled or answered into a call's bridge."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid5

import structlog

from channels.voice.errors import LinesBusy, UnknownLeg
from channels.voice.providers.builtin.bridge import Bridge
from channels.voice.providers.builtin.exchange import Exchange
from channels.voice.providers.builtin.library import Sound, sound_of
from channels.voice.providers.sip.domain import Trunk, number_of
from channels.voice.providers.sip.door import LOOKS_EVERY, SipDoor, SipOptions
from channels.voice.providers.sip.leg import TelephoneLeg
from channels.voice.providers.sip.line import RungCall, SipRefused, TrunkLine
from channels.voice.providers.sip.lobby import GuestAnswer, Lobby
from contact_center.kernel.contracts.telephony import LegRole
from contact_center.kernel.ids import CallId

log = structlog.get_logger()

Trunks = Callable[[], Awaitable[Sequence[Trunk]]]
"""The trunks that there are now."""
MOST_SOUNDS = 300
"""Prompts kept decoded."""


class Telephones:
    """Create it inside the running event loop, then `start`."""

    def __init__(self, exchange: Exchange, options: SipOptions, trunks: Trunks) -> None:
        self._exchange = exchange
        self._trunks = trunks
        self.door = SipDoor(options, self._rings)
        self.lobby = Lobby(exchange.sounds)
        self._sounds: OrderedDict[str, Sound] = OrderedDict()
        self._looking: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()
        exchange.guests = self.lobby

    async def start(self) -> None:
        self._looking = asyncio.get_running_loop().create_task(self._look())

    async def stop(self) -> None:
        """Guests are hung up on; calls end with their bridges, before this."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self.lobby.close()
        await self.door.close()

    async def keep(self) -> None:
        """Looks what trunks there are now."""
        await self.door.keep(await self._trunks())

    def answer(self, bridge: Bridge, leg_id: UUID) -> None:
        """The guest of this call comes in. Who has left meanwhile is told as gone; again is harmless."""
        if not bridge.wants(leg_id):
            return
        leg = self.lobby.take(bridge.id)
        if leg is None:
            bridge.left(leg_id, "hung up")
            return
        leg.belong(leg_id, LegRole.CUSTOMER, bridge.joined, bridge.gone)
        bridge.seat(leg)

    async def dial(
        self, bridge: Bridge, leg_id: UUID, role: LegRole, account: UUID, number: str, caller_id: str
    ) -> None:
        """Raises `LinesBusy` and `NumberNotDialled`; a leg is dialled once."""
        if not bridge.wants(leg_id):
            return
        leg = await self.door.ring(str(account), number, caller_id)
        leg.belong(leg_id, role, bridge.joined, bridge.gone)
        if bridge.wants(leg_id):
            bridge.seat(leg)
        else:  # taken back, or dialled by another, while a port was opened
            await leg.close()

    def press(self, bridge: Bridge, leg_id: UUID, digits: str) -> None:
        """Raises `UnknownLeg` for one that is no telephone."""
        leg = bridge.legs.get(leg_id)
        if not isinstance(leg, TelephoneLeg):
            raise UnknownLeg(leg_id)
        leg.press(digits)

    async def lead(self, call_id: CallId, answer: GuestAnswer) -> list[str]:
        """Answers a guest; the sounds that are to be sent before that, if any are missing here."""
        missing = [key for key in answer.sounds if key not in self._sounds]
        if not missing:
            self.lobby.answer(call_id, answer, self._sounds)
        return missing

    async def keep_sound(self, key: str, content: bytes) -> None:
        """What cannot be read is kept as silence: the call goes on."""
        self._sounds[key] = await asyncio.to_thread(sound_of, content)
        self._sounds.move_to_end(key)
        while len(self._sounds) > MOST_SOUNDS:
            self._sounds.popitem(last=False)

    def _rings(self, line: TrunkLine, rung: RungCall) -> None:
        task = asyncio.get_running_loop().create_task(self._let_in(line, rung))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _let_in(self, line: TrunkLine, rung: RungCall) -> None:
        account = line.trunk.account
        call_id, caller = call_of(account, rung.id), number_of(rung.caller)
        if self._exchange.full:
            self.lobby.turn_away(call_id, account, caller, rung)
            return
        try:
            port = await self.door.port()
        except LinesBusy:
            self.lobby.turn_away(call_id, account, caller, rung)
            return
        if not rung.waits:  # they have given up meanwhile
            port.close()
            return
        try:
            leg = rung.prepare(port)
        except SipRefused as refused:
            log.warning("sip_offer_refused", account=str(account), status=refused.status)
            rung.refuse(refused.status)
            port.close()
            return
        self.lobby.enter(call_id, account, caller, rung, leg)

    async def _look(self) -> None:
        while True:
            try:
                await self.keep()
            except Exception:  # whatever the look at the accounts meets, the lines that there are go on
                log.exception("sip_trunks_not_read")
            await asyncio.sleep(LOOKS_EVERY)


def call_of(account: UUID, sip_call: str) -> CallId:
    """Our id of a call that comes in."""
    return CallId(uuid5(account, sip_call))
