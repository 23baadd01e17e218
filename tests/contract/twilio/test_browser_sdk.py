"""The simulated network speaks the signalling of Twilio's browser SDK: the SDK itself is the judge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from channels.vendors.twilio.voice.domain import NewParticipant, ParticipantChange, VoiceKey
from channels.vendors.twilio.voice.render import JoinRoom
from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.demo.peers.carrier.contract import Contract
from tests.contract.twilio.browser_sdk import CHROMIUM, SDK, Softphone, softphones, token_for
from tests.contract.twilio.product import WHO, Network, network, true_of
from tests.telephones import Telephone
from tests.unit.channels.sms.builders import ACCOUNT_SID, CUSTOMER, OURS

KEY = VoiceKey(ACCOUNT_SID, "SK" + "1" * 32, "the secret of the API key of the tests")
APP = "AP" + "2" * 32
ROOM = "call-1"
MEI_HZ, CUSTOMER_HZ = 1900.0, 2700.0

pytestmark = [
    pytest.mark.browser,
    pytest.mark.webrtc,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium found: apt-get install chromium"),
    pytest.mark.skipif(not SDK.is_file(), reason="the SDK is not there: npm ci"),
    pytest.mark.skipif(not webrtc_available()[0], reason=webrtc_available()[1]),
]


@pytest.fixture
async def net(contract: Contract) -> AsyncIterator[Network]:
    async with network(contract, second=1.0) as made:
        accounts = made.carrier.store.accounts
        accounts[ACCOUNT_SID] = replace(accounts[ACCOUNT_SID], api_keys={KEY.key_sid: KEY.secret})
        made.product.says["call"] = [JoinRoom(ROOM, "customer", made.product.url("room"), ends=True)]
        yield made


async def inside(net: Network, *labels: str) -> bool:
    rooms = (await net.sim.get("/sim/rooms")).json()
    return {m["label"] for room in rooms for m in room["members"] if m["joined"]} == {*labels}


async def test_an_agents_browser_is_rung_talks_and_calls_out(net: Network, tmp_path: Path) -> None:
    customer = await Telephone.dials(net.sim, CUSTOMER, OURS, CUSTOMER_HZ)
    async with softphones(str(net.sim.base_url).rstrip("/"), MEI_HZ, tmp_path) as [mei]:
        await mei.begin(token_for(KEY, "mei", APP))
        await true_of(lambda: mei.happened("registered"))
        new = NewParticipant("client:mei", OURS, "mei", net.product.callback)
        leg = (await net.client.add_participant(WHO, ROOM, new)).call_sid
        await true_of(lambda: mei.happened(f"incoming {OURS}"))
        assert await mei.run("() => call.parameters.CallSid") == leg
        await mei.run("() => call.accept()")
        await true_of(lambda: inside(net, "customer", "mei"))

        async def both_hear() -> bool:
            return await mei.hears(CUSTOMER_HZ) and await customer.tones() == {MEI_HZ}

        await true_of(both_hear)

        async def key_is_heard() -> bool:
            await mei.run("() => call.sendDigits('5555')")
            _, levels = await customer.measure([770.0, 1336.0])
            return all(level > 800 for level in levels.values())

        await true_of(key_is_heard)
        room = await net.client.find_room(WHO, ROOM)
        assert room is not None
        await net.client.change_participant(WHO, room.sid, customer.sid, ParticipantChange(hold=True))

        async def neither_hears() -> bool:
            return not await mei.hears(CUSTOMER_HZ) and await customer.tones() == set()

        await true_of(neither_hears)
        await net.client.remove_participant(WHO, room.sid, leg)
        await true_of(lambda: mei.happened("disconnect"))
        await customer.act("hang-up")
        await true_of(lambda: net.product.call(leg).over)

        await _calls_out(net, mei)


async def _calls_out(net: Network, mei: Softphone) -> None:
    await mei.run("() => connect({ To: '+14155550123' })")
    await true_of(lambda: mei.happened("call error 31001"))  # no such app
    made = await net.sim.post("/sim/applications", json={"sid": APP, "voice_url": net.product.url("app")})
    assert made.status_code == 201
    net.product.says["app"] = [JoinRoom("out", "mei", net.product.url("room"))]
    await mei.run("() => connect({ To: '+14155550123', Case: '7' })")
    await true_of(lambda: mei.happened("accept"))
    await true_of(lambda: inside(net, "mei"))
    [asked] = net.product.of("app")
    assert (asked["From"], asked["To"], asked["Case"], asked["ApplicationSid"]) == (
        "client:mei", "+14155550123", "7", APP,
    )  # fmt: skip
    await mei.run("() => call.disconnect()")
    await true_of(lambda: net.product.of("app") and inside(net))


async def test_two_of_one_name_ring_a_stranger_does_not_and_a_broken_connection_keeps_the_call(
    net: Network, tmp_path: Path
) -> None:
    async with softphones(str(net.sim.base_url).rstrip("/"), MEI_HZ, tmp_path, 3) as [here, there, stranger]:
        await stranger.begin(token_for(replace(KEY, secret="another secret than that of the API key"), "mei"))
        await true_of(lambda: stranger.happened("error 31202"))
        new = NewParticipant("client:mei", OURS, "mei", net.product.callback)
        unknown = (await net.client.add_participant(WHO, ROOM, new)).call_sid
        await true_of(lambda: net.product.call(unknown).status == "no-answer")
        for phone in (here, there):
            await phone.begin(token_for(KEY, "mei"))
            await true_of(lambda p=phone: p.happened("registered"))
        leg = (await net.client.add_participant(WHO, ROOM, new)).call_sid
        for phone in (here, there):
            await true_of(lambda p=phone: p.happened(f"incoming {OURS}"))
        await here.run("() => call.accept()")
        await true_of(lambda: there.happened("cancel"))
        await true_of(lambda: inside(net, "mei"))
        await here.run("() => { happened.length = 0; sockets.at(-1).close(); }")
        await true_of(lambda: here.happened("registered"))
        other = Telephone(net.sim, await net.dial())
        await other.hum(CUSTOMER_HZ)
        await true_of(lambda: inside(net, "mei", "customer"))
        office = net.exchange.office
        before = office.studio.line(office.calls[leg])
        await here.run("() => call._mediaHandler.iceRestart()")
        await true_of(lambda: office.studio.line(office.calls[leg]) is not before)
        await true_of(lambda: here.hears(CUSTOMER_HZ))
        await here.run("() => call.disconnect()")
        await true_of(lambda: net.product.call(leg).over)
        declined = (await net.client.add_participant(WHO, ROOM, new)).call_sid
        for phone in (here, there):
            await true_of(lambda p=phone: p.run("() => device.calls.length"))
            await phone.run("() => device.calls[0].reject()")
        await true_of(lambda: net.product.call(declined).over)
