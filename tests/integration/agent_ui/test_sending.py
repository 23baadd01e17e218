"""Undo send and send later from the desk: for the writer, in the thread, on the home page and on the page of new."""

from __future__ import annotations

import re
from datetime import timedelta

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import House
from tests.integration.agent_ui.test_starting import NUMBER, lin, sms


async def test_first_message_comes_back_to_the_page_it_was_written_on_and_its_answer_to_the_composer(
    house: House,
) -> None:
    mei, eve = await house.person("mei", Role.AGENT), await house.person("eve", Role.AGENT, house.other)
    rosa, ada = await house.person("rosa", Role.AGENT), await house.person("ada", Role.ADMIN)
    assert (await ada.post("/admin/sending", {"seconds": "30"})).status_code == 303
    await lin(house)
    opened = (await mei.post("/new", sms(house))).headers["hx-redirect"].rpartition("=")[2]
    thread = (await mei.get(f"/console/thread/{opened}")).text
    found = re.search(r"/console/messages/([0-9a-f-]{36})/take-back", thread)
    assert found
    assert "goes out in" in thread
    assert (await rosa.post(f"/console/messages/{found[1]}/take-back")).status_code == 403
    assert (await eve.post(f"/console/messages/{found[1]}/take-back")).status_code == 409
    back = (await mei.post(f"/console/messages/{found[1]}/take-back")).headers["hx-redirect"]
    assert back == f"/new?again={opened}"
    page = (await mei.get(back)).text
    assert "Your part is here." in page
    assert f'name="to" value="{NUMBER}"' in page
    assert (await rosa.get(back)).status_code == 403
    anew = await mei.post("/new", sms(house, client_key="another-key", again=opened))
    opened = anew.headers["hx-redirect"].rpartition("=")[2]
    answer = {"client_key": "an-answer", "text": "And the filter."}
    sent = (await mei.post(f"/console/interactions/{opened}/messages", answer)).text
    found = re.search(r"/console/messages/([0-9a-f-]{36})/take-back", sent)
    assert found
    desk = (await mei.post(f"/console/messages/{found[1]}/take-back")).text
    assert "And the filter.</textarea>" in desk


async def test_planned_message_is_on_the_home_page_until_it_is_cancelled(house: House) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.ADMIN)
    await lin(house)
    assert (await ada.post("/admin/sending", {"seconds": "61"})).status_code == 422
    opened = (await mei.post("/new", sms(house))).headers["hx-redirect"].rpartition("=")[2]
    assert "take-back" not in (await mei.get(f"/console/thread/{opened}")).text
    at = house.runtime.clock.now() + timedelta(days=1)
    answer = {"client_key": "an-answer", "text": "Good morning", "send_at": at.isoformat()}
    assert "Planned for" in (await mei.post(f"/console/interactions/{opened}/messages", answer)).text
    wrong = answer | {"client_key": "an-other", "send_at": "soon"}
    assert (await mei.post(f"/console/interactions/{opened}/messages", wrong)).status_code == 422
    home = (await mei.get("/home")).text
    assert "Good morning" in home
    found = re.search(r"/console/messages/([0-9a-f-]{36})/take-back", home)
    assert found
    assert (await mei.post(f"/console/messages/{found[1]}/take-back")).status_code == 200
    assert "Cancel sending" not in (await mei.get("/home")).text
    assert "tomorrow morning" in (await mei.get("/console/send-later")).text
