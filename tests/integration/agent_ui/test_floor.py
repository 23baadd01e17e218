"""Supervisors say something to agents; agents raise a hand and are helped. On every page at once, and by the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_live import watching

PAGE = "/supervisor/announcements"


async def api(who: Person, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    headers = {"x-csrf-token": who.csrf, "origin": HOST}
    return await who.http.request(method, f"/api/v1{path}", json=body, headers=headers)


async def change(house: House, statement: str, params: Sequence[object] = ()) -> None:
    await house.runtime.database.run(house.tenant, lambda work: work.execute(statement, list(params)), actor="test")


async def test_an_announcement_stands_on_every_page_until_it_is_read(house: House) -> None:
    sam, mei, ken = [
        await house.person(name, role)
        for name, role in (("sam", Role.SUPERVISOR), ("mei", Role.AGENT), ("ken", Role.AGENT))
    ]
    eve = await house.person("eve", Role.AGENT, house.other)
    async with watching(house, mei) as console, watching(house, ken, view="home") as home:
        said = await sam.post(
            PAGE, {"to": "everyone", "text": "Lot B leaks:\noffer <b>an exchange</b>", "urgent": "true"}
        )
        assert said.status_code == 200
        for shown in (console, home):
            told = (await shown.shows("Lot B leaks"))["content"]
            assert "&lt;b&gt;" in told
            assert "notice-late" in told
            assert 'data-notice="announcement"' in told
    for page in ("/console", "/home", "/customers"):
        assert "Lot B leaks" in (await mei.get(page)).text
    assert "Lot B leaks" not in (await sam.get("/console")).text  # who says it knows it
    assert "Lot B leaks" not in (await eve.get("/home")).text

    [id] = [row["id"] for row in await house.rows("select id from core.announcement")]
    assert "read by 0 of 2" in (await sam.get(PAGE)).text
    assert (await mei.post(f"/floor/announcements/{id}/read")).status_code == 204
    assert (await mei.post(f"/floor/announcements/{id}/read")).status_code == 204  # twice is once
    assert "Lot B leaks" not in (await mei.get("/home")).text
    assert "Lot B leaks" in (await ken.get("/home")).text
    page = (await sam.get(PAGE)).text
    assert "read by 1 of 2" in page
    assert re.search(r"Not read by:? ?.*Ken", page)
    assert (await eve.post(f"/floor/announcements/{id}/read")).status_code == 404
    assert (await mei.post(f"{PAGE}/{id}/take-back")).status_code == 403

    async with watching(house, ken) as shown:
        assert (await sam.post(f"{PAGE}/{id}/take-back")).status_code == 200
        assert "Lot B leaks" not in (await shown.shows('id="floor"'))["content"]
    assert "Lot B leaks" not in (await ken.get("/home")).text
    assert "taken back" in (await sam.get(PAGE)).text
    events = await house.rows("select type from core.event where type like 'announcement.%%' order by position")
    assert [row["type"] for row in events] == ["announcement.made", "announcement.read", "announcement.taken_back"]


async def test_it_ends_by_itself_and_reaches_a_team_a_queue_or_one_person(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    mei, ken = await house.person("mei", Role.AGENT), await house.person("ken", Role.AGENT)
    await change(house, "update core.user_account set team = 'Repairs' where id = %s", [mei.who.user.id])
    queue = house.queues[house.tenant]
    offered = (await sam.get(f"{PAGE}/new")).text
    assert 'value="team:Repairs"' in offered
    assert f'value="queue:{queue}"' in offered
    for to, text in (
        (f"people:{ken.who.user.id}", "only Ken"),
        ("team:Repairs", "only Repairs"),
        (f"queue:{queue}", "all"),
    ):
        assert (await sam.post(PAGE, {"to": to, "text": text, "hours": "1"})).status_code == 200
    mine, his = (await mei.get("/home")).text, (await ken.get("/home")).text
    assert [text in mine for text in ("only Ken", "only Repairs", ">all<")] == [False, True, True]
    assert [text in his for text in ("only Ken", "only Repairs", ">all<")] == [True, False, True]
    listed = (await sam.get(PAGE)).text
    for to in ("to Ken", "to the team Repairs", "to who serves Orders"):
        assert to in listed
    for to, field in (("team:Nobody", "to"), ("queue:x", "to"), (f"people:{sam.who.user.id}", "to")):
        refused = await sam.post(PAGE, {"to": to, "text": "x"})
        assert refused.status_code == 422, to
        assert field in refused.text
    assert (await sam.post(PAGE, {"to": "everyone", "text": "  "})).status_code == 422

    await change(
        house, "update core.announcement set at = at - interval '2 h', expires_at = expires_at - interval '2 h'"
    )
    assert ">all<" not in (await mei.get("/home")).text
    assert "stood until" in (await sam.get(PAGE)).text


async def test_a_raised_hand_is_seen_taken_and_taken_down(house: House) -> None:
    sam, ann = await house.person("sam", Role.SUPERVISOR), await house.person("ann", Role.SUPERVISOR)
    mei, ken = await house.person("mei", Role.AGENT), await house.person("ken", Role.AGENT)
    boss = await house.person("boss", Role.ADMIN)
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    assert "It rattles" not in (await mei.get("/floor/hand")).text
    assert str(interaction) in (await mei.get("/floor/hand")).text
    stranger = await ken.post("/floor/hand", {"interaction": str(interaction)})
    if stranger.status_code == 204:  # who serves the queue may note on its work
        await change(house, "update core.help_request set ended_at = at where agent_id = %s", [ken.who.user.id])
    async with watching(house, sam) as shown, watching(house, mei) as own:
        raised = await mei.post("/floor/hand", {"text": "refund above my limit", "interaction": str(interaction)})
        assert raised.status_code == 204
        told = (await shown.shows("refund above my limit"))["content"]
        assert "Mei" in told
        assert f"/supervisor/work/{interaction}" in told
        assert 'data-notice="help"' in told
        assert "Your hand is raised" in (await own.shows("Your hand is raised"))["content"]
    assert "refund above my limit" not in (await ken.get("/home")).text
    assert "refund above my limit" in (await boss.get("/supervisor")).text  # among what needs attention
    assert (await mei.post("/floor/hand", {"text": "a refund of 9,000", "interaction": ""})).status_code == 204
    [hand] = await house.rows("select id, text from core.help_request where ended_at is null")
    assert hand["text"] == "a refund of 9,000"  # one hand, what it is about was changed

    path = f"/floor/hands/{hand['id']}"
    assert (await ken.post(f"{path}/end")).status_code == 404
    assert (await mei.post(f"{path}/take")).status_code == 403
    async with watching(house, mei) as own:
        assert (await sam.post(f"{path}/take")).status_code == 204
        assert "Sam is coming" in (await own.shows("Sam is coming"))["content"]
    assert (await sam.post(f"{path}/take")).status_code == 204
    late = await ann.post(f"{path}/take")
    assert late.status_code == 409
    assert "a colleague is helping already" in late.text
    assert "Sam is helping" in (await ann.get("/home")).text
    assert "a refund of 9,000" not in (await boss.get("/supervisor")).text
    assert (await mei.post(f"{path}/end")).status_code == 204
    assert (await sam.post(f"{path}/end")).status_code == 204
    assert 'id="hand' not in (await sam.get("/home")).text + (await mei.get("/home")).text
    events = await house.rows("select type from core.event where type like 'help.%%' order by position")
    assert [row["type"] for row in events][-4:] == ["help.asked", "help.asked", "help.taken", "help.ended"]


async def test_the_same_by_api(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    eve = await house.person("eve", Role.SUPERVISOR, house.other)
    made = await api(sam, "POST", "/announcements", {"text": "hello", "to": "people", "people": [str(mei.who.user.id)]})
    assert made.status_code == 201
    id = made.json()["announcement"]
    assert [one["text"] for one in (await api(mei, "GET", "/announcements")).json()] == ["hello"]
    assert (await api(mei, "POST", f"/announcements/{id}/read")).status_code == 204
    assert (await api(mei, "GET", "/announcements")).json() == []
    [sent] = (await api(sam, "GET", "/announcements/sent")).json()
    assert (sent["told"], sent["unread"], sent["to"]) == (1, [], "people")
    assert (await api(eve, "GET", "/announcements/sent")).json() == []
    assert (await api(eve, "DELETE", f"/announcements/{id}")).status_code == 404
    assert (await api(sam, "DELETE", f"/announcements/{id}")).status_code == 204
    assert (await api(mei, "POST", "/announcements", {"text": "me too"})).status_code == 403

    hand = (await api(mei, "POST", "/help-requests", {"text": "please"})).json()["help_request"]
    [raised] = (await api(sam, "GET", "/help-requests")).json()
    assert (raised["id"], raised["agent"], raised["text"]) == (hand, str(mei.who.user.id), "please")
    assert (await api(eve, "GET", "/help-requests")).json() == []
    assert (await api(eve, "POST", f"/help-requests/{hand}/take")).status_code == 404
    assert (await api(sam, "POST", f"/help-requests/{hand}/take")).status_code == 204
    assert (await api(sam, "POST", f"/help-requests/{hand}/end")).status_code == 204
    assert (await api(sam, "GET", "/help-requests")).json() == []


async def test_agents_serve_other_queues_for_some_hours_and_read_who_said_so(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    queue = house.queues[house.tenant]
    page = (await sam.get(f"/supervisor/serving?agent={mei.who.user.id}")).text
    assert re.search(rf'value="{mei.who.user.id}" checked', page)
    form = {"agent": str(mei.who.user.id), "queue": str(queue), "until": "2", "why": "Two are ill"}
    for name, value, words in (
        ("why", " ", "Give a reason"),
        ("agent", str(house.tenant), "at least one agent"),
        ("queue", str(house.tenant), "queue"),
        ("level:juggling", "3", "no such skill"),
    ):
        refused = await sam.post("/supervisor/serving", {**form, name: value})
        assert refused.status_code in (404, 422), name
        assert words in refused.text, name
    async with watching(house, mei) as shown:
        served = await sam.post("/supervisor/serving", form)
        assert served.status_code == 200
        assert "1 agent serves other queues until" in served.text
        told = (await shown.shows("Two are ill"))["content"]
        assert "Sam" in told
        assert "Orders" in told
    assert "Two are ill" in (await mei.get("/home")).text
    assert "Two are ill" in (await sam.get("/supervisor/serving")).text
    assert (await mei.post("/supervisor/serving", form)).status_code == 403
    undo = re.search(r"/supervisor/control/undo/[0-9a-f-]+", served.text)
    assert undo
    assert (await sam.post(undo[0])).status_code == 200
    assert "Two are ill" not in (await mei.get("/home")).text

    assert (await api(sam, "GET", "/routing/control/serving")).json() == []
    until = (house.runtime.clock.now() + timedelta(hours=1)).isoformat()
    body = {"agents": [str(mei.who.user.id)], "queues": [str(queue)], "until": until, "why": "by program"}
    assert (await api(sam, "POST", "/routing/control/serving", body)).status_code == 204
    [row] = (await api(sam, "GET", "/routing/control/serving")).json()
    assert (row["agent"], row["queues"], row["why"]) == (str(mei.who.user.id), [str(queue)], "by program")
    assert (await sam.post(f"/supervisor/serving/{mei.who.user.id}/end")).status_code == 200
    assert (await api(sam, "DELETE", f"/routing/control/serving/{mei.who.user.id}")).status_code == 404


async def test_whose_presence_is_set_reads_by_whom_and_why(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    async with watching(house, mei) as shown:
        done = await sam.post(
            f"/supervisor/control/agents/{mei.who.user.id}", {"to": "presence:lunch", "why": "Eat first"}
        )
        assert done.status_code == 200
        assert "Sam set you to" in (await shown.shows("Eat first"))["content"]


async def test_one_press_lends_an_agent_to_a_queue_and_is_taken_back(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    queue = house.queues[house.tenant]
    form = {"agent": str(mei.who.user.id), "queue": str(queue)}
    assert (await mei.post("/supervisor/control/help", form)).status_code == 403
    assert (await sam.post("/supervisor/control/help", {**form, "queue": str(house.tenant)})).status_code in (404, 422)
    lent = await sam.post("/supervisor/control/help", form)
    assert lent.status_code == 200
    assert "serves Orders, too, until" in lent.text
    assert "Orders is behind" in (await mei.get("/home")).text
    undo = re.search(r"/supervisor/control/undo/[0-9a-f-]+", lent.text)
    assert undo
    assert (await sam.post(undo[0])).status_code == 200
    assert "Orders is behind" not in (await mei.get("/home")).text
