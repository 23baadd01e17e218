"""The assistant is off until an administrator switches it on; its key is never told, its answers are a machine's."""

from __future__ import annotations

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.language_model import KEY, MODEL, language_model

PAGE = "/admin/assistant"


async def test_an_agent_is_assisted_where_it_is_on(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    jim = await house.person("jim", Role.AGENT)
    eve = await house.person("eve", Role.ADMIN, house.other)
    work = await house.text("15005550001", "Wo+ist+meine+Bestellung")
    await house.give(work, mei.agent)
    path = f"/console/interactions/{work}/assist"
    assert 'data-dialog="assist"' not in (await mei.get(f"/console?c={work}")).text
    assert (await mei.get(path)).status_code == 409
    assert (await mei.post(f"{path}/summary")).status_code == 409
    async with language_model() as model:
        setting = {"enabled": "true", "base_url": model.url, "model": MODEL, "key": KEY, "deadline": "5"}
        assert (await mei.post(PAGE, setting)).status_code == 403
        assert (await ada.post(PAGE, setting | {"base_url": "http://models.example"})).status_code == 422
        assert (await ada.post(PAGE, setting)).status_code == 303
        assert f"It answers: {MODEL}." in (await ada.post(f"{PAGE}/check")).text
        assert KEY not in (await ada.get(PAGE)).text + (await ada.http.get("/api/v1/assistant")).text
        assert (await ada.http.get("/api/v1/assistant")).json()["has_key"] is True
        assert (await mei.http.get("/api/v1/assistant")).status_code == 403
        assert (await eve.http.get("/api/v1/assistant")).json()["enabled"] is False
        kept = await house.rows("select secret from crm.assistant")
        assert KEY.encode() not in bytes(kept[0]["secret"])

        assert 'data-dialog="assist"' in (await mei.get(f"/console?c={work}")).text
        assert "Wo ist meine Bestellung" in (await mei.get(path)).text
        model.says = "Where is my <b>order</b>?"
        answer = (await mei.post(f"{path}/translation")).text
        assert "Made by a machine" in answer
        assert "Where is my &lt;b&gt;order&lt;/b&gt;?" in answer
        assert model.asked[-1]["messages"][1]["content"] == "<text>\nWo ist meine Bestellung\n</text>"
        assert "Put it into the reply" in (await mei.post(f"{path}/draft")).text
        model.says = "Since Monday, in Taipei."
        told = await mei.http.post(
            f"/api/v1/interactions/{work}/assistance/draft", json={"language": "en"}, headers=by_script(mei)
        )
        assert (told.status_code, told.json()) == (
            200, {"text": "Since Monday, in Taipei.", "made_by": "machine", "model": MODEL, "cut": False}
        )  # fmt: skip
        assert "15005550001" not in str(model.asked)  # texts alone
        assert (await eve.post(f"{path}/summary")).status_code in (403, 404)
        busy = await _in_mood(model, "busy", mei, f"{path}/summary")
        assert busy == (503, "assistant_busy")
        # Another address does not get the key of the former one.
        await ada.post(PAGE, setting | {"base_url": model.url.replace("/v1", "/other/v1"), "key": ""})
        assert (await ada.http.get("/api/v1/assistant")).json()["has_key"] is False
        await ada.post(PAGE, setting | {"enabled": ""})
        assert (await mei.post(f"{path}/summary")).status_code == 409
    assert jim.agent != mei.agent


async def _in_mood(model: object, mood: str, who: object, path: str) -> tuple[int, str]:
    model.mood = mood  # type: ignore[attr-defined]
    answer = await who.post(path, accept="application/json")  # type: ignore[attr-defined]
    model.mood = "well"  # type: ignore[attr-defined]
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def by_script(who: Person) -> dict[str, str]:
    return {"x-csrf-token": who.csrf, "origin": HOST}
