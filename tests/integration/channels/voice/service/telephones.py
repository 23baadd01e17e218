"""Telephones behind `DialledLegs`: peers on the real media process that answer, are busy, ring on, or hang up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from channels.voice.calling.endpoints import router as calling
from channels.voice.calling.service import CallsOut
from channels.voice.errors import NumberNotDialled
from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.service import CallService
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.bootstrap.joins.identity import AddressesInPart
from contact_center.interactions.outbound import endpoints as outbound
from contact_center.kernel.contracts.telephony import Abilities, LegRole, MediaEvent, MediaEventKind
from contact_center.kernel.ids import CallId
from tests.centre import Centre
from tests.integration.channels.voice.service.office import MediaProcess, Office
from tests.voice_tools import CUSTOMER_HZ, TonePeer

Tell = Callable[[MediaEvent], Awaitable[None]]
REFUSED = "+886911000009"
"""A number that the network will not ring."""


@dataclass
class Ringing:
    """A telephone that was dialled."""

    call_id: CallId
    leg: UUID
    number: str
    caller_id: str
    role: LegRole = LegRole.CUSTOMER
    stopped: bool = False


@dataclass
class Exchange:
    """The telephone network: what rings in it, and what was pressed."""

    rung: list[Ringing] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)


class CarrierTelephony(BuiltinTelephony):
    """The media process for the sound, and a network that rings telephones into its bridges."""

    exchange: Exchange

    async def dial(self, call_id: CallId, leg_id: UUID, role: LegRole, number: str, caller_id: str) -> None:
        if number == REFUSED:
            raise NumberNotDialled("no_route")
        if all(one.leg != leg_id for one in self.exchange.rung):
            self.exchange.rung.append(Ringing(call_id, leg_id, number, caller_id, role))

    async def press(self, call_id: CallId, leg_id: UUID, digits: str) -> None:
        assert any((one.call_id, one.leg) == (call_id, leg_id) for one in self.exchange.rung)
        self.exchange.pressed.append(digits)

    async def remove_leg(self, call_id: CallId, leg_id: UUID) -> None:
        for one in self.exchange.rung:
            one.stopped |= one.leg == leg_id
        await super().remove_leg(call_id, leg_id)

    async def end_bridge(self, call_id: CallId) -> None:
        for one in self.exchange.rung:
            one.stopped |= one.call_id == call_id
        await super().end_bridge(call_id)


class CallingOffice(Office):
    """An office whose line rings telephones."""

    def __init__(self, centre: Centre, media: MediaProcess, data: Path) -> None:
        self.exchange = Exchange()
        super().__init__(centre, media, data)
        self.out = self.calls_out(self.desk)
        self.phones: list[TonePeer] = []

    def _client(self) -> CarrierTelephony:
        made = CarrierTelephony(self.media.url, *self.secret_and_clock())
        made.exchange = self.exchange
        return made

    abilities = Abilities(browsers=True, dials=True, keys=True)

    def calls_out(self, desk: CallService) -> CallsOut:
        return CallsOut(self.centre.db, self.ports, self.centre.accounts, desk, CustomersLanguages(), record=True)

    def routers(self, desk: CallService) -> list[APIRouter]:
        attempts = outbound.router(self.centre.db, self.ports, self.centre.accounts, AddressesInPart())
        return [*super().routers(desk), calling(self.calls_out(desk)), attempts]

    async def dialling(self, **rules: Any) -> str:
        """The voice account with these rules for calls out; its id."""
        account = self.centre.account_ids["voice"]
        said = {"numbers": ["+886227110480"], **rules}
        await self.centre.run(self.centre.accounts.change, account, settings={"dialling": said}, active=True)
        self.centre.accounts._read.clear()
        return str(account)

    # The customer's telephone

    async def picks_up(self, phone: Ringing, hz: float = CUSTOMER_HZ) -> TonePeer:
        peer = TonePeer(hz)
        self._peers.append(peer)
        sdp = await self.telephony.connect_browser(phone.call_id, phone.leg, phone.role, await peer.offer())
        await peer.accept(sdp)
        return peer

    async def tells(self, phone: Ringing, why: str) -> None:
        """The network says that nobody took it, after all that the media has said."""
        last = await self.centre.value("select last_sequence from channels.call where id = %s", phone.call_id)
        event = MediaEvent(phone.call_id, phone.leg, MediaEventKind.LEG_LEFT, last + 1, datetime.now(UTC), why)
        await self.desk.heard(self.centre.tenant, event)
