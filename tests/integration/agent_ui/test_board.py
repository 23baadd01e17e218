"""What the wallboard says, and what its figures are made of."""

from __future__ import annotations

import re

import pytest

from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.interactions import Presence
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from tests.integration.agent_ui.conftest import House, Person


async def count(house: House) -> None:
    while await consume_once(house.runtime.database, Measures(), batch=200):
        pass


async def board(house: House, sam: Person) -> str:
    await count(house)
    return " ".join(re.sub(r"<[^>]+>", " ", (await sam.get("/supervisor")).text).split())


async def test_a_stopped_queue_is_in_the_headline(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    assert "nobody has waited too long" in await board(house, sam)
    queue = house.queues[house.tenant]
    paused = await sam.post(f"/supervisor/control/queues/{queue}", {"to": "pause", "why": "stock count"})
    assert paused.status_code == 200
    said = await board(house, sam)
    assert "is paused: since" in said
    assert "stock count" in said
    assert "within their goals" not in said


async def test_queue_agent_and_waiting_piece_open_what_they_are_made_of(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    taken, waits = await house.text("15005550001", "Where is it?"), await house.text("15005550002", "Hello?")
    await house.give(taken, mei.agent)
    await count(house)
    shown = (await sam.get("/supervisor")).text
    queue = house.queues[house.tenant]
    for link in (f"/supervisor/queues/{queue}", f"/supervisor/agents/{mei.agent}", f"/supervisor/work/{waits}"):
        assert f'href="{link}"' in shown
        assert (await sam.get(link)).status_code == 200
    of_queue = (await sam.get(f"/supervisor/queues/{queue}")).text
    assert f'href="/supervisor/work/{taken}"' in of_queue
    assert f'href="/supervisor/work/{waits}"' in of_queue
    of_agent = (await sam.get(f"/supervisor/agents/{mei.agent}")).text
    assert f'href="/supervisor/work/{taken}"' in of_agent
    assert "Where is it?" in (await sam.get(f"/supervisor/work/{taken}")).text
    assert (await sam.get("/supervisor/failed")).status_code == 200


async def test_a_screen_on_the_wall_follows_the_same_figures(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    await house.text("15005550002", "Hello?")
    await count(house)
    shown = (await sam.get("/supervisor/tv")).text
    assert 'data-page="tv"' in shown
    assert 'data-view="board"' in shown
    assert f'href="/supervisor/queues/{house.queues[house.tenant]}"' in shown
    assert (await mei.get("/supervisor/tv")).status_code == 403


async def test_agents_do_not_open_them(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    for path in (f"queues/{house.queues[house.tenant]}", f"agents/{mei.agent}", f"work/{sms}", "failed"):
        assert (await mei.get(f"/supervisor/{path}")).status_code == 403


@pytest.mark.parametrize("what", ["queues", "agents", "work"])
async def test_what_is_not_there_is_not_found(house: House, what: str) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    assert (await sam.get(f"/supervisor/{what}/{house.tenant}")).status_code == 404


async def test_what_is_said_of_a_waiting_piece_is_so_at_that_moment(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")

    async def choose(who: Person, state: Presence, reason: str | None = None) -> None:
        await house.runtime.database.run(
            house.tenant, lambda unit: presence.choose(unit, who.agent, state, reason), actor="test"
        )

    async def page() -> str:
        return (await sam.get(f"/supervisor/work/{sms}")).text

    await choose(sam, Presence.OFFLINE)
    assert "Mei could take it." in await page()
    none = {"*": 0, "sms": 0}
    await house.runtime.database.run(
        house.tenant, lambda unit: presence.set_capacity(unit, mei.agent, none), actor="test"
    )  # fmt: skip
    full = await page()
    assert "could take it" not in full
    assert "Busy with other work" in full
    assert "can take it" in (await sam.get(f"/supervisor/control/work/{sms}")).text
    await choose(mei, Presence.AWAY, "lunch")
    assert "<dt>Away</dt>" in await page()
