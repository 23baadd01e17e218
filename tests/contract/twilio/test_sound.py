"""What one hears on the simulated network: tones tell who hears whom, in every state of a conference."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator

import numpy as np
import pytest
from numpy.typing import NDArray

from channels.vendors.twilio.voice.domain import MachineDetection, NewCall, NewParticipant, ParticipantChange
from channels.vendors.twilio.voice.render import AskKeys, AskMessage, EndCall, JoinRoom, PlayFile, Silence, Speak, twiml
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.voice.sound.samples import RATE, level, tone, wav
from tests.contract.twilio.product import WHO, Network, network, true_of
from tests.telephones import TONES, Telephone, keep
from tests.unit.channels.sms.builders import CUSTOMER, OURS

ROOM, PATIENT = "call-1", 5000
CUSTOMER_HZ, MEI_HZ, AN_HZ, BOSS_HZ = TONES
WAITING_HZ, HOLDING_HZ = 700.0, 1100.0


@pytest.fixture
async def net(contract: Contract) -> AsyncIterator[Network]:
    async with network(contract) as made:
        yield made


def with_music(net: Network) -> None:
    for name, pitch in (("waiting.wav", WAITING_HZ), ("holding.wav", HOLDING_HZ)):
        net.product.files[name] = wav(tone((pitch,), 1.0).tobytes(), 1)
        net.product.says[name.removesuffix(".wav")] = [PlayFile(net.product.file(name), 0)]
    net.product.says["call"] = [
        JoinRoom(ROOM, "customer", net.product.url("room"), ends=True, wait_url=net.product.url("waiting"))
    ]


async def rung(net: Network, address: str, label: str, pitch: float, **more: object) -> Telephone:
    await keep(net.sim, address, habit="answer", after=0, pitch=pitch)
    new = NewParticipant(address, OURS, label, net.product.callback, **more)  # type: ignore[arg-type]
    sid = (await net.client.add_participant(WHO, ROOM, new)).call_sid

    async def inside() -> bool:
        return label in await net.hears()

    await true_of(inside)
    return Telephone(net.sim, sid)


async def hear(**expected: tuple[Telephone, set[float]]) -> None:
    """Each telephone hears exactly these tones, as soon as what was asked for is done."""

    async def settled() -> bool:
        found = await asyncio.gather(*(phone.tones() for phone, _ in expected.values()))
        return [*found] == [tones for _, tones in expected.values()]

    await true_of(settled)


async def hears_tone(phone: Telephone, pitch: float) -> None:
    async def heard() -> bool:
        _, levels = await phone.measure([pitch])
        return levels[pitch] > 3_000

    await true_of(heard)


def channels(content: bytes) -> list[NDArray[np.int16]]:
    with wave.open(io.BytesIO(content)) as file:
        assert file.getframerate() == RATE
        flat = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, file.getnchannels())
    return [flat[:, n] for n in range(flat.shape[1])]


def loudest(samples: NDArray[np.int16], pitch: float) -> float:
    pieces = (samples[at : at + 800] for at in range(0, len(samples) - 799, 800))
    return max((level(piece, pitch) for piece in pieces), default=0.0)


async def fetched(net: Network, sid: str) -> list[NDArray[np.int16]]:
    async with net.client.download(WHO, sid, 10_000_000) as pieces:
        return channels(b"".join([piece async for piece in pieces]))


async def test_who_hears_whom_in_a_conference_while_held_muted_and_coached(net: Network) -> None:
    with_music(net)
    customer = await Telephone.dials(net.sim, CUSTOMER, OURS, CUSTOMER_HZ)
    await hears_tone(customer, WAITING_HZ)
    room = await net.client.find_room(WHO, ROOM)
    assert room is not None
    mei = await rung(net, "client:mei", "mei", MEI_HZ)
    await hear(customer=(customer, {MEI_HZ}), mei=(mei, {CUSTOMER_HZ}))
    await net.client.record_call(WHO, customer.sid, callback=net.product.url("recording"))

    an = await rung(net, "client:an", "an", AN_HZ)
    await hear(
        customer=(customer, {MEI_HZ, AN_HZ}), mei=(mei, {CUSTOMER_HZ, AN_HZ}), an=(an, {CUSTOMER_HZ, MEI_HZ})
    )  # fmt: skip
    await net.client.change_participant(WHO, room.sid, mei.sid, ParticipantChange(muted=True))
    await hear(customer=(customer, {AN_HZ}), mei=(mei, {CUSTOMER_HZ, AN_HZ}), an=(an, {CUSTOMER_HZ}))

    on_hold = ParticipantChange(hold=True, hold_url=net.product.url("holding"))
    await net.client.pause_recording(WHO, customer.sid)
    await net.client.change_participant(WHO, room.sid, customer.sid, on_hold)
    await net.client.change_participant(WHO, room.sid, mei.sid, ParticipantChange(muted=False))
    await hear(customer=(customer, set()), mei=(mei, {AN_HZ}), an=(an, {MEI_HZ}))
    await hears_tone(customer, HOLDING_HZ)
    await net.client.change_participant(WHO, room.sid, customer.sid, ParticipantChange(hold=False))

    boss = await rung(net, "client:boss", "boss", BOSS_HZ, coaches=an.sid)
    everybody = {CUSTOMER_HZ, MEI_HZ, AN_HZ}
    await hear(
        customer=(customer, {MEI_HZ, AN_HZ}), mei=(mei, {CUSTOMER_HZ, AN_HZ}),
        an=(an, {CUSTOMER_HZ, MEI_HZ, BOSS_HZ}), boss=(boss, everybody),
    )  # fmt: skip
    await net.client.change_participant(WHO, room.sid, boss.sid, ParticipantChange(coaching=False))
    await hear(customer=(customer, {MEI_HZ, AN_HZ, BOSS_HZ}), mei=(mei, {CUSTOMER_HZ, AN_HZ, BOSS_HZ}))

    await net.client.remove_participant(WHO, room.sid, mei.sid)
    await hear(customer=(customer, {AN_HZ, BOSS_HZ}))
    await net.act(customer.sid, "hang-up")
    await true_of(lambda: net.product.of("recording")[-1:] and "RecordingDuration" in net.product.of("recording")[-1])
    [made] = await net.client.recordings(WHO, call_sid=customer.sid)
    said, heard = await fetched(net, made.sid)
    assert loudest(said, CUSTOMER_HZ) > 5_000
    assert loudest(heard, MEI_HZ) > 5_000
    assert loudest(heard, BOSS_HZ) < 600  # it was paused before the supervisor came, and never went on
    assert loudest(heard, HOLDING_HZ) < 600
    assert np.abs(said[-RATE // 4 :]).max() == 0


async def test_prompts_are_heard_until_a_key_is_pressed_and_a_message_holds_what_was_said(net: Network) -> None:
    product = net.product
    product.says["call"] = [AskKeys(product.url("keys"), [Speak("For orders press one. " * 20)], seconds=PATIENT)]
    product.says["keys"] = [AskMessage(product.url("after"), product.url("recording"), silence=PATIENT)]
    product.says["after"] = [Silence(PATIENT)]
    customer = await Telephone.dials(net.sim, CUSTOMER, OURS)
    await true_of(customer.hears_something_else)
    await customer.press("1")
    await true_of(lambda: _listens_after_the_beep(customer))
    await customer.hum(MEI_HZ)
    await customer.measure()  # half a second passes on the line
    await customer.press("#")
    await true_of(lambda: product.of("recording"))
    [made] = await net.client.recordings(WHO, call_sid=customer.sid)
    [said] = await fetched(net, made.sid)
    assert loudest(said, MEI_HZ) > 5_000
    await true_of(customer.hears_nothing)


async def _listens_after_the_beep(phone: Telephone) -> bool:
    shown = await phone.shown()
    return bool(shown["listens_for_keys"]) and ("beep", "") in [(h["kind"], h["text"]) for h in shown["heard"]]


async def test_nothing_said_is_no_message_and_keys_are_heard_by_the_others(net: Network) -> None:
    with_music(net)
    customer = await Telephone.dials(net.sim, CUSTOMER, OURS)
    mei = await rung(net, "client:mei", "mei", MEI_HZ)
    await hear(customer=(customer, {MEI_HZ}))
    row, column = 697.0, 1209.0

    async def key_is_heard() -> bool:
        await customer.press("1111")
        _, levels = await mei.measure([row, column])
        return levels[row] > 800 and levels[column] > 800

    await true_of(key_is_heard)
    await net.client.redirect_call(
        WHO, customer.sid, twiml=twiml([AskMessage(net.product.url("after"), net.product.url("recording")), EndCall()])
    )
    await true_of(lambda: net.product.call(customer.sid).over)
    assert net.product.of("after") == []


async def test_a_number_without_a_webhook_is_answered_by_an_error_announcement(net: Network) -> None:
    answer = await net.sim.post("/sim/numbers", json={"number": "+15005550010"})
    assert answer.status_code == 201, answer.text
    customer = await Telephone.dials(net.sim, CUSTOMER, "+15005550010")
    await true_of(customer.hears_something_else)

    async def over() -> bool:
        return bool((await customer.shown())["status"] == "completed")

    await true_of(over)


async def test_a_machine_speaks_after_it_was_answered(net: Network) -> None:
    await keep(net.sim, CUSTOMER, habit="machine", after=0, pitch=0)
    new = NewCall(
        CUSTOMER, OURS, twiml=twiml([Silence(PATIENT)]), callback=net.product.callback,
        machine=MachineDetection(net.product.url("amd")),
    )  # fmt: skip
    call = await net.client.call(WHO, new)
    office = net.exchange.office
    await true_of(lambda: office.studio.spoke(office.calls[call.sid]) > 0)
    await true_of(lambda: net.product.of("amd"))
    await net.client.end_call(WHO, call.sid)
