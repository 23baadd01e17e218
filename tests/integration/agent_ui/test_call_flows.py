"""Call flows as an administrator makes, tries, publishes and takes them back; others and other houses see nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import House, Person


def _fields(page: str) -> dict[str, str]:
    """What the form of a flow would send, as a browser fills it from the page."""
    found: dict[str, str] = {}
    form = page[page.index('enctype="multipart/form-data"') :]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        unchosen = kind is not None and kind[1] in ("checkbox", "file") and " checked" not in tag
        if name and not unchosen and name[1] not in ("csrf", "csrf_token"):
            found.setdefault(name[1], value[1] if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        found[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else first[1] if first else ""
    return found


async def _made(ada: Person, name: str = "Main line") -> tuple[str, dict[str, str]]:
    made = await ada.post("/admin/call-flows", {"name": name})
    assert made.status_code == 303
    page = made.headers["location"]
    return page, _fields((await ada.get(page)).text)


async def put(person: Person, path: str, body: Any) -> Any:
    return await person.http.put(
        path, json=body, headers={"origin": "http://localhost:8600", "x-csrf-token": person.csrf}
    )


async def test_a_flow_is_made_mended_published_tried_and_taken_back(house: House) -> None:
    ada, eve = await house.person("ada", Role.ADMIN), await house.person("eve", Role.ADMIN, house.other)
    mei = await house.person("mei", Role.AGENT)
    page, form = await _made(ada)
    assert "Main line" in (await ada.get("/admin/call-flows")).text
    assert (await ada.post("/admin/call-flows", {"name": "main line"})).status_code == 409
    assert (await mei.post(page, form)).status_code == 403
    assert (await eve.get(page)).status_code == 404
    assert (await eve.post(page, form)).status_code == 404
    assert (await ada.post(page, form | {"do": "publish", "note": "first"})).status_code == 303
    assert "Version 1 is live." in (await ada.get(page)).text

    form = _fields((await ada.get(page)).text)
    greeting = next(key[:-4] for key, value in form.items() if key.endswith("name") and value == "greeting")
    wrong = await ada.post(page, form | {f"{greeting}prompt.zh-Hant": "", "do": "publish"})
    assert wrong.status_code == 422
    assert "What is said in Chinese: This is missing" in wrong.text
    assert (await ada.post(page, form)).status_code == 409, "the draft was saved by then"
    form = _fields((await ada.get(page)).text)
    renamed = await ada.post(
        page, form | {f"{greeting}name": "hello", f"{greeting}prompt.zh-Hant": "歡迎光臨", "do": "publish"}
    )
    assert renamed.status_code == 303, "what led to it leads to its new name"
    tried = (await ada.get(f"{page}/try?language=zh-Hant")).text
    assert "歡迎光臨" in tried
    assert "The caller waits for an agent" in tried
    assert "The caller leaves a message" in (await ada.get(f"{page}/try?opening=closed")).text
    assert "This is version 1." in (await ada.get(f"{page}?version=1")).text
    edits = _fields((await ada.get(page)).text)["saw"]
    assert (await ada.post(f"{page}/back/1", {"saw": edits})).status_code == 303
    assert "Version 3 is live." in (await ada.get(page)).text
    assert (await ada.post(f"{page}/back/9", {"saw": int(edits) + 1})).status_code == 404


async def test_the_api_says_every_problem_and_assigns_lines(house: House) -> None:
    ada, eve = await house.person("ada", Role.ADMIN), await house.person("eve", Role.ADMIN, house.other)
    mei = await house.person("mei", Role.AGENT)
    page, _ = await _made(ada)
    flow = UUID(page.rsplit("/", 1)[1])
    api = f"/api/v1/call-flows/{flow}"
    known = (await ada.http.get(api)).json()
    assert (known["problems"], known["published"]) == ([], 0)
    broken = {"saw": 0, "flow": {"steps": [{"name": "Hi", "kind": "say"}]}}
    assert (await put(mei, api, broken)).status_code == 403
    assert (await put(eve, api, broken)).status_code == 404
    told = (await put(ada, api, broken)).json()["problems"]
    assert {(one["code"], one["place"]) for one in told} >= {
        ("name_unusable", "steps[Hi].name"), ("branch_missing", "steps[Hi].leads.next"),
        ("prompt_missing", "steps[Hi].prompt.en"),
    }  # fmt: skip
    assert (await put(ada, api, {"saw": 1, "flow": known["draft"]})).json()["edits"] == 2
    line = f"/api/v1/call-flows/accounts/{uuid4()}"
    assert (await put(ada, line, {"flow": str(flow)})).status_code == 404
    assert (await mei.http.get("/api/v1/call-flows")).status_code == 403
    assert (await eve.http.get("/api/v1/call-flows")).json() == {"flows": [], "counts": []}
    assert (await ada.http.get("/api/v1/blocked-callers")).json() == {"blocks": []}
