"""Presence, offers, calls and the live connection are on every page of somebody who is signed in."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import House, Person

AT_THE_DOOR = ("/sign-in",)


async def pages(house: House, person: Person) -> dict[str, str]:
    """Every whole page this person may see at an address without an id: path → HTML."""
    found = {}
    for route in iter_route_contexts(house.app.routes):
        path = route.path or ""
        if not isinstance(route.original_route, APIRoute) or "GET" not in (route.methods or ()) or "{" in path:
            continue
        answer = await person.get(path)
        if answer.status_code == 200 and "<!doctype html>" in answer.text:
            found[path] = answer.text
    return {path: html for path, html in found.items() if not path.startswith(AT_THE_DOOR)}


def missing(html: str, *parts: str) -> list[str]:
    return [part for part in parts if part not in html]


@pytest.mark.parametrize(
    ("role", "some"),
    [
        (Role.AGENT, {"/console", "/customers"}),
        (Role.SUPERVISOR, {"/console", "/customers", "/supervisor"}),
    ],
)
async def test_who_takes_work_is_offered_it_on_every_page(house: House, role: Role, some: set[str]) -> None:
    sam = await house.person("sam", role)
    segment = await house.offer(await house.text("886900000001", "ring"), sam.agent)
    shown = await pages(house, sam)
    assert some <= set(shown)
    parts = ('id="live"', 'id="presence"', 'id="call"', 'id="call-audio"', f"/console/offers/{segment}/accept")
    assert {path: missing(html, *parts) for path, html in shown.items() if missing(html, *parts)} == {}


async def test_an_administrators_pages_are_live_without_a_presence(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    shown = await pages(house, ada)
    assert {"/admin", "/admin/routing/queues", "/customers", "/supervisor"} <= set(shown)
    assert [path for path, html in shown.items() if 'id="live"' not in html or 'id="presence"' in html] == []


async def test_a_customers_page_and_an_address_that_leads_nowhere_have_the_frame_too(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    segment = await house.offer(await house.text("886900000001", "ring"), mei.agent)
    customer = (await house.rows("select id from crm.customer where tenant_id = %s", house.tenant))[0]["id"]
    for path in (f"/customers/{customer}", f"/customers/{house.tenant}", "/no/such/page", "/admin"):
        answer = await mei.get(path)
        assert missing(answer.text, 'id="live"', 'id="presence"', f"/console/offers/{segment}/accept") == [], path


async def test_an_offer_accepted_on_another_page_leads_to_the_console_with_that_work(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "ring")
    segment = await house.offer(interaction, mei.agent)
    here = "http://localhost:8600/customers?q=lin"
    answer = await mei.post(f"/console/offers/{segment}/accept", **{"hx-current-url": here})
    assert answer.headers["hx-redirect"] == f"/console?c={interaction}"
    assert "ring" in (await mei.get(answer.headers["hx-redirect"])).text


async def test_of_two_offers_the_one_that_ends_first_is_shown_and_answering_it_leaves_the_other(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    slow = await house.offer(await house.text("886900000001", "no hurry"), mei.agent, seconds=60)
    quick = await house.offer(await house.text("886900000002", "now please"), mei.agent, seconds=20)
    shown = (await mei.get("/console")).text
    assert f'id="offer-{quick}"' in shown
    assert f'id="offer-{slow}"' not in shown
    taken = await mei.post(f"/console/offers/{quick}/accept")
    assert f'hx-target="#offer-{quick}" hx-swap="delete"' in taken.text
    assert 'hx-target="#offers"' not in taken.text
    assert f'id="offer-{slow}"' in (await mei.get("/console")).text
    refused = await mei.post(f"/console/offers/{slow}/reject")
    assert 'hx-target="#offers"' not in refused.text


async def test_after_a_gap_a_page_without_a_desk_fetches_its_frame(house: House) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.ADMIN)
    segment = await house.offer(await house.text("886900000001", "ring"), mei.agent)
    refreshed = await mei.get("/frame", **{"hx-request": "true"})
    assert f"/console/offers/{segment}/accept" in refreshed.text
    assert int(refreshed.headers["x-cursor"]) > 0
    nothing = await ada.get("/frame", **{"hx-request": "true"})
    assert (nothing.status_code, nothing.text) == (200, "")
    assert int(nothing.headers["x-cursor"]) > 0
