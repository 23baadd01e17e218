"""Macros: what each will do is shown with its reasons, one is run as one act, and taken back as one."""

from __future__ import annotations

import re

from contact_center.directory.service import Role
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import HOST, House, Person

UNDO = re.compile(r'action="(/macros/runs/[0-9a-f-]{36}/undo)"')


async def macro(admin: Person, name: str, **acts: str) -> str:
    """Its id."""
    assert (await admin.post("/admin/macros", {"name": name} | acts)).status_code == 303
    page = (await admin.get("/admin/macros")).text
    found = re.search(rf'<b lang="[^"]*">{name}</b>.*?action="/admin/macros/([0-9a-f-]{{36}})"', page, re.DOTALL)
    assert found
    return found[1]


async def run(who: Person, id: str, interaction: InteractionId) -> str:
    ran = await who.post(f"/macros/{id}/run", {"interaction": str(interaction)})
    assert ran.status_code == 200
    return ran.text


async def standing(house: House, interaction: InteractionId) -> tuple[str, str | None, list[str]]:
    row = (await house.rows("select * from core.interaction where id = %s", interaction))[0]
    tags = await house.rows(
        "select tag from core.conversation_tag where conversation_id = %s order by tag", row["conversation_id"]
    )
    return row["state"], row["disposition"], [one["tag"] for one in tags]


async def test_acts_are_shown_done_and_taken_back_together(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    ken = await house.person("ken", Role.AGENT)

    async def furnish(work: UnitOfWork) -> None:
        await work.execute(
            "insert into core.disposition (tenant_id, code, name, position, active) values (%s, 'done', '{}', 1, true)",
            [work.tenant_id],
        )
        await routing.add_queue(work, "Repairs", wrap_mode={"*": "none"})

    await house.runtime.database.run(house.tenant, furnish, actor="test")
    repairs = str((await house.rows("select id from routing.queue where name = 'Repairs'"))[0]["id"])
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    waits = await macro(ada, "Wait", tags="asked", ending="wait")
    closes = await macro(ada, "Close it", tags="asked, VIP", disposition="done", ending="close")
    writes = await macro(ada, "Write", text="Dear {{agent.name}}", tags="written", ending="close")
    moves = await macro(ada, "To repairs", ending="move", to_queue=repairs)
    snoozes = await macro(ada, "Later", ending="snooze", minutes="90")
    assert (await ada.post("/admin/macros", {"name": "Close it", "tags": "x"})).status_code == 409
    foreign = {"name": "No queue", "ending": "move", "to_queue": str(house.queues[house.other])}
    assert (await ada.post("/admin/macros", foreign)).status_code == 422
    assert (await mei.post("/admin/macros", {"name": "Mine", "tags": "x"})).status_code == 403

    offered = (await mei.get(f"/macros?interaction={interaction}")).text
    assert 'data-snippet="Dear Mei"' in offered
    assert "wait for the customer: " in offered  # nobody has answered yet
    assert "disposition done" in offered
    text = await run(mei, waits, interaction)
    assert "Not done: wait for the customer" in text
    assert await standing(house, interaction) == ("working", None, ["asked"])
    assert "Not done: close" in await run(mei, writes, interaction)  # its text is not sent yet
    assert await standing(house, interaction) == ("working", None, ["asked", "written"])

    for id, state, told in ((closes, "closed", "done"), (moves, "queued", None), (snoozes, "waiting", None)):
        before = await standing(house, interaction)
        queue = (await house.rows("select queue_id from core.interaction where id = %s", interaction))[0]
        undo = UNDO.search(await run(mei, id, interaction))
        assert (await standing(house, interaction))[0] == state
        assert told is None or (await standing(house, interaction))[1] == told
        assert undo
        assert (await ken.post(undo[1])).status_code == 409  # it is not his
        assert (await mei.post(undo[1])).status_code == 200
        assert await standing(house, interaction) == before
        assert (await house.rows("select queue_id from core.interaction where id = %s", interaction))[0] == queue
        assert (await mei.post(undo[1])).status_code == 409  # once


async def test_who_has_it_not_in_hand_does_what_they_may_also_by_api(house: House) -> None:
    ada, mei, ken = [
        await house.person(n, r) for n, r in (("ada", Role.ADMIN), ("mei", Role.AGENT), ("ken", Role.AGENT))
    ]
    eve = await house.person("eve", Role.AGENT, house.other)
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    id = await macro(ada, "Close it", tags="VIP", ending="close")
    path = f"/api/v1/interactions/{interaction}/macros/{id}"
    sent = {"x-csrf-token": ken.csrf, "origin": HOST}
    ran = (await ken.http.post(path, headers=sent)).json()
    assert [one["kind"] for one in ran["done"]] == ["tag"]
    assert [(one["kind"], one["why"]) for one in ran["left"]] == [("close", "not_your_work")]
    assert await standing(house, interaction) == ("working", None, ["VIP"])
    assert [one["name"] for one in (await ken.http.get("/api/v1/macros")).json()] == ["Close it"]
    assert (await ken.http.delete(f"/api/v1/macro-runs/{ran['undo']}", headers=sent)).status_code == 204
    assert await standing(house, interaction) == ("working", None, [])
    assert (await eve.http.get("/api/v1/macros")).json() == []
    assert (await eve.http.post(path, headers={"x-csrf-token": eve.csrf, "origin": HOST})).status_code == 404
    assert (await eve.get(f"/macros?interaction={interaction}")).status_code == 404
