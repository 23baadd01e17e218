"""What administrators ask the simulator and the replay from their pages."""

from __future__ import annotations

import re

import pytest_asyncio

from agent_ui.admin.routing.rehearsal_forms import QUEUE_VALUES
from contact_center.directory.service import Role
from routing.rehearsal.studies import service
from routing.router.translate import ChannelTraits
from routing.rules.ports import NoCustomerFacts
from tests.integration.agent_ui.conftest import House, Person


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


async def computed(house: House, admin: Person, location: str) -> str:
    """The page of a study, once the worker's job has been done."""
    (study,) = await house.rows("select id from routing.study where tenant_id = %s", house.tenant)
    assert location.endswith(str(study["id"]))
    assert "Being computed" in (await admin.get(location)).text
    await service.run(house.runtime.database, house.tenant, study["id"], ChannelTraits(frozenset()), NoCustomerFacts())
    return (await admin.get(location)).text


async def test_how_many_agents_is_answered_with_its_confidence(house: House, admin: Person) -> None:
    asked = await admin.post("/admin/routing/what-if", QUEUE_VALUES | {"calls": "25", "ask": "find", "do": "save"})
    shown = await computed(house, admin, asked.headers["location"])
    assert re.search(r"\d agents reach 80 %", shown)
    assert "±" in shown
    assert "how many agents for 80 %" in (await admin.get("/admin/routing/what-if")).text


async def test_supervisors_rehearse_as_the_api_lets_them_and_are_led_nowhere_else(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    for page in ("what-if", "replay"):
        shown = (await sam.get(f"/admin/routing/{page}")).text
        links = set(re.findall(r'href="(/admin[^"#?]*)', shown))
        assert links == {"/admin/routing/what-if", "/admin/routing/replay"}
        assert (await mei.get(f"/admin/routing/{page}")).status_code == 403
    asked = await sam.post("/admin/routing/what-if", QUEUE_VALUES | {"calls": "25", "ask": "find", "do": "save"})
    shown = await computed(house, sam, asked.headers["location"])
    assert re.search(r"\d agents reach 80 %", shown)
    assert (await sam.get("/admin/routing/queues")).status_code == 403


async def test_what_cannot_be_simulated_is_told_at_its_field_and_stays(house: House, admin: Person) -> None:
    wrong = await admin.post("/admin/routing/what-if", QUEUE_VALUES | {"aht": "long", "agents": "", "do": "save"})
    assert wrong.status_code == 422
    assert re.search(r'name="aht" value="long"[^>]*aria-invalid="true"', wrong.text)
    nothing = await admin.post("/admin/routing/what-if", {"of": "day", "day": "2020-01-06", "do": "save"})
    assert nothing.status_code == 422
    assert "no record of days" in nothing.text


async def test_a_day_without_a_record_says_so_and_can_be_asked_again(house: House, admin: Person) -> None:
    assert 'name="day"' in (await admin.get("/admin/routing/replay")).text
    rows = await admin.post("/admin/routing/replay", {"day": "2020-01-06", "policy": "own", "do": "add:extra"})
    assert 'name="extra.0.like"' in rows.text
    there = {"present.0.login": "nobody", "present.0.span": "14:00-15:00"}
    rows = await admin.post("/admin/routing/replay", {"day": "2020-01-06", **there, "do": "add:present"})
    assert 'name="present.1.login"' in rows.text
    asked = await admin.post("/admin/routing/replay", {"day": "2020-01-06", "policy": "own", "do": "save"})
    shown = await computed(house, admin, asked.headers["location"])
    assert "nothing was in a queue" in shown
    assert 'value="2020-01-06"' in shown
