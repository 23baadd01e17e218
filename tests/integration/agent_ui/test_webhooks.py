"""Webhooks: made on the page, told what was committed, signed, tried again in order, seen and sent again."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any
from uuid import UUID

import httpx

from contact_center.directory.service import Role
from contact_center.directory.webhooks.client import HttpWebhooks
from contact_center.directory.webhooks.following import WebhooksFollow
from contact_center.directory.webhooks.sending import WebhookSender
from contact_center.platform.eventlog import consume_once
from tests.integration.agent_ui.conftest import House, Person
from tests.receiver import EVERYTHING, Receiver, receiver

QUEUED = {"kind.interaction.queued": "on"}


async def make(ada: Person, url: str, **kinds: str) -> tuple[str, str]:
    """Its address in the administration, and its secret as the page shows it once."""
    made = await ada.post("/admin/webhooks/new", {"name": "Data lake", "url": url} | (kinds or QUEUED))
    assert made.status_code == 200, made.text
    secret = re.search(r'value="(whsec_[^"]+)"', made.text)
    address = re.search(r'action="(/admin/webhooks/[0-9a-f-]{36})"', made.text)
    assert secret is not None
    assert address is not None
    return address[1], html.unescape(secret[1])


async def send(house: House) -> None:
    """What a worker does, until nothing is due."""
    runtime = house.runtime
    while await consume_once(runtime.database, WebhooksFollow()):
        pass
    sender = WebhookSender(runtime.database, runtime.vault, HttpWebhooks(on_own_machine=True))
    begun = 1
    while begun:
        async with asyncio.TaskGroup() as group:
            begun = await sender.start_due(group)


async def listed(ada: Person, address: str, state: str = "") -> list[dict[str, Any]]:
    query = f"?state={state}" if state else ""
    found = await ada.http.get(f"/api/v1{address.removeprefix('/admin')}/deliveries{query}")
    deliveries: list[dict[str, Any]] = found.json()["deliveries"]
    return deliveries


async def test_what_is_committed_is_told_once_signed_and_its_ids_alone(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    await house.text("886911000001", "Before")
    async with receiver() as there:
        address, secret = await make(ada, there.url)
        work = await house.text("886911000002", "Where+is+my+order")
        await send(house)
        await send(house)
        (message,) = there.got
        assert message.told["type"] == "interaction.queued"
        assert message.told["data"]["interaction_id"] == str(work)
        for value in message.told["data"].values():
            assert all(UUID(one) for one in (value if isinstance(value, list) else [value] if value else []))
        assert "channel" not in message.told["data"]
        assert message.is_signed_with(secret)
        assert not message.is_signed_with("whsec_AAAA")
        page = (await ada.get(address)).text
        assert secret not in page
        assert "taken (204)" in page
        (one,) = await listed(ada, address, "taken")
        assert one["body"] == message.body
        assert message.id == "msg_" + one["id"].replace("-", "")
        assert [each["status"] for each in one["attempts"]] == [204]


async def test_what_is_refused_waits_with_all_of_its_conversation_and_comes_in_order(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    async with receiver() as there:
        address, _ = await make(ada, there.url, **{"kind.*": "on", "whole": "on"})
        first = await house.text("886911000001", "One")
        there.refuses = {EVERYTHING}
        await send(house)
        waiting = {one["id"]: one for one in await listed(ada, address, "waiting")}
        tried = [one for one in waiting.values() if one["attempts"]]
        assert tried
        assert len(waiting) > len(tried)
        page = (await ada.get(address)).text
        assert "it was refused (500)" in page
        assert "fails since" in (await ada.get("/admin/webhooks")).text
        there.refuses = set()
        before = len(there.got)
        for one in tried:
            again = await ada.post(f"{address}/deliveries/{one['id']}/again")
            assert again.status_code == 303
        for _ in range(2):
            # Those behind rest for as long as the first was to; a person lets them go on as well.
            for one in await listed(ada, address, "waiting"):
                await ada.post(f"{address}/deliveries/{one['id']}/again")
            await send(house)
        told = [one.told for one in there.got[before:]]
        mine = [one["position"] for one in told if one["data"].get("interaction_id") == str(first)]
        assert mine == sorted(mine)
        assert len(mine) > 1
        assert not await listed(ada, address, "waiting")
        assert any("was" in one["data"] or "channel" in one["data"] for one in told)


async def test_a_secret_is_replaced_while_both_sign_and_a_test_says_at_once_what_comes_of_it(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    async with receiver() as there:
        address, old = await make(ada, there.url)
        rotated = await ada.post(f"{address}/secret")
        found = re.search(r'value="(whsec_[^"]+)"', rotated.text)
        assert found is not None
        new = html.unescape(found[1])
        asked = asyncio.create_task(ada.post(f"{address}/test"))
        while not there.got and not asked.done():
            await send(house)
            await asyncio.sleep(0.05)
        await send(house)
        assert (await asked).headers["location"] == f"{address}?done=tested#sent"
        (message,) = there.got
        assert message.told["type"] == "webhook.test"
        assert message.is_signed_with(old)
        assert message.is_signed_with(new)
        assert old != new
        acts = [row["action"] for row in await house.rows("select action from core.audit order by at, id")]
        assert acts[-3:] == ["webhook made", "webhook secret rotated", "webhook tested"]


async def test_who_wants_no_more_is_stopped_and_told_everything_once_switched_on_again(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    async with receiver() as there:
        address, _ = await make(ada, there.url)
        there.status = 410
        await house.text("886911000001", "One")
        await send(house)
        assert "Nothing is sent any more" in (await ada.get(address)).text
        assert "The webhook “Data lake” has stopped" in (await ada.get("/admin")).text
        acts = await house.rows(
            "select actor, detail ->> 'name' as name from core.audit where action = 'webhook failed'"
        )
        assert acts == [{"actor": "webhooks", "name": "Data lake"}]
        await house.text("886911000002", "Two")
        await send(house)
        assert len(there.got) == 1
        there.status = 200
        form = {"name": "Data lake", "url": there.url, "active": "on"} | QUEUED
        assert (await ada.post(address, form)).status_code == 303
        await send(house)
        assert [one.told["type"] for one in there.got] == ["interaction.queued"] * 3
        assert there.got[0].id == there.got[1].id, "the same message, under the same id"
        assert (await ada.post(address, form | {"active": "off"})).status_code == 303
        await house.text("886911000003", "Three")
        await send(house)
        assert (await ada.post(address, form)).status_code == 303
        await send(house)
        assert len(there.got) == 3, "what happened while it was switched off is not told"
        assert (await ada.post(f"{address}/remove")).status_code == 303
        assert not await house.rows("select 1 from core.webhook_delivery union all select 1 from core.webhook_attempt")


async def test_a_redirect_leads_nowhere(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    async with receiver() as there, receiver() as elsewhere:
        address, _ = await make(ada, there.url)
        there.status, there.more = 307, f"location: {elsewhere.url}\r\n"
        await house.text("886911000001", "One")
        await send(house)
        assert (len(there.got), elsewhere.got) == (1, [])
        assert "redirects are not followed (307)" in (await ada.get(address)).text


async def test_what_was_typed_and_cannot_be_is_kept_and_nobody_else_comes_near(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    eve = await house.person("eve", Role.ADMIN, house.other)
    typed = {"name": "Data lake", "url": "http://10.0.0.7/"} | QUEUED
    wrong = await ada.post("/admin/webhooks/new", typed)
    assert wrong.status_code == 422
    assert "The address must begin with https://" in wrong.text
    assert 'value="http://10.0.0.7/"' in wrong.text
    assert re.search(r'name="kind.interaction.queued" value="on" checked', wrong.text)
    address, _ = await make(ada, "https://hooks.example.com/")
    changed = await ada.post(address, typed | {"url": "https://hooks.example.com/", "name": " "})
    assert changed.status_code == 422
    for stranger, status in ((mei, 403), (eve, 404)):
        answers: list[httpx.Response] = [
            await stranger.get(address), await stranger.post(f"{address}/test"),
            await stranger.post(f"{address}/secret"),
            await stranger.post(f"{address}/remove"), await stranger.post(f"{address}/again"),
        ]  # fmt: skip
        assert {one.status_code for one in answers} == {status}
    by_api = await ada.http.get(f"/api/v1{address.removeprefix('/admin')}")
    assert by_api.json()["kinds"] == ["interaction.queued"]
    assert "secret" not in by_api.json()


async def test_a_slow_endpoint_keeps_no_other_waiting(house: House) -> None:
    """It has a place of its own: what it does not answer holds up itself alone."""
    ada = await house.person("ada", Role.ADMIN)
    silent = Receiver()
    server = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(3600), "127.0.0.1", 0)
    silent.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    runtime = house.runtime
    try:
        async with receiver() as there:
            await make(ada, silent.url)
            await make(ada, there.url)
            for n in range(3):
                await house.text(f"88691100000{n}", "Hello")
            while await consume_once(runtime.database, WebhooksFollow()):
                pass
            sender = WebhookSender(runtime.database, runtime.vault, HttpWebhooks(on_own_machine=True))
            began = asyncio.get_running_loop().time()
            async with asyncio.TaskGroup() as group:
                assert await sender.start_due(group) == 6
                while len(there.got) < 3:
                    await asyncio.sleep(0.02)
                assert asyncio.get_running_loop().time() - began < 15, "before the silent one has run out of time"
                assert await sender.start_due(group) == 0, "what is on the way is not sent a second time"
    finally:
        server.close()
    found = await house.rows("select trouble from core.webhook_attempt where trouble is not null")
    assert found == [{"trouble": "too_slow"}] * 3
