"""The widget's doors as a browser uses them: real HTTP, real sockets, a centre in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import websockets

from channels.webchat import verify
from channels.webchat.model import CallPhase, ChatPhase, ChatState, LookAgain
from contact_center.kernel.contracts.telephony import MOST_SDP
from tests.patience import PATIENCE
from tests.unit.channels.webchat.centre import HOST_SECRET, Centre, Served, account, centre, serving

SHOP = "http://shop.example"


class World:
    def __init__(self, made: Centre, server: Served) -> None:
        self.centre, self.desk, self.server = made, made.desk, server
        self.base = f"http://{server.host}/widget/{made.account.id}"
        self.http = httpx.AsyncClient()

    async def session(self, **tokens: str) -> dict[str, Any]:
        answer = await self.http.post(f"{self.base}/session", json=tokens)
        answer.raise_for_status()
        return dict(answer.json())

    @asynccontextmanager
    async def line(self, token: str, *, origin: str | None = None, **place: Any) -> AsyncIterator[Page]:
        address = f"{self.base}/socket?{httpx.QueryParams(place)}".replace("http", "ws", 1)
        protocols = [websockets.Subprotocol(p) for p in ("contact-center.webchat.v1", f"token.{token}")]
        async with websockets.connect(
            address, subprotocols=protocols, origin=websockets.Origin(origin) if origin else None
        ) as ws:
            yield Page(ws)


class Page:
    def __init__(self, ws: websockets.ClientConnection) -> None:
        self.ws = ws

    async def frame(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return dict(json.loads(await self.ws.recv()))

    async def next(self, kind: str) -> dict[str, Any]:
        while (frame := await self.frame())["type"] != kind:
            pass
        return frame

    async def send(self, **frame: Any) -> None:
        await self.ws.send(json.dumps(frame))

    async def say(self, text: str, key: str) -> None:
        await self.send(type="message", client_key=key, text=text)

    async def closed(self) -> int:
        async with asyncio.timeout(PATIENCE):
            await self.ws.wait_closed()
        return self.ws.close_code or 0


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = centre(account(origins=(SHOP,)))
    async with serving(made.app) as server:
        world = World(made, server)
        yield world
        await world.http.aclose()
        await made.exchange.close()


def key(n: int) -> str:
    return f"key-{n:08d}"


async def test_a_message_is_confirmed_and_shown_in_its_place(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        hello = await page.frame()
        assert (hello["type"], hello["conversation"], hello["history"]) == ("hello", None, [])
        assert hello["state"] == {
            "phase": "idle", "agent_name": None, "ahead": None, "minutes": None, "callback": None, "notice": None,
            "rating": None,
        }  # fmt: skip
        await page.say("hi", key(1))
        receipt = await page.next("receipt")
        assert (receipt["client_key"], receipt["position"]) == (key(1), 1)


async def test_the_answer_comes_over_the_same_line(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        await page.say("hi", key(1))
        await page.next("receipt")
        await world.desk.say(who["visitor"], "Hello, I am Mei")
        while (frame := await page.frame()).get("author") != "agent":
            pass
        assert (frame["text"], frame["author_name"], frame["position"]) == ("Hello, I am Mei", "Mei", 2)


async def test_a_message_sent_twice_is_stored_once_and_confirmed_twice(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        await page.say("hi", key(1))
        await page.say("hi", key(1))
        first, second = await page.next("receipt"), await page.next("receipt")
    assert first == second
    assert world.desk.texts(who["visitor"]) == ["hi"]


async def test_a_page_that_comes_back_gets_only_what_it_missed(world: World) -> None:
    who = await world.session()
    for n in range(5):
        await world.desk.say(who["visitor"], f"m{n}")
    async with world.line(who["token"]) as page:
        conversation = (await page.frame())["conversation"]
    async with world.line(who["token"], cursor=3, conversation=conversation) as page:
        hello = await page.frame()
    assert [m["position"] for m in hello["history"]] == [4, 5]
    assert not hello["whole"]


async def test_a_page_that_knows_another_conversation_gets_the_whole_present_one(world: World) -> None:
    who = await world.session()
    await world.desk.say(who["visitor"], "m")
    strange = "019376f1-0000-7000-8000-000000000000"
    async with world.line(who["token"], cursor=7, conversation=strange) as page:
        hello = await page.frame()
    assert hello["whole"]
    assert len(hello["history"]) == 1


async def test_a_page_that_claims_to_know_more_than_there_is_gets_everything(world: World) -> None:
    who = await world.session()
    await world.desk.say(who["visitor"], "m")
    conversation = str(world.desk.talks[who["visitor"]][-1].id)
    async with world.line(who["token"], cursor=9, conversation=conversation) as page:
        hello = await page.frame()
    assert hello["whole"]
    assert [m["text"] for m in hello["history"]] == ["m"]


async def test_lost_news_are_made_up_for_with_the_next(world: World) -> None:
    who = await world.session()
    visitor = who["visitor"]
    await world.desk.say(visitor, "one")
    async with world.line(who["token"]) as page:
        await page.next("hello")
        world.desk.lose_news = True
        await world.desk.say(visitor, "two")
        await world.desk.say(visitor, "three")
        world.desk.lose_news = False
        await world.desk.say(visitor, "four")
        hello = await page.next("hello")
        assert [m["text"] for m in hello["history"]] == ["two", "three", "four"]
        world.desk.publish(visitor, LookAgain())
        assert (await page.next("hello"))["history"] == []


async def test_after_the_end_the_next_message_begins_a_new_conversation(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        await page.say("hi", key(1))
        first = (await page.next("receipt"))["conversation"]
        await world.desk.state(who["visitor"], ChatState(ChatPhase.ENDED))
        while (await page.next("state"))["phase"] != "ended":
            pass
        await page.say("one more thing", key(2))
        frames = [await page.frame() for _ in range(2)]
        hello = next(f for f in frames if f["type"] == "hello")
        assert hello["whole"]
        assert hello["conversation"] != first
        assert [m["text"] for m in hello["history"]] == ["one more thing"]


async def test_a_refused_message_names_itself_and_the_line_stays(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        await page.say("x" * 4001, key(1))
        error = await page.next("error")
        assert (error["code"], error["client_key"]) == ("message_too_long", key(1))
        assert error["retry_after"] is None
        await page.send(type="boast")
        assert (await page.next("error"))["code"] == "frame_refused"
        await page.say("shorter", key(2))
        assert (await page.next("receipt"))["client_key"] == key(2)


async def test_a_centre_in_trouble_asks_to_try_again_soon(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        world.desk.broken = True
        await page.say("hi", key(1))
        error = await page.next("error")
        assert (error["code"], error["client_key"], error["retry_after"]) == ("retry_later", key(1), 2.0)
        world.desk.broken = False
        await page.say("hi", key(1))
        await page.next("receipt")
    assert world.desk.texts(who["visitor"]) == ["hi"]


async def test_who_writes_too_fast_is_told_when_to_go_on(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        for n in range(30):
            await page.say("hi", key(n))
        answers: list[dict[str, Any]] = []
        while len(answers) < 30:
            if (frame := await page.frame())["type"] in ("receipt", "error"):
                answers.append(frame)
    refused = [frame for frame in answers if frame["type"] == "error"]
    assert len(world.desk.texts(who["visitor"])) == 30 - len(refused) >= 20
    assert refused[-1]["code"] == "too_fast"
    assert refused[-1]["client_key"] == key(29)
    assert 0 < refused[-1]["retry_after"] <= 1.0


async def test_several_windows_of_a_visitor_may_write_no_more_than_one(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as one, world.line(who["token"]) as two:
        for n in range(40):
            await (one, two)[n % 2].say("hi", key(n))
        codes = []
        for page in (one, two):
            while sum(page is seen for seen, _ in codes) < 20:
                frame = await page.frame()
                if frame["type"] in ("receipt", "error") and frame["client_key"]:
                    codes.append((page, frame.get("code")))
    assert 20 <= len(world.desk.texts(who["visitor"])) <= 30


async def test_who_sends_frames_without_end_is_cut_off_until_later(world: World) -> None:
    who = await world.session()
    async with world.line(who["token"]) as page:
        for _ in range(400):
            await page.send(type="ping")
        with suppress(websockets.ConnectionClosed):
            while True:
                await page.frame()
        assert await page.closed() == 4429


async def test_an_address_may_not_begin_calls_without_end_under_new_names(world: World) -> None:
    found = []
    for _ in range(14):
        token = (await world.session())["token"]
        called = await world.http.post(
            f"{world.base}/calls", json={"sdp": "v=0 and so on"}, headers={"authorization": f"Bearer {token}"}
        )
        found.append(called.status_code)
    assert 429 not in found[:12]
    assert found[-1] == 429


async def test_the_centre_learns_of_typing_reading_and_leaving(world: World) -> None:
    who = await world.session()
    visitor = who["visitor"]
    await world.desk.say(visitor, "hello")
    async with world.line(who["token"]) as page, world.line(who["token"]) as second_tab:
        hello = await page.frame()
        await second_tab.frame()
        await page.send(type="typing", active=True)
        await page.send(type="read", conversation=hello["conversation"], position=1)
        await world.desk.until(lambda: world.desk.seen.get(visitor) == 1)
        assert world.desk.typed == [(visitor, True)]
        await second_tab.ws.close()
        await page.send(type="ping")
        await page.next("pong")
        assert world.desk.gone == []
    await world.desk.until(lambda: world.desk.gone == [visitor])


async def test_a_member_is_proven_and_a_browser_without_the_sites_word_is_a_stranger(world: World) -> None:
    signed = verify.sign_host_token(HOST_SECRET, sub="C-1", now=datetime.now(UTC), name="Chia")
    member = await world.session(host_token=signed)
    assert (member["visitor"], member["name"], member["verified"]) == ("C-1", "Chia", "host-token")
    async with world.line(member["token"]) as page:
        assert (await page.frame())["visitor"] == {"id": "C-1", "name": "Chia", "verified": "host-token"}
        await page.say("hi", key(1))
        await page.next("receipt")
    assert json.loads(world.desk.raw[0].body)["verified"] == "host-token"
    after_sign_out = await world.session(visitor_token=member["token"])
    assert after_sign_out["visitor"].startswith("visitor-")
    again = await world.session(visitor_token=after_sign_out["token"])
    assert again["visitor"] == after_sign_out["visitor"]


async def test_a_bad_host_token_is_refused_with_its_reason(world: World) -> None:
    answer = await world.http.post(f"{world.base}/session", json={"host_token": "x.y.z"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "it is not a compact signed token"


@pytest.mark.parametrize(
    ("token", "origin", "code"),
    [("", None, 4401), ("forged.forged.forged", None, 4401), (None, "http://shop.example", 4403)],
)
async def test_a_line_is_refused_with_a_code_that_says_what_to_do(
    world: World, token: str | None, origin: str | None, code: int
) -> None:
    given = (await world.session())["token"] if token is None else token
    async with world.line(given, origin=origin) as page:
        assert (await page.frame())["type"] == "error"
        assert await page.closed() == code


async def test_the_frame_may_stand_only_on_allowed_sites(world: World) -> None:
    answer = await world.http.get(f"{world.base}/frame?lang=zh-Hant&theme=dark")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors http://shop.example" in policy
    assert "unsafe" not in policy
    assert '<html lang="zh-Hant" data-theme="dark">' in answer.text
    strange = await world.http.get(f"{world.base}/frame", headers={"referer": "https://evil.example/page"})
    assert strange.status_code == 403
    world.centre.accounts.change(world.centre.account, allowed_origins=[])
    nowhere = await world.http.get(f"{world.base}/frame")
    assert "frame-ancestors 'none'" in nowhere.headers["content-security-policy"]


async def test_a_site_that_is_not_allowed_can_read_why(world: World) -> None:
    fine = await world.http.get(f"{world.base}/launcher?lang=zh-TW", headers={"origin": SHOP})
    assert fine.json()["words"]["launcher.label"] == "線上客服"
    assert fine.headers["access-control-allow-origin"] == SHOP
    refused = await world.http.get(f"{world.base}/launcher", headers={"origin": "https://evil.example"})
    assert refused.status_code == 403
    assert refused.json()["type"] == "origin_not_allowed"
    assert refused.headers["access-control-allow-origin"] == "https://evil.example"


async def test_hostile_names_and_greetings_stay_text(world: World) -> None:
    hostile = "</script><script>alert(1)</script>"
    world.centre.accounts.change(world.centre.account, display_name=hostile, greeting={"en": hostile})
    page = (await world.http.get(f"{world.base}/frame?lang=en")).text
    assert "<script>alert" not in page


async def test_unknown_accounts_and_files_are_not_found(world: World) -> None:
    strange = f"http://{world.server.host}/widget/019376f1-0000-7000-8000-000000000000"
    assert (await world.http.get(f"{strange}/frame")).status_code == 404
    assert (await world.http.get(f"http://{world.server.host}/widget/assets/x/secrets.py")).status_code == 404


async def test_files_are_kept_by_browsers(world: World) -> None:
    script = await world.http.get(f"http://{world.server.host}/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    again = await world.http.get(
        f"http://{world.server.host}/widget.js", headers={"if-none-match": script.headers["etag"]}
    )
    assert again.status_code == 304


async def test_a_call_belongs_to_a_visitor_with_a_token(world: World) -> None:
    offer = {"sdp": "v=0 and so on"}
    assert (await world.http.post(f"{world.base}/calls", json=offer)).status_code == 401
    who = await world.session()
    bearer = {"authorization": f"Bearer {who['token']}"}
    long = await world.http.post(f"{world.base}/calls", json={"sdp": "x" * (MOST_SDP + 1)}, headers=bearer)
    assert long.status_code == 422
    call = f"{world.base}/calls/019376f1-0000-7000-8000-000000000000"
    assert (await world.http.post(f"{call}/mute", json={"muted": True}, headers=bearer)).status_code == 204
    assert (await world.http.post(f"{call}/hangup", headers=bearer)).status_code == 204
    assert world.centre.exchange.muted == [True]


async def test_a_waiting_visitor_asks_to_be_called_back(world: World) -> None:
    asked = f"{world.base}/callback"
    assert (await world.http.post(asked, json={"number": "+886911000001"})).status_code == 401
    who = await world.session()
    bearer = {"authorization": f"Bearer {who['token']}"}
    wrong = await world.http.post(asked, json={"number": "0911"}, headers=bearer)
    assert (wrong.status_code, wrong.json()["type"]) == (422, "not_a_number")
    assert (await world.http.post(asked, json={"number": "+886911000001"}, headers=bearer)).status_code == 204
    assert world.centre.desk.called_back == [(who["visitor"], "+886911000001")]


async def test_calls_can_be_switched_off(world: World) -> None:
    world.centre.accounts.change(world.centre.account, calls=False)
    who = await world.session()
    bearer = {"authorization": f"Bearer {who['token']}"}
    answer = await world.http.post(f"{world.base}/calls", json={"sdp": "v=0 and so on"}, headers=bearer)
    assert (answer.status_code, answer.json()["type"]) == (404, "calls_not_offered")


async def test_what_happens_to_the_call_comes_over_the_line(world: World) -> None:
    from contact_center.kernel.ids import CallId, new_id

    who = await world.session()
    async with world.line(who["token"]) as page:
        await page.frame()
        world.centre.exchange.calls[CallId(new_id())] = who["visitor"]
        world.centre.exchange.happens(CallPhase.TALKING, recording=True)
        call = await page.next("call")
        assert (call["state"], call["agent_name"], call["recording"]) == ("talking", "Mei", True)
