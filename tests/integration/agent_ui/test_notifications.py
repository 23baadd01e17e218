"""How somebody wants to be told is theirs, on every computer; and the pages say who wrote, never what."""

from __future__ import annotations

from agent_ui.frame.changes import Changes
from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import House

PAGE = "/me/notifications"


async def test_choices_are_kept_for_their_person_and_known_on_every_page(house: House) -> None:
    mei, jim = await house.person("mei", Role.AGENT), await house.person("jim", Role.AGENT)
    ada = await house.person("ada", Role.ADMIN)
    chosen = {"sound": ["call", "nonsense"], "browser": ["call", "message"], "volume": "35"}
    assert (await mei.post(PAGE, chosen)).status_code == 303
    assert (await mei.post(PAGE, chosen | {"volume": "101"})).status_code == 422
    for path in ("/console", "/customers", PAGE):
        page = (await mei.get(path)).text
        assert "&#34;volume&#34;: 35" in page or '"volume": 35' in page.replace("&quot;", '"').replace("&#34;", '"')
    assert "35" not in (await jim.get(PAGE)).text.partition('name="volume"')[2][:60]
    assert (await ada.get(PAGE)).status_code == 403


async def test_who_wrote_is_told_on_pages_that_show_no_work(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    work = await house.text("15005550001", "a secret matter")
    await house.give(work, mei.agent)
    assert 'data-waits="1"' in (await mei.get("/customers")).text
    rows = await house.rows("select conversation_id from core.interaction where id = %s", work)
    conversation = rows[0]["conversation_id"]
    assert Changes(fresh={conversation: 1}).frame
