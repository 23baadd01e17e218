"""Keys that an agent presses for the machine at the other end, and prompts that are played from their files."""

from __future__ import annotations

import httpx

from channels.voice.providers.twilio.sealing import PromptSignatures
from contact_center.demo.peers.carrier.voice.sound.samples import RATE, level, tone, wav
from contact_center.demo.peers.carrier.voice.sound.sounds import decoded
from contact_center.kernel.ids import new_id
from tests.integration.channels.voice.twilio.exchange import LineCaller, LinePage, Switch, happens
from tests.integration.channels.voice.twilio.flows import greeted_by
from tests.integration.channels.voice.twilio.test_line import recorded

PROMPT_HZ = 900.0


async def presses(caller: LineCaller, page: LinePage, digits: str) -> httpx.Response:
    return await page.http.post(f"/console/calls/{caller.call_id}/keys", data={"digits": digits})


async def test_keys_reach_the_far_end_alone_and_neither_the_recording_nor_our_books(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await happens(lambda: recorded(switch, caller), "it is being recorded")
    assert (await presses(caller, mei, "4711#")).status_code == 204
    await happens(lambda: _heard_keys(switch, caller), "the far end hears them")
    assert [one.status for one in switch.exchange.office.recordings.values()] == ["paused"]
    [page] = [call for call in switch.exchange.office.calls.values() if call.to == f"client:{mei.device}"]
    assert "keys" not in [heard.kind for heard in page.heard]
    switch.centre.clock.pass_(seconds=10)
    await happens(lambda: _is_taped(switch), "the recording goes on")
    for table in ("channels.call", "channels.twilio_call", "channels.twilio_report", "core.event"):
        kept = await switch.centre.rows(f"select t::text as row from {table} t")
        assert not [row for row in kept if "4711" in row["row"]], table


async def _heard_keys(switch: Switch, caller: LineCaller) -> bool:
    return ("keys", "4711#") in await switch.heard(caller.sid)


async def _is_taped(switch: Switch) -> bool:
    return [one.status for one in switch.exchange.office.recordings.values()] == ["in-progress"]


async def test_keys_are_refused_while_nobody_could_hear_them_and_are_pressed_once(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await switch.does(caller, mei, "hold", held="true")
    assert (await presses(caller, mei, "1")).status_code == 409
    await switch.does(caller, mei, "hold", held="false")
    assert (await presses(caller, mei, "12A")).status_code == 422
    await switch.hears({"customer": {"agent"}, "agent": {"customer"}}, caller)
    assert (await presses(caller, mei, "7")).status_code == 204
    await happens(lambda: _count(switch, caller, 1), "they are heard once")


async def _count(switch: Switch, caller: LineCaller, many: int) -> bool:
    return sum(kind == "keys" for kind, _ in await switch.heard(caller.sid)) == many


async def test_a_recorded_prompt_is_fetched_from_its_signed_address_and_played(switch: Switch) -> None:
    sound = str(await greeted_by(switch, wav(tone((PROMPT_HZ,), 1.0).tobytes(), 1)))
    sid = await switch.rings()
    await happens(lambda: _played(switch, sid, sound), "the file is played in place of the words")
    await switch.waits(sid)
    heard = await switch.heard(sid)
    assert not any("Welcome" in text for _, text in heard)
    [address] = [text for kind, text in heard if kind == "play" and sound in text]
    fetched = await switch.http.get(address)
    assert level(decoded(fetched.content)[: RATE // 2], PROMPT_HZ) > 3_000
    ours = PromptSignatures(switch.vault).sign(switch.account.id, new_id())
    assert (await switch.http.get(address.replace(address.rpartition("/")[2], f"{ours}.wav"))).status_code == 404


async def _played(switch: Switch, sid: str, sound: str) -> bool:
    return any(kind == "play" and sound in text for kind, text in await switch.heard(sid))
