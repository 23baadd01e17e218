"""A colleague called by `@` in a note: told at once wherever they are, let in to read and to note, no more."""

from __future__ import annotations

import re

from contact_center.directory.service import Role
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_live import watching


async def off_the_queue(house: House, *people: Person) -> None:
    """Nothing ties them to the work of the house's one queue."""

    async def leave(work: UnitOfWork) -> None:
        for one in people:
            await routing.set_profile(work, one.who.user.id, skills={}, queues={}, capacity={"*": 1})

    await house.runtime.database.run(house.tenant, leave, actor="test")


async def note(person: Person, interaction: InteractionId, text: str) -> int:
    path = f"/console/interactions/{interaction}/notes"
    return (await person.post(path, {"client_key": f"key-{abs(hash(text))}", "text": text})).status_code


async def test_who_is_mentioned_is_told_and_let_in_to_read_and_to_note_and_no_further(house: House) -> None:
    mei, ken, ada = [await house.person(name, Role.AGENT) for name in ("mei", "ken", "ada")]
    boss, eve = await house.person("boss", Role.ADMIN), await house.person("eve", Role.AGENT, house.other)
    await off_the_queue(house, ken, ada)
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    page = f"/console/thread/{interaction}"
    assert (await ken.get(page)).status_code == 403

    offered = (await mei.http.get(f"/console/interactions/{interaction}/colleagues")).json()
    assert [one["name"] for one in offered] == ["Ada", "Ken", "Orders"]  # no administrator, nobody from elsewhere
    async with watching(house, ken, view="home") as shown:
        assert await note(mei, interaction, "@Ken what do you think? @Kenneth @Eve @Boss") == 204
        told = await shown.shows("what do you think?")
        assert told["content"].count("Ken what") == 1
    async with watching(house, ken) as shown:
        assert await note(mei, interaction, "@ken are you there?") == 204
        told = await shown.shows("Mei mentioned you")
        assert 'data-mentions="2"' in told["content"]
        assert 'data-notice="mention"' in told["content"]
    assert (await mei.get(page)).text.count("mentions Ken") == 2
    assert "are you there?" in (await ken.get("/home")).text
    assert "are you there?" not in (await ada.get("/home")).text

    opened = await ken.get(page)
    assert opened.status_code == 200
    assert "It rattles" in opened.text
    assert "are you there?" not in (await ken.get("/home")).text  # seen
    async with watching(house, ken) as shown:
        await note(mei, interaction, "one more thing")
        await shown.shows("one more thing")  # it goes on before their eyes
    path = f"/console/interactions/{interaction}"
    answered = await ken.post(f"{path}/notes", {"client_key": "ken-answers", "text": "Bolt M4"})
    assert "Bolt M4" in answered.text  # shown to the writer at once: it is not their own work
    assert "Bolt M4" in (await mei.get(page)).text
    for act, data in (
        ("messages", {"client_key": "ken-sends", "text": "hello"}), ("close", {}), ("tags", {"tag": "x"}),
        ("park", {"until": "customer"}),
    ):  # fmt: skip
        assert (await ken.post(f"{path}/{act}", data)).status_code == 403, act
    for stranger in (ada, eve):
        assert (await stranger.get(page)).status_code in (403, 404)
        assert await note(stranger, interaction, "me too") in (403, 404)
    audited = await house.rows("select detail from core.audit where action = 'colleague mentioned'")
    assert [row["detail"]["user"] for row in audited] == [str(ken.who.user.id)] * 2

    assert (await boss.post("/admin/mentions", {"days": "366"})).status_code == 422
    assert (await boss.post("/admin/mentions", {"days": "0"})).status_code in (204, 303)
    assert (await ken.get(page)).status_code == 200  # while it is open
    assert (await mei.post(f"{path}/close", {"sure": "true"})).status_code == 200
    assert (await ken.get(page)).status_code == 403


async def test_a_team_and_notes_by_api(house: House) -> None:
    mei, ken, ada = [await house.person(name, Role.AGENT) for name in ("mei", "ken", "ada")]
    eve = await house.person("eve", Role.AGENT, house.other)
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    assert await note(mei, interaction, "@Orders, who knows this?") == 204
    assert len(re.findall("who knows this", (await ken.get("/home")).text + (await ada.get("/home")).text)) == 2
    seen = await ken.post(f"/home/mentions/{interaction}/seen")
    assert seen.status_code == 204
    assert "who knows this" not in (await ken.get("/home")).text
    path = f"/api/v1/interactions/{interaction}/notes"

    async def by_api(who: Person, key: str, **body: object) -> int:
        headers = {"idempotency-key": key, "x-csrf-token": who.csrf, "origin": HOST}
        return (await who.http.post(path, json=body, headers=headers)).status_code

    assert await by_api(mei, "api-note-1", text="see this", mentions=[str(ken.who.user.id)]) == 201
    assert await by_api(mei, "api-note-1", text="see this", mentions=[str(ken.who.user.id)]) == 201  # once
    assert await by_api(mei, "api-note-2", text="and you", mentions=[str(eve.who.user.id)]) == 422
    assert await by_api(eve, "api-note-3", text="from elsewhere") == 404
    listed = (await ken.http.get("/api/v1/mentions")).json()
    assert [(one["interaction"], one["by"]) for one in listed] == [(str(interaction), str(mei.who.user.id))]
