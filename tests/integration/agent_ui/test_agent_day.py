"""One agent's day, as their supervisor sees it and as they see it themselves; the API tells the same."""

from __future__ import annotations

from datetime import timedelta

from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import closing, wrapping_up
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import SegmentId
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House


async def test_states_and_pieces_of_a_day_and_who_may_see_them(house: House) -> None:
    mei, sam, wei = [
        await house.person(login, role)
        for login, role in (("mei", Role.AGENT), ("sam", Role.SUPERVISOR), ("wei", Role.AGENT))
    ]
    work, database = await house.text("886912345678", "Where is my order?"), house.runtime.database
    await house.give(work, mei.agent)

    async with database.read(house.tenant) as reader:
        segment = await reader.value("select id from core.segment where interaction_id = %s", [work])

    async def close(unit: UnitOfWork) -> None:
        await closing.close(unit, house.runtime.ports, work, mei.agent, disposition=None)
        await wrapping_up.wrap_up(unit, SegmentId(segment), mei.agent, disposition=None, timed_out=True)
        await presence.choose(unit, mei.agent, Presence.AWAY, "lunch")

    await database.run(house.tenant, close, actor="mei")
    while await consume_once(database, Measures()):
        pass
    address = f"/supervisor/agents/{mei.agent}"
    page = (await sam.get(address)).text
    assert "1 piece of work" in page
    assert "Lunch" in page
    assert f'href="/supervisor/work/{work}"' in page
    assert "sees this page, too" in page
    own = (await mei.get("/me/day")).text
    assert f'href="/console?c={work}"' in own
    assert "sees this page, too" not in own
    assert "1 piece of work" not in (await wei.get("/me/day")).text
    assert (await wei.get(address)).status_code == 403

    told = (await sam.get(f"/api/v1/measures/agents/{mei.agent}/day")).json()
    assert [one["interaction_id"] for one in told["parts"]] == [str(work)]
    assert told["finished"] == {"value": 1, "usual": None}
    assert sum(one["seconds"] for one in told["sums"]) >= 0
    yesterday = (house.runtime.clock.now() - timedelta(days=2)).date()
    empty = (await sam.get(f"{address}?day={yesterday}")).text
    assert "Not signed in on this day." in empty
    assert (await sam.get(f"{address}?day=0001-01-01")).status_code == 422
    assert (await sam.get(f"/supervisor/agents/{work}")).status_code == 404
    stranger = await house.person("sam", Role.SUPERVISOR, house.other)
    assert (await stranger.get(address)).status_code == 404
    assert (await stranger.get(f"/api/v1/measures/agents/{mei.agent}/day")).status_code == 404
