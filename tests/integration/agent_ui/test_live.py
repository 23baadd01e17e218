"""The live socket: every event is accounted for, only one's own is shown, and it ends with the session."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from agent_ui.compose.paging import PAGE
from agent_ui.frame import live
from contact_center.directory.service import Role
from contact_center.kernel.ids import new_id
from tests.installation import until
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.patience import PATIENCE
from tests.proving import examples

Frame = dict[str, Any]
OLDER = re.compile(r'data-older="([^"]+)"')


class Page:
    """A page's side of the socket."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self.opened = False
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._news = asyncio.Condition()

    async def receive(self) -> dict[str, Any]:
        return await self._to_server.get()

    async def send(self, message: Any) -> None:
        async with self._news:
            if message["type"] == "websocket.accept":
                self.opened = True
            elif message["type"] == "websocket.send":
                self.frames.append(json.loads(message["text"]))
            elif message["type"] == "websocket.close":
                self.closed = message.get("code")
            self._news.notify_all()

    def connect(self) -> None:
        self._to_server.put_nowait({"type": "websocket.connect"})

    def leave(self) -> None:
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})

    def answers(self) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": "beat"})

    def says(self, **word: Any) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": json.dumps(word)})

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(condition)

    async def shows(self, text: str) -> Frame:
        await self.until(lambda: any(text in frame.get("content", "") for frame in self.frames))
        return next(frame for frame in self.frames if text in frame.get("content", ""))


@asynccontextmanager
async def watching(
    house: House, person: Person, cursor: int | None = None, view: str = "console", open: UUID | None = None
) -> AsyncIterator[Page]:
    at = cursor if cursor is not None else await position(house)
    cookie = "; ".join(f"{name}={value}" for name, value in person.http.cookies.items())
    headers = [(b"host", b"localhost:8600"), (b"origin", HOST.encode()), (b"cookie", cookie.encode())]
    asked = f"cursor={at}&view={view}" + (f"&open={open}" if open else "")
    scope = {
        "type": "websocket", "path": "/live", "raw_path": b"/live", "headers": headers, "scheme": "ws",
        "query_string": asked.encode(), "server": ("localhost", 8600), "client": ("127.0.0.1", 1),
        "root_path": "", "subprotocols": [], "asgi": {"version": "3.0"}, "state": {},
    }  # fmt: skip
    page = Page()
    page.connect()
    task = asyncio.create_task(house.app(scope, page.receive, page.send))
    try:
        await page.until(lambda: page.opened)
        yield page
    finally:
        page.leave()
        await asyncio.wait_for(task, PATIENCE)


async def position(house: House) -> int:
    rows = await house.rows("select position from core.event_head where tenant_id = %s", house.tenant)
    return int(rows[0]["position"])


def gapless(frames: list[Frame], after: int) -> bool:
    """Every frame begins where the one before ended."""
    told = after
    for frame in frames:
        if "seq" not in frame:
            continue
        if frame["from"] != told + 1 or frame["seq"] < told:
            return False
        told = frame["seq"]
    return True


async def test_a_page_is_told_its_own_work_and_every_position(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    before = await position(house)
    async with watching(house, mei, before) as mine, watching(house, wei, before) as theirs:
        interaction = await house.text("886900000001", "mine+alone")
        await house.give(interaction, mei.agent)
        await mine.shows(f"row-{interaction}")
        await house.text("886900000001", "and+more")
        frame = await mine.shows("and more")
        assert frame["changed"] == ["work"]
        last = await position(house)
        await theirs.until(lambda: any(one.get("seq", 0) >= last for one in theirs.frames))
        await mine.until(lambda: any(one.get("seq", 0) >= last for one in mine.frames))
        assert gapless(mine.frames, before)
        assert gapless(theirs.frames, before)
        assert not any("content" in frame for frame in theirs.frames)


async def test_a_lone_message_is_shown_without_waiting_for_what_may_follow(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MERGE", 3600.0)
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "one")
    await house.give(interaction, mei.agent)
    async with watching(house, mei) as page:
        await house.text("886900000001", "alone")
        await page.shows("alone")


async def test_a_page_that_was_away_gets_what_it_missed_in_one_go(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "one")
    await house.give(interaction, mei.agent)
    before = await position(house)
    for n in range(5):
        await house.text("886900000001", f"while+away+{n}")
    async with watching(house, mei, before) as page:
        frame = await page.shows("while away 4")
        assert frame["from"] == before + 1
        shown = frame["content"]
        assert [shown.count(f"while away {n}</p>") for n in range(5)] == [1] * 5
        places = [shown.index(f"while away {n}</p>") for n in range(5)]
        assert places == sorted(places)


@pytest.mark.prove
async def test_what_is_more_than_a_page_of_a_conversation_is_drawn_anew_and_nothing_is_left_out(house: House) -> None:
    many = examples(PAGE + 10, long=600)
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "one")
    await house.give(interaction, mei.agent)
    before = await position(house)
    for n in range(many):
        await house.text("886900000001", f"while+away+{n}.")
    async with watching(house, mei, before, open=interaction) as page:
        last = await position(house)
        await page.until(lambda: any(one.get("seq", 0) >= last for one in page.frames))
        assert any("matter" in frame.get("changed", ()) for frame in page.frames)
        drawn = "".join(frame.get("content", "") for frame in page.frames)
        assert not re.search(r"while away \d+\.</p>", drawn), "the latest of it would leave a gap"
    shown = (await mei.get(f"/console/refresh?c={interaction}", **{"hx-request": "true"})).text
    while older := OLDER.search(shown):
        shown = (await mei.get(html.unescape(older[1]), **{"hx-request": "true"})).text + shown.replace(older[0], "")
    places = [shown.index(f"while away {n}.</p>") for n in range(many)]
    assert places == sorted(places)


async def test_a_page_with_a_place_nobody_knows_starts_over(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with watching(house, mei, 10**9) as page:
        await page.until(lambda: bool(page.frames))
        assert page.frames[0] == {"reset": True, "seq": await position(house)}
        refreshed = await mei.get("/console/refresh", **{"hx-request": "true"})
        assert int(refreshed.headers["x-cursor"]) >= page.frames[0]["seq"]


async def test_the_socket_ends_with_the_session(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with watching(house, mei) as page:
        await mei.post("/sign-out")
        await page.until(lambda: page.closed is not None)
        assert page.closed == 4401


async def test_every_open_page_is_its_agents_sign_of_life(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    sam = await house.person("sam", Role.SUPERVISOR)
    ada = await house.person("ada", Role.ADMIN)
    query = "select agent_id from core.agent_connection where tenant_id = %s and closed_at is null"

    async def here(*people: Person) -> None:
        async def so() -> bool:
            found = {row["agent_id"] for row in await house.rows(query, house.tenant)}
            return found == {one.agent for one in people}

        await until(so, f"{len(people)} are there")

    async with watching(house, mei), watching(house, sam, view="board"), watching(house, ada, view="frame") as page:
        await page.until(lambda: bool(page.frames))
        await here(mei, sam)
    async with watching(house, mei, view="frame"):
        await here(mei)
    await here()


async def test_a_page_that_answers_no_more_counts_as_gone_from_when_it_was_last_heard(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.05)
    mei = await house.person("mei", Role.AGENT)
    async with watching(house, mei, view="frame") as page:
        await page.until(lambda: {"beat": True} in page.frames)
        page.answers()
        await page.until(lambda: page.closed is not None)
        assert page.closed == 1012
    found = await house.rows(
        "select beat_at < closed_at as before from core.agent_connection where tenant_id = %s", house.tenant
    )
    assert found == [{"before": True}]


async def test_a_page_of_an_older_version_that_never_answers_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    mei = await house.person("mei", Role.AGENT)
    async with watching(house, mei) as page:
        await page.until(lambda: page.frames.count({"beat": True}) > 3 * live.UNANSWERED)
        assert page.closed is None


@pytest.mark.parametrize("view", ["frame", "board"])
async def test_an_offer_rings_on_pages_without_a_desk(house: House, view: str) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    before = await position(house)
    async with watching(house, sam, before, view=view) as page:
        segment = await house.offer(await house.text("886900000001", "ring"), sam.agent)
        frame = await page.shows(f"/console/offers/{segment}/accept")
        assert "row-" not in frame["content"]
        await sam.post(f"/console/offers/{segment}/reject")
        last = await position(house)
        await page.until(lambda: any(one.get("seq", 0) >= last for one in page.frames))
        offers = [frame["content"] for frame in page.frames if 'hx-target="#offers"' in frame.get("content", "")]
        assert f"/console/offers/{segment}/accept" not in offers[-1]
        assert gapless(page.frames, before)


async def test_presence_chosen_in_one_window_shows_in_another(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with watching(house, mei, view="frame") as page:
        await mei.post("/console/presence", {"presence": "lunch"})
        frame = await page.shows('id="presence"')
        assert "Lunch" in frame["content"]


async def test_somebody_writing_shows_and_fades(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    conversation = (await house.rows("select id from core.conversation where tenant_id = %s", house.tenant))[0]["id"]
    async with watching(house, mei) as page:
        await house.text("886900000001", "the+line+is+open")
        await page.shows("the line is open")
        signal = {"typing": str(conversation), "tenant": str(house.tenant), "active": True, "name": "Tom"}
        await house.runtime.wakeups.signal(signal)
        assert "seq" not in await page.shows("Tom is writing")
        await house.runtime.wakeups.signal({**signal, "tenant": str(house.other), "name": "Stranger"})
        await house.text("886900000001", str(new_id()))
        await page.until(lambda: len([f for f in page.frames if "content" in f]) >= 3)
        assert not any("Stranger" in frame.get("content", "") for frame in page.frames)


async def test_the_wallboard_follows_within_seconds(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    async with watching(house, sam, view="board") as page:
        await house.text("886900000001", "hello")
        frame = await page.shows("+886 900 000 001".replace(" ", "\N{NO-BREAK SPACE}"))
        assert 'id="queue-' in frame["content"]


async def test_an_offer_goes_ahead_of_what_else_is_drawn_and_nothing_old_follows_what_is_new(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    before = await position(house)
    async with watching(house, mei, before) as page:
        interaction = await house.text("886900000001", "ring")
        segment = await house.offer(interaction, mei.agent)
        accept = f"/console/offers/{segment}/accept"
        first = await page.shows(accept)
        last = await position(house)
        await page.until(lambda: any(one.get("seq", 0) >= last for one in page.frames))
        assert "seq" not in first
        taken = await mei.post(accept)
        assert taken.status_code < 400
        last = await position(house)
        await page.until(lambda: any(one.get("seq", 0) >= last for one in page.frames))
        last_offer = max(n for n, frame in enumerate(page.frames) if accept in frame.get("content", ""))
        assert any('hx-target="#offers"' in frame.get("content", "") for frame in page.frames[last_offer + 1 :])
        assert gapless(page.frames, before)


async def test_an_offer_that_went_ahead_and_was_taken_before_the_next_frame_leaves_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MERGE", 3.0)
    mei = await house.person("mei", Role.AGENT)
    before = await position(house)
    async with watching(house, mei, before) as page:
        drawn = await house.text("886900000002", "drawn+a+moment+ago")
        await house.give(drawn, mei.agent)
        await page.shows(f"row-{drawn}")
        segment = await house.offer(await house.text("886900000001", "ring"), mei.agent)
        accept = f"/console/offers/{segment}/accept"
        await page.shows(accept)
        assert (await mei.post(accept)).status_code < 400
        last = await position(house)
        await page.until(lambda: any(one.get("seq", 0) >= last for one in page.frames))
        offers = [frame["content"] for frame in page.frames if 'hx-target="#offers"' in frame.get("content", "")]
        assert any(accept in one for one in offers)
        assert accept not in offers[-1]
