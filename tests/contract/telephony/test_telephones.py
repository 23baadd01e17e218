"""Telephones of a SIP trunk on the media process: who hears whom is measured, the far end is a telephone written apart."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uvicorn

from channels.voice.errors import NumberNotDialled
from channels.voice.providers.builtin.api import create_app
from channels.voice.providers.builtin.book import EventBook
from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.providers.builtin.exchange import Exchange
from channels.voice.providers.builtin.library import SoundLibrary
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.builtin.recording import FolderSink
from channels.voice.providers.sip.api import add_telephones
from channels.voice.providers.sip.client import LobbyLink, SipTelephony
from channels.voice.providers.sip.domain import Trunk
from channels.voice.providers.sip.door import SipOptions
from channels.voice.providers.sip.lobby import GuestAsks, GuestThen
from channels.voice.providers.sip.schemas import GuestLed, GuestOut
from channels.voice.providers.sip.telephones import Telephones
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, NotPickedUp, Play
from contact_center.kernel.ids import CallId, new_id
from tests.patience import PATIENCE
from tests.sip_phones import SipPhone
from tests.voice_tools import TonePeer, until

pytestmark = pytest.mark.webrtc

SECRET = "a secret of the tests"
OURS = "+886227361234"
ANN_HZ, MEI_HZ, BEN_HZ = 2_300.0, 2_800.0, 3_100.0
"""What a telephone carries, and music does not have."""


@pytest.fixture(scope="module")
def library() -> SoundLibrary:
    return SoundLibrary()


@dataclass
class Office:
    """A media process with a trunk, in this process."""

    media: BuiltinTelephony
    telephony: SipTelephony
    lobby: LobbyLink
    telephones: Telephones
    exchange: Exchange
    door: tuple[str, int]
    events: list[MediaEvent] = field(default_factory=list)
    phones: list[SipPhone] = field(default_factory=list)
    peers: list[TonePeer] = field(default_factory=list)

    async def phone(self, hz: float, **how: Any) -> SipPhone:
        made = await SipPhone.open(hz, **how)
        self.phones.append(made)
        return made

    async def rings(self, phone: SipPhone, user: str = OURS) -> GuestOut:
        """The telephone calls; who asks in the lobby."""
        await phone.call(user, self.door, wait=False)
        return await self.asks(GuestAsks.RINGS)

    async def asks(self, what: GuestAsks) -> GuestOut:
        async with asyncio.timeout(PATIENCE):
            while True:
                for guest in (await self.lobby.guests(0, 0)).guests:
                    if guest.asks is what:
                        return guest
                await asyncio.sleep(0.02)

    async def into_call(self, guest: GuestOut) -> tuple[CallId, UUID]:
        call_id, leg = CallId(guest.call_id), new_id()
        await self.telephony.create_bridge(call_id)
        await self.telephony.answer(call_id, leg, "")
        await self.sees(call_id, MediaEventKind.LEG_JOINED, leg)
        return call_id, leg

    async def agent(self, call_id: CallId, hz: float = MEI_HZ, role: LegRole = LegRole.AGENT) -> tuple[UUID, TonePeer]:
        leg, peer = new_id(), TonePeer(hz)
        self.peers.append(peer)
        await peer.accept(await self.telephony.connect_browser(call_id, leg, role, await peer.offer()))
        await self.sees(call_id, MediaEventKind.LEG_JOINED, leg)
        return leg, peer

    async def dialled(self, call_id: CallId, phone_number: str = "+886912345678") -> UUID:
        leg = new_id()
        await self.telephony.dial(call_id, leg, LegRole.CUSTOMER, phone_number, OURS)
        return leg

    async def sees(self, call_id: CallId, kind: MediaEventKind, leg: UUID | None = None) -> MediaEvent:
        def told() -> list[MediaEvent]:
            return [e for e in self.events if e.call_id == call_id and e.kind is kind and leg in (None, e.leg_id)]

        await until(lambda: bool(told()), f"{kind.value} is reported", PATIENCE)
        return told()[0]


@asynccontextmanager
async def open_office(
    folder: Path, library: SoundLibrary, trunks: Sequence[Trunk], most_calls: int = 3
) -> AsyncIterator[Office]:
    port, sip_port = _free(socket.SOCK_STREAM), _free(socket.SOCK_DGRAM)
    exchange = Exchange(EventBook(SystemClock()), library, folder, FolderSink(folder / "kept"), most_calls)
    options = SipOptions("127.0.0.1", sip_port, rtp_ports=range(25_000, 25_800))

    async def read() -> Sequence[Trunk]:
        return trunks

    telephones = Telephones(exchange, options, read)
    await exchange.start()
    app = create_app(exchange, SECRET)
    add_telephones(app, exchange, telephones, SECRET)
    await telephones.keep()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined,method-assign,unused-ignore]
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started, "the control API answers")
    media = BuiltinTelephony(f"http://127.0.0.1:{port}", SECRET, SystemClock())
    account = trunks[0].account if trunks else new_id()
    office = Office(
        media, SipTelephony(media, account), LobbyLink(media), telephones, exchange, ("127.0.0.1", sip_port)
    )
    following = asyncio.create_task(_follow(office))
    yield office
    following.cancel()
    for peer in office.peers:
        await peer.hang_up()
    await exchange.stop()
    await telephones.stop()
    for phone in office.phones:
        await phone.close()
    await media.close()
    server.should_exit = True
    await serving


async def _follow(office: Office) -> None:
    async for event in office.media.events():
        office.events.append(event)


def _free(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def trunk(port: int = 5060, **how: Any) -> Trunk:
    return Trunk(new_id(), new_id(), OURS, "127.0.0.1", port, **how)


@pytest.fixture
async def office(tmp_path: Path, library: SoundLibrary) -> AsyncIterator[Office]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    async with open_office(tmp_path, library, [trunk()]) as office:
        yield office


async def test_a_telephone_that_calls_waits_with_music_talks_with_an_agent_and_hangs_up(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    guest = await office.rings(ann)
    assert guest.caller == ann.number
    assert 180 in ann.statuses
    call_id, customer = await office.into_call(guest)
    assert ann.statuses[-1] == 200
    await until(lambda: ann.loudness() > 100, "the caller hears music")
    agent, mei = await office.agent(call_id)
    await office.telephony.hear(call_id, {customer: {agent}, agent: {customer}})
    await until(lambda: ann.hears(MEI_HZ) and mei.hears(ANN_HZ), "both hear each other")
    ann.hang_up()
    assert (await office.sees(call_id, MediaEventKind.LEG_LEFT, customer)).detail == "hung up"


async def test_hold_mute_and_hanging_up_from_our_side(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    call_id, customer = await office.into_call(await office.rings(ann))
    agent, mei = await office.agent(call_id)
    await office.telephony.hear(call_id, {customer: {agent}, agent: {customer}})
    await until(lambda: ann.hears(MEI_HZ) and mei.hears(ANN_HZ), "both hear each other")
    await office.telephony.play(call_id, customer, Play.HOLD_MUSIC)
    await office.telephony.play(call_id, agent, Play.SILENCE)
    await office.telephony.hear(call_id, {})
    await until(lambda: ann.hears_no(MEI_HZ) and mei.hears_no(ANN_HZ), "on hold neither hears the other")
    await until(lambda: ann.loudness() > 100, "the held caller hears music")
    await office.telephony.hear(call_id, {customer: {agent}, agent: {customer}})
    await office.telephony.mute(call_id, agent, muted=True)
    await until(lambda: ann.hears_no(MEI_HZ) and mei.hears(ANN_HZ), "a muted agent hears and is not heard")
    await office.telephony.end_bridge(call_id)
    await until(lambda: ann.over and "BYE" in ann.seen, "the telephone is hung up on")


async def test_a_number_is_called_and_hears_the_agent_and_keys(office: Office) -> None:
    ben = await office.phone(BEN_HZ)
    office.telephones.door._lines[str(office.telephony._account)]._to = ("127.0.0.1", ben.port)  # noqa: SLF001
    call_id = CallId(new_id())
    await office.telephony.create_bridge(call_id)
    agent, mei = await office.agent(call_id)
    customer = await office.dialled(call_id)
    await office.sees(call_id, MediaEventKind.LEG_JOINED, customer)
    assert (ben.called, ben.caller) == ("+886912345678", OURS)
    await office.telephony.hear(call_id, {customer: {agent}, agent: {customer}})
    await until(lambda: ben.hears(MEI_HZ) and mei.hears(BEN_HZ), "both hear each other")
    await office.telephony.press(call_id, customer, "42#")
    await until(lambda: ben.heard_keys == "42#", "the keys arrive, each once")
    await office.telephony.remove_leg(call_id, customer)
    await until(lambda: ben.over, "the telephone is hung up on")
