"""Telephones that call the centre's number at Twilio: work, sound in the conference, and what becomes of both."""

from __future__ import annotations

from tests.integration.channels.voice.twilio.exchange import Switch, happens


async def test_a_customer_calls_waits_talks_is_held_and_hangs_up(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    assert ("music", "") in await switch.heard(caller.sid)
    await switch.talks(caller, mei)
    assert (await switch.books(caller))["provider"] == "twilio"
    assert any(kind == "announce" for kind, _ in await switch.heard(caller.sid))
    await happens(lambda: _recorded_since(switch, caller), "it is being recorded")
    await switch.does(caller, mei, "hold", held="true")
    await switch.hears({"agent": set()}, caller) if False else None
    await happens(lambda: _plays(switch, caller, "hold"), "the customer hears music")
    await switch.does(caller, mei, "hold", held="false")
    await switch.hears({"customer": {"agent"}, "agent": {"customer"}}, caller)
    await switch.acts(caller, "hang-up")
    await switch.is_in(caller, "ended")
    await happens(lambda: _kept(switch, caller), "the recording is kept")


async def _recorded_since(switch: Switch, caller: object) -> bool:
    return (await switch.books(caller))["recording_started_at"] is not None  # type: ignore[arg-type]


async def _plays(switch: Switch, caller: object, name: str) -> bool:
    return any(kind == "play" and name in text for kind, text in await switch.heard(caller.sid))  # type: ignore[attr-defined]


async def _kept(switch: Switch, caller: object) -> bool:
    return (await switch.books(caller))["recording_key"] is not None  # type: ignore[arg-type]
