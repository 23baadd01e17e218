"""A call of the public network that is parked and picked up: what the carrier's conference is told."""

from __future__ import annotations

from uuid import UUID

from channels.voice.parking.service import CallParking
from tests.integration.channels.voice.twilio.exchange import Switch, happens


async def test_parked_the_telephone_hears_hold_music_and_whoever_picks_it_up_hears_it(switch: Switch) -> None:
    mei, wei = await switch.agent("mei"), await switch.agent("wei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    parking, tenant = CallParking(switch.desk, switch.ports), switch.centre.tenant
    await parking.park(tenant, mei.who, caller.call_id)
    await switch.is_in(caller, "parked")
    await switch.hears({"customer": set()}, caller)
    leg = UUID((await switch.books(caller))["state"]["legs"][0]["id"])
    assert "hold" in await switch.ask_music(caller.call_id, leg)
    await switch.becomes(caller, "waiting", None)

    assert await parking.pick_up(tenant, wei.who, caller.call_id) == caller.interaction
    assert (await switch.joins(caller, wei)).json()["leg_id"]
    await switch.is_in(caller, "talking")
    await switch.hears({"customer": {"agent"}, "agent": {"customer"}}, caller)

    await parking.park(tenant, wei.who, caller.call_id)
    await switch.hears({"customer": set()}, caller)
    await switch.acts(caller, "hang-up")
    await switch.becomes(caller, "closed", "abandoned")

    await happens(lambda: _all_over(switch), "nobody is left on a line")


async def _all_over(switch: Switch) -> bool:
    return all(call.ended_already for call in switch.exchange.office.calls.values())
