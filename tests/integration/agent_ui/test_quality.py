"""A supervisor writes a score card, evaluates a conversation with it, and its agent answers."""

from __future__ import annotations

import re

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person

QUALITY = "/supervisor/quality"
CARD = {
    "name": "Text messages", "question_0": "Greets", "weight_0": "1", "question_1": "Proves who it is",
    "weight_1": "3", "fatal_1": "on", "question_2": "Says what happens next", "kind_2": "scale", "weight_2": "4",
}  # fmt: skip


def headers(who: Person) -> dict[str, str]:
    return {"x-csrf-token": who.csrf, "origin": HOST}


async def begun(house: House, sam: Person, mei: Person) -> tuple[str, str]:
    """A card, and the address of an evaluation begun with it."""
    work = await house.text("886912345678", "Where is my order?")
    await house.give(work, mei.agent)
    assert (await sam.post(f"{QUALITY}/cards", CARD)).status_code == 303
    assert f'href="{QUALITY}/new?work={work}"' in (await sam.get(f"/supervisor/work/{work}")).text
    new = (await sam.get(f"{QUALITY}/new?work={work}")).text
    card = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>Text messages', new)[0]
    made = await sam.post(QUALITY, {"work": str(work), "agent": str(mei.agent), "card": card})
    assert made.status_code == 303
    return card, made.headers["location"]


async def test_from_a_card_to_the_agents_answer(house: House) -> None:
    mei, wei = [await house.person(login, Role.AGENT) for login in ("mei", "wei")]
    sam, ann = [await house.person(login, Role.SUPERVISOR) for login in ("sam", "ann")]
    card, address = await begun(house, sam, mei)
    own = address.replace(QUALITY, "/me/quality")

    # A draft is seen by who writes it, and by nobody else.
    assert (await sam.post(address, {"points_0": "1", "then": "keep"})).status_code == 303
    assert [(await one.get(path)).status_code for one, path in ((sam, address), (ann, address), (mei, own))] == [
        200,
        404,
        404,
    ]
    assert address in (await sam.get(QUALITY)).text
    assert address not in (await ann.get(QUALITY)).text
    incomplete = await sam.post(address, {"points_0": "1", "then": "publish"})
    assert incomplete.status_code == 422
    assert (await mei.get(own)).status_code == 404

    answers = {
        "points_0": "1",
        "points_1": "1",
        "points_2": "2",
        "remark_2": "No date",
        "at_2": "1:05",
        "comment": "Calm.",
    }
    assert (await sam.post(address, {**answers, "then": "publish"})).status_code == 303
    seen = (await mei.get(own)).text
    assert "75 %" in seen
    assert "No date" in seen
    assert "1:05" in seen
    assert own in (await mei.get("/me/quality")).text
    assert (await wei.get(own)).status_code == 404
    assert (await mei.get(address)).status_code == 403
    assert (await ann.get(address)).status_code == 200
    assert (await ann.post(address, answers)).status_code == 409

    assert (await mei.post(f"{own}/reply", {"then": "dispute"})).status_code == 422
    assert (await mei.post(f"{own}/reply", {"reply": "The date was in it.", "then": "dispute"})).status_code == 303
    assert "The date was in it." in (await sam.get(address)).text
    assert address in (await ann.get(f"{QUALITY}?disputed=yes&agent={mei.agent}")).text
    assert (await sam.post(f"{address}/discard")).status_code == 409

    # The card changes; what was evaluated with it does not.
    changed = {"id": card, "name": "Text messages", "question_0": "Something else"}
    assert (await sam.post(f"{QUALITY}/cards", changed)).status_code == 303
    assert "Says what happens next" in (await sam.get(address)).text
    assert (await sam.post(f"{QUALITY}/cards/{card}/active", {"active": "false"})).status_code == 303
    assert "retired" in (await sam.get(f"{QUALITY}/cards")).text


async def test_the_same_by_api_and_for_nobody_elses(house: House) -> None:
    mei, wei = [await house.person(login, Role.AGENT) for login in ("mei", "wei")]
    sam = await house.person("sam", Role.SUPERVISOR)
    stranger = await house.person("sam", Role.SUPERVISOR, house.other)
    card, address = await begun(house, sam, mei)
    api = f"/api/v1/quality/evaluations/{address.rpartition('/')[2]}"
    answers = [{"question": n, "points": points} for n, points in enumerate((1, 0, 4))]
    given = await sam.http.put(api, json={"answers": answers, "publish": True}, headers=headers(sam))
    assert (given.status_code, given.json()["share"], given.json()["fatal"]) == (200, 0.0, 1)
    listed = (await sam.get("/api/v1/quality/evaluations")).json()
    assert [(one["agent_id"], one["count"], one["average"]) for one in listed["agents"]] == [(str(mei.agent), 1, None)]
    assert len((await mei.get("/api/v1/quality/evaluations")).json()["evaluations"]) == 1
    assert (await wei.get(f"/api/v1/quality/evaluations?agent_id={mei.agent}")).json()["evaluations"] == []
    assert (await wei.http.put(f"{api}/reply", json={"reply": "me too"}, headers=headers(wei))).status_code == 404
    assert (await mei.http.put(f"{api}/reply", json={}, headers=headers(mei))).status_code == 204
    assert (await mei.http.put(api, json={"answers": []}, headers=headers(mei))).status_code == 403
    work = given.json()["interaction_id"]
    own = {"card_id": card, "interaction_id": work, "agent_id": str(sam.agent)}
    assert (await sam.http.post("/api/v1/quality/evaluations", json=own, headers=headers(sam))).status_code == 422
    for path in (api, f"/api/v1/quality/cards/{card}"):
        assert (await stranger.get(path)).status_code in (404, 405)
    assert (await stranger.get("/api/v1/quality/cards")).json() == []
