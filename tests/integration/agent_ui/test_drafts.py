"""Drafts of several windows: nothing is overwritten unasked, nothing that was sent is a draft, nothing goes twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx

from contact_center.directory.service import Role
from contact_center.kernel.ids import InteractionId
from tests.integration.agent_ui.conftest import House, Person
from tests.integration.agent_ui.test_live import watching


class Window:
    """One of an agent's windows on a conversation."""

    def __init__(self, person: Person, interaction: InteractionId, key: str | None = None) -> None:
        self.person = person
        self.interaction = interaction
        self.key = key or str(uuid4())
        self.knew: UUID | None = None

    async def writes(self, text: str, kind: str = "reply") -> httpx.Response:
        writing = uuid4()
        draft = {
            "interaction": str(self.interaction), "kind": kind, "text": text, "client_key": self.key,
            "writing": str(writing), "knew": str(self.knew) if self.knew else None,
        }  # fmt: skip
        headers = {"origin": "http://localhost:8600", "x-csrf-token": self.person.csrf}
        answer = await self.person.http.post("/console/drafts", json=draft, headers=headers)
        if answer.status_code < 400:
            self.knew = writing if text else None
        return answer

    async def sends(self, text: str, to: str = "messages") -> httpx.Response:
        path = f"/console/interactions/{self.interaction}/{to}"
        draft = {"draft": str(self.knew)} if self.knew else {}
        return await self.person.post(path, {"client_key": self.key, "text": text, **draft})


async def desk(house: House) -> tuple[Person, InteractionId]:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "where+is+it")
    await house.give(interaction, mei.agent)
    return mei, interaction


async def kept(house: House) -> list[dict[str, Any]]:
    return await house.rows("select kind, text from core.draft where tenant_id = %s order by kind", house.tenant)


async def sent(house: House) -> list[str]:
    query = "select text from core.message where tenant_id = %s and direction in ('out', 'note') order by position"
    return [row["text"] for row in await house.rows(query, house.tenant)]


async def test_a_window_that_does_not_know_what_another_wrote_overwrites_nothing(house: House) -> None:
    mei, interaction = await desk(house)
    first, second = Window(mei, interaction), Window(mei, interaction)
    assert (await first.writes("It left on Tuesday.")).status_code == 204
    refused = await second.writes("I do not know.")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("draft_elsewhere")
    assert (await second.writes("")).status_code == 409
    assert await kept(house) == [{"kind": "reply", "text": "It left on Tuesday."}]
    assert (await first.writes("It left on Tuesday, sorry.")).status_code == 204
    second.knew = first.knew
    assert (await second.writes("I do not know.")).status_code == 204
    assert await kept(house) == [{"kind": "reply", "text": "I do not know."}]


async def test_a_draft_comes_back_after_a_reload(house: House) -> None:
    mei, interaction = await desk(house)
    window = Window(mei, interaction)
    await window.writes("half a sentence")
    shown = (await mei.get(f"/console?c={interaction}")).text
    assert "half a sentence</textarea>" in shown
    assert f'name="client_key" value="{window.key}"' in shown
    await window.sends("A whole sentence.")
    assert "half a sentence" not in (await mei.get(f"/console?c={interaction}")).text


async def test_what_both_windows_send_goes_once_and_is_no_draft_in_either(house: House) -> None:
    mei, interaction = await desk(house)
    first = Window(mei, interaction)
    await first.writes("It left on Tuesday.")
    second = Window(mei, interaction, first.key)
    assert (await first.sends("It left on Tuesday.")).status_code == 204
    assert (await second.sends("It left on Tuesday.")).status_code == 204
    assert await sent(house) == ["It left on Tuesday."]
    assert await kept(house) == []


async def test_a_save_that_was_overtaken_by_its_own_sending_makes_no_draft_again(house: House) -> None:
    mei, interaction = await desk(house)
    window = Window(mei, interaction)
    await window.sends("It left on Tuesday.")
    assert (await window.writes("It left on Tuesday.")).status_code == 204
    assert await kept(house) == []


async def test_a_text_changed_after_the_same_was_sent_elsewhere_is_kept_and_said_so(house: House) -> None:
    mei, interaction = await desk(house)
    window = Window(mei, interaction)
    await window.sends("It left on Tuesday.")
    refused = await window.sends("It left on Monday.")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("already_sent")
    assert "What you wrote is kept" in refused.text
    window.key = str(uuid4())
    assert (await window.sends("It left on Monday.")).status_code == 204
    assert await sent(house) == ["It left on Tuesday.", "It left on Monday."]


async def test_sending_from_one_window_leaves_the_other_windows_own_text_a_draft(house: House) -> None:
    mei, interaction = await desk(house)
    first, second = Window(mei, interaction), Window(mei, interaction)
    await first.writes("It left on Tuesday.")
    await second.sends("I am looking.")
    assert await kept(house) == [{"kind": "reply", "text": "It left on Tuesday."}]


async def test_a_draft_sent_before_its_last_words_were_kept_is_none_any_more(house: House) -> None:
    mei, interaction = await desk(house)
    first = Window(mei, interaction)
    await first.writes("It left")
    second = Window(mei, interaction)
    second.knew = first.knew
    await second.sends("It left on Tuesday.")
    assert await kept(house) == []


async def test_a_note_is_never_restored_as_an_answer_to_the_customer(house: House) -> None:
    mei, interaction = await desk(house)
    window = Window(mei, interaction)
    await window.writes("She is angry, be quick.", kind="note")
    await window.writes("")
    page = await mei.get(f"/console?c={interaction}")
    assert 'data-kind="note" data-text="She is angry, be quick."' in page.text
    assert 'data-kind="reply"' not in page.text
    assert "She is angry" not in page.text.partition("<textarea")[2].partition("</textarea>")[0]
    await window.sends("She is angry, be quick.", to="notes")
    assert await kept(house) == []


async def test_a_note_kept_with_the_wrap_up_is_no_draft_any_more(house: House) -> None:
    mei, interaction = await desk(house)
    segment = (await house.rows("select id from core.segment where tenant_id = %s", house.tenant))[0]["id"]
    window = Window(mei, interaction)
    await window.writes("Wants a call back.", kind="note")
    await mei.post(f"/console/interactions/{interaction}/close")
    assert "Wants a call back." in (await mei.get(f"/console?c={interaction}")).text
    await mei.post(f"/console/segments/{segment}/wrap-up", {"note": "Wants a call back.", "disposition": "other"})
    assert await kept(house) == []
    assert await sent(house) == ["Wants a call back."]


async def test_the_agents_other_windows_are_told_what_was_written_and_what_was_sent(house: House) -> None:
    mei, interaction = await desk(house)
    wei = await house.person("wei", Role.AGENT)
    window = Window(mei, interaction)
    async with watching(house, mei) as other, watching(house, wei) as stranger:
        await window.writes("It left on Tuesday.")
        frame = await other.shows('data-text="It left on Tuesday."')
        assert f'data-key="{window.key}"' in frame["content"]
        await window.sends("It left on Tuesday.")
        await other.until(
            lambda: any(f'id="drafts-{interaction}" hidden></div>' in one.get("content", "") for one in other.frames)
        )
        assert not any("It left on Tuesday." in one.get("content", "") for one in stranger.frames)
