"""Telephones of a SIP trunk on the media process: who hears whom is measured; the far end was written apart."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uvicorn

from channels.voice.errors import NumberNotDialled
from channels.voice.model import Call, Phase
from channels.voice.orders import carry_out
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
from channels.voice.providers.sip.leg import TelephoneLeg
from channels.voice.providers.sip.line import TrunkLine
from channels.voice.providers.sip.lobby import GuestAsks, GuestThen
from channels.voice.providers.sip.schemas import GuestLed, GuestOut
from channels.voice.providers.sip.telephones import Telephones
from channels.voice.sounds import hears, sounds
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, NotPickedUp, Play
from contact_center.kernel.ids import CallId, new_id
from tests.patience import PATIENCE
from tests.proving import examples, some
from tests.sip_phones import SipPhone
from tests.voice_tools import TonePeer, until, write_tone
from tools.scenes import AGENT, COLLEAGUE, CUSTOMER, SECOND, SUPERVISOR, scenes

pytestmark = pytest.mark.webrtc

SECRET = "a secret of the tests"
OURS = "+886227361234"
RTP_PORTS = range(25_000 + 400 * (os.getpid() % 20), 25_400 + 400 * (os.getpid() % 20))
"""Each process of the tests has its own."""
ANN_HZ, MEI_HZ, BEN_HZ = 3_200.0, 2_900.0, 3_050.0
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
    folder: Path
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

    async def rings_already(self) -> GuestOut:
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

    @property
    def line(self) -> TrunkLine:
        [line] = self.telephones.door.lines()
        return line

    def points_at(self, phone: SipPhone) -> None:
        """The other side of the trunk is this telephone."""
        self.line.to = ("127.0.0.1", phone.port)

    def leg(self, call_id: CallId, leg: UUID) -> TelephoneLeg:
        found = self.exchange.bridge(call_id).legs[leg]
        assert isinstance(found, TelephoneLeg)
        return found

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
    options = SipOptions("127.0.0.1", sip_port, rtp_ports=RTP_PORTS)

    async def read() -> Sequence[Trunk]:
        return trunks

    telephones = Telephones(exchange, options, read)
    await exchange.start()
    app = create_app(exchange, SECRET)
    add_telephones(app, exchange, telephones, SECRET)
    await telephones.keep()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off", timeout_keep_alive=60)
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined,method-assign,unused-ignore]
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started, "the control API answers")
    media = BuiltinTelephony(f"http://127.0.0.1:{port}", SECRET, SystemClock())
    account = trunks[0].account if trunks else new_id()
    office = Office(
        media, SipTelephony(media, account), LobbyLink(media), telephones, exchange, ("127.0.0.1", sip_port), folder
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
    office.points_at(ben)
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


async def _lead(office: Office, guest: GuestOut, then: GuestThen, **how: Any) -> None:
    assert not await office.lobby.lead(guest.call_id, GuestLed(number=guest.number, then=then, **how))


async def test_whoever_rings_hears_a_prompt_and_types_and_a_key_stops_the_prompt(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    guest = await office.rings(ann)
    led = GuestLed(number=guest.number, sounds=["spoken-menu"], then=GuestThen.KEYS, digits=3, seconds=30, turn=7)
    assert await office.lobby.lead(guest.call_id, led) == ["spoken-menu"], "not there yet, so not taken"
    await office.lobby.keep_sound("spoken-menu", write_tone(office.folder / "menu.wav", 1_000.0, 20.0).read_bytes())
    assert not await office.lobby.lead(guest.call_id, led)
    await until(lambda: ann.hears(1_000.0), "she hears the prompt")
    ann.press("4")
    await until(lambda: ann.hears_no(1_000.0), "whoever presses does not wait for the end")
    ann.press("2#")
    asked = await office.asks(GuestAsks.KEYS)
    assert (asked.turn, asked.keys) == (7, "42"), "# ends typing"
    await _lead(office, asked, GuestThen.KEYS, seconds=0.2, turn=8)
    asked = await office.asks(GuestAsks.KEYS)
    assert (asked.turn, asked.keys) == (8, None), "no key within the time"
    await _lead(office, asked, GuestThen.HANG_UP)
    await until(lambda: ann.over, "she is hung up on")
    await _lead(office, await office.asks(GuestAsks.LEFT), GuestThen.TELL)
    assert not (await office.lobby.guests(0, 0)).guests


async def test_keys_as_tones_both_ways_for_a_telephone_without_events(office: Office) -> None:
    ann = await office.phone(0.0, key_events=False)
    guest = await office.rings(ann)
    await _lead(office, guest, GuestThen.KEYS, digits=1, seconds=30, turn=1)
    await until(lambda: ann.statuses[-1] == 200, "it is answered")
    ann.hum_keys("5")
    assert (await office.asks(GuestAsks.KEYS)).keys == "5"
    call_id, customer = await office.into_call(await office.asks(GuestAsks.KEYS))
    await office.telephony.play(call_id, customer, Play.SILENCE)
    await office.telephony.press(call_id, customer, "9" * 5)
    await until(lambda: ann.hears(852.0) and ann.hears(1_477.0), "the tones of 9 arrive")


async def test_a_caller_who_gives_up_while_it_rings_has_left(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    await office.rings(ann)
    ann.hang_up()
    await office.asks(GuestAsks.LEFT)
    await until(lambda: 487 in ann.statuses, "the call is taken back")


async def test_more_callers_than_lines_are_busy_and_told_of(office: Office) -> None:
    for _ in range(3):
        await office.rings(await office.phone(ANN_HZ))
    ben = await office.phone(BEN_HZ)
    await ben.call(OURS, office.door)
    assert ben.statuses[-1] == 486
    await office.asks(GuestAsks.REFUSED)


async def test_a_number_that_is_not_ours_is_not_answered(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    await ann.call("+886299999999", office.door)
    assert ann.statuses == [404]
    assert not (await office.lobby.guests(0, 0)).guests


async def test_what_is_lost_on_the_way_is_said_again(office: Office) -> None:
    ben = await office.phone(BEN_HZ)
    office.points_at(ben)
    ben.lose = 2
    call_id = CallId(new_id())
    await office.telephony.create_bridge(call_id)
    customer = await office.dialled(call_id)
    await office.sees(call_id, MediaEventKind.LEG_JOINED, customer)
    assert ben.seen.count("INVITE") == 1
    ben.lose = 1
    await office.telephony.remove_leg(call_id, customer)
    await until(lambda: ben.over, "the second good-bye arrives")


@pytest.mark.parametrize(
    ("status", "why"),
    [(486, NotPickedUp.BUSY), (480, NotPickedUp.NO_ANSWER), (603, NotPickedUp.NO_ANSWER), (503, NotPickedUp.FAILED)],
)
async def test_why_nobody_picked_up(office: Office, status: int, why: NotPickedUp) -> None:
    office.points_at(await office.phone(BEN_HZ, picks_up=status))
    call_id = CallId(new_id())
    await office.telephony.create_bridge(call_id)
    leg = await office.dialled(call_id)
    assert (await office.sees(call_id, MediaEventKind.LEG_LEFT, leg)).detail == why


async def test_a_trunk_that_is_not_there_cannot_be_dialled(office: Office) -> None:
    call_id = CallId(new_id())
    await office.telephony.create_bridge(call_id)
    elsewhere = SipTelephony(office.media, new_id())
    with pytest.raises(NumberNotDialled):
        await elsewhere.dial(call_id, new_id(), LegRole.CUSTOMER, "+886912345678", OURS)


async def test_hold_at_the_other_side_is_no_loss_and_the_call_goes_on(office: Office) -> None:
    ann = await office.phone(ANN_HZ)
    call_id, customer = await office.into_call(await office.rings(ann))
    agent, mei = await office.agent(call_id)
    await office.telephony.hear(call_id, {customer: {agent}, agent: {customer}})
    ann.hold(True)
    await until(lambda: office.leg(call_id, customer).held_there, "we are on hold there")
    ann.hold(False)
    await until(lambda: not office.leg(call_id, customer).held_there, "and back")
    await until(lambda: ann.hears(MEI_HZ) and mei.hears(ANN_HZ), "both hear each other")


@pytest.mark.prove
async def test_in_every_state_a_telephone_hears_whom_the_table_says(office: Office) -> None:
    """The customer by telephone, all others by their pages; tones that a telephone carries and music does not have."""
    tones = dict(zip((CUSTOMER.id, AGENT.id, COLLEAGUE.id, SECOND.id, SUPERVISOR.id), _CARRIED, strict=True))
    ann = await office.phone(tones[CUSTOMER.id])
    call_id, customer = await office.into_call(await office.rings(ann))
    legs, peers = {CUSTOMER.id: customer}, {}
    for leg in (AGENT, COLLEAGUE, SECOND, SUPERVISOR):
        legs[leg.id], peers[leg.id] = await office.agent(call_id, tones[leg.id], leg.role)
    ears: dict[UUID, SipPhone | TonePeer] = {CUSTOMER.id: ann, **peers}
    settled = [one for one in scenes() if one.call.phase not in (Phase.MESSAGE, Phase.ANNOUNCING)]
    for scene in some(settled, 8):
        await carry_out(office.telephony, call_id, sounds(with_real_legs(scene.call, call_id, legs)))
        for one in ears.values():
            one.forget()
        for leg in scene.call.legs:
            what = hears(scene.call).get(leg.id)
            if what is not None and leg.flows:
                heard = what if isinstance(what, frozenset) else frozenset()
                others = {tones[one]: one in heard for one in tones if one != leg.id}
                await until(partial(_hears, ears[leg.id], others), f"{scene.name}: {leg.role}")


def _hears(ear: SipPhone | TonePeer, tones: Mapping[float, bool]) -> bool:
    return all(ear.hears(hz) if heard else ear.hears_no(hz) for hz, heard in tones.items())


_CARRIED = (2_850.0, 2_950.0, 3_050.0, 3_150.0, 3_250.0)


@pytest.mark.prove
async def test_many_short_calls_leave_nothing_behind(tmp_path: Path, library: SoundLibrary) -> None:
    """Half of them come in, half are made; each is heard, and hung up on by one of the two sides."""
    async with open_office(tmp_path, library, [trunk()], most_calls=4) as office:
        for number in range(examples(8, long=200)):
            phone = await office.phone(ANN_HZ)
            if number % 2:
                call_id, customer = await office.into_call(await office.rings(phone))
            else:
                office.points_at(phone)
                call_id = CallId(new_id())
                await office.telephony.create_bridge(call_id)
                customer = await office.dialled(call_id)
                await office.sees(call_id, MediaEventKind.LEG_JOINED, customer)
            await until(phone.is_spoken_to, "there is sound")
            if number % 4 < 2:
                phone.hang_up()
                await office.sees(call_id, MediaEventKind.LEG_LEFT, customer)
                await office.telephony.end_bridge(call_id)
            else:
                await office.telephony.end_bridge(call_id)
                await until(phone.is_over, "it is hung up on")
            await phone.close()
            office.phones.remove(phone)
        line = office.line
        left = (office.exchange.calls(), line._rung, line._dialled, line.uas.active_calls, line.uac._calls)
        assert not any(left), left
        assert not (await office.lobby.guests(0, 0)).guests
        assert office.exchange.stats().legs == 0
        await until(lambda: _open_ports() == 0, "all ports of sound are free again")


def _open_ports() -> int:
    """UDP ports of telephones' sound that this process holds."""
    table = Path("/proc/net/udp")
    if not table.exists():
        return 0
    held = [int(line.split()[1].partition(":")[2], 16) for line in table.read_text().splitlines()[1:]]
    return sum(port in RTP_PORTS for port in held)


def with_real_legs(call: Call, call_id: CallId, legs: dict[UUID, UUID]) -> Call:
    return replace(call, id=call_id, legs=tuple(replace(leg, id=legs[leg.id]) for leg in call.legs))
