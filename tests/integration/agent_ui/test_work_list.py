"""The list of all work: what is open and what was closed, filters, views, many at once, a file."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote

from contact_center.directory.service import Role
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.search.service import MessageWords
from contact_center.platform.eventlog import consume_once
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import HOST, House


def lines(page: str) -> int:
    return page.count('class="customer-line"')


async def test_work_is_found_by_state_by_text_and_by_tag_and_goes_into_a_file(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    first = await house.text("886900000001", "My+grinder+is+broken")
    await house.give(first, mei.agent)
    await house.text("886900000002", quote("=cmd() 磨豆機還沒到"))
    page = (await mei.get("/conversations")).text
    assert lines(page) == 2
    assert "in the queue" in page
    assert "+886 900 000 001" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert not re.search(r">\s*\+886900000001", page), "numbers are written in groups"
    assert lines((await mei.get("/conversations?stage=working")).text) == 1
    assert lines((await mei.get("/conversations?agent=me")).text) == 1
    assert lines((await mei.get("/conversations?agent=nobody")).text) == 1
    assert lines((await mei.get("/conversations?channel=email")).text) == 0
    while await consume_once(house.runtime.database, MessageWords()):
        pass
    assert lines((await mei.get(f"/conversations?q={quote('磨豆機')}")).text) == 1
    told = (await mei.post("/conversations/many", {"do": "tag", "id": str(first), "tag": " to  repair "})).text
    assert "1 conversation changed." in told
    assert lines((await mei.get("/conversations?tag=to+repair")).text) == 1
    saved = await mei.post("/conversations/views", {"name": "Repairs", "state": "tag=to+repair"})
    assert saved.headers["location"] == "/conversations?tag=to+repair"
    assert "Repairs" in (await mei.get("/conversations")).text
    assert "Repairs" not in (await mei.get("/customers")).text
    file = (await mei.get("/conversations/export.csv")).content.decode("utf-8-sig").splitlines()
    assert file[0].startswith("Begun,Channel,Customer")
    assert sum("'=cmd()" in line for line in file) == 1
    listed = (await mei.http.get("/api/v1/conversations?tag=to+repair&limit=1")).json()
    assert [(one["interaction"], one["tags"]) for one in listed["conversations"]] == [(str(first), ["to repair"])]
    undo = re.search(r"/conversations/many/[0-9a-f-]+/undo", told)
    assert undo is not None
    assert (await mei.post(undo[0], {})).status_code == 200
    assert lines((await mei.get("/conversations?tag=to+repair")).text) == 0
    assert (await mei.post(undo[0], {})).status_code == 409


async def test_many_are_closed_those_of_others_stay_with_the_reason_and_undo_opens_again(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    own, other = await house.text("886900000001", "One"), await house.text("886900000002", "Two")
    await house.give(own, mei.agent)
    await house.give(other, wei.agent)
    told = (await mei.post("/conversations/many", {"do": "close", "id": [str(own), str(other)]})).text
    assert "1 conversation changed." in told
    assert "1 left as they are" in told
    assert lines((await mei.get("/conversations?stage=closed")).text) == 1
    undo = re.search(r"/conversations/many/[0-9a-f-]+/undo", told)
    assert undo is not None
    assert (await wei.post(undo[0], {})).status_code == 409
    assert (await mei.post(undo[0], {})).status_code == 200
    assert lines((await mei.get("/conversations?stage=closed")).text) == 0


async def test_only_supervisors_assign_and_move_and_an_agent_lists_only_own_queues(house: House) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.SUPERVISOR)
    elsewhere = await house.runtime.database.run(house.tenant, partial(routing.add_queue, name="Else"), actor="test")
    piece = await house.text("886900000001", "hello")
    form = {"do": "move", "id": str(piece), "to_queue": str(elsewhere), "why": "belongs there"}
    assert (await mei.post("/conversations/many", form)).status_code == 403
    told = (await ada.post("/conversations/many", form)).text
    assert "1 conversation changed." in told
    assert lines((await mei.get("/conversations")).text) == 0
    refused = (await mei.post("/conversations/many", {"do": "tag", "id": str(piece), "tag": "mine"})).text
    assert "1 left as they are: This belongs to a queue you do not serve" in refused
    token = {"origin": HOST, "x-csrf-token": mei.csrf}
    assert (await mei.http.put(f"/api/v1/interactions/{piece}/tags/mine", headers=token)).status_code == 403
    assert lines((await ada.get("/conversations")).text) == 1
    undo = re.search(r"/conversations/many/[0-9a-f-]+/undo", told)
    assert undo is not None
    assert (await ada.post(undo[0], {})).status_code == 200
    assert lines((await mei.get("/conversations")).text) == 1


async def test_pages_follow_one_another_and_wrong_places_begin_at_the_beginning(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    for n in range(53):
        await house.text(f"8869000001{n:02d}", f"message+{n}")
    for order in ("", "&order=newest", "&order=oldest"):
        page = (await mei.get(f"/conversations?stage=queued{order}")).text
        more = re.search(r'rel="next" href="([^"]+)"', page)
        assert more is not None
        rest = (await mei.get(more[1].replace("&amp;", "&"))).text
        ids = [set(re.findall(r"/console\?c=([0-9a-f-]{36})", part)) for part in (page, rest)]
        assert (len(ids[0]), len(ids[1]), ids[0] & ids[1]) == (50, 3, set())
    for after in ("x", "1-2-3", "%00", "z" * 36 + "-1-1-1-1"):
        assert (await mei.get(f"/conversations?after={after}")).status_code in (200, 422)
    assert (await mei.post("/conversations/many", {"do": "tag", "tag": "x"})).status_code == 422


async def test_each_gets_a_reply_of_its_own_and_what_cannot_is_said_and_all_are_taken_back_together(
    house: House,
) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    await house.runtime.database.run(house.tenant, lambda work: scheduled.set_undo_seconds(work, 60), actor="test")
    own = [await house.text(f"88690000000{n}", "Hello") for n in range(3)]
    other = await house.text("886900000009", "Hello")
    for one in own:
        await house.give(one, mei.agent)
    await house.give(other, wei.agent)
    asked = {"do": "reply", "key": "a-key-of-a-reply", "text": "It is on its way. {{agent.name}}"}
    first = await mei.post("/conversations/many", asked | {"id": [str(one) for one in own[:2]]})
    part = asked | {"id": [str(own[2]), str(other)], "so_far": first.headers["x-so-far"]}
    told = await mei.post("/conversations/many", part)
    assert "3 conversations changed." in told.text
    assert "1 left as they are: " in told.text
    again = await mei.post("/conversations/many", asked | {"id": [str(own[0])]})
    assert again.status_code == 200
    sent = "select text from core.message where direction = 'out'"
    assert [one["text"] for one in await house.rows(sent)] == ["It is on its way. Mei"] * 3  # once each
    gap = await mei.post(
        "/conversations/many", asked | {"id": [str(own[0])], "text": "About {{order.number}}", "key": "k2"}
    )
    assert "0 conversations changed." in gap.text
    assert (
        await mei.post("/conversations/many", asked | {"id": [str(own[0])], "text": "{{nothing}}"})
    ).status_code == 422
    undo = re.search(r"/conversations/many/[0-9a-f-]+/undo", told.text)
    assert undo is not None
    assert (await wei.post(undo[0], {})).status_code == 409
    assert (await mei.post(undo[0], {})).status_code == 200
    assert await house.rows(sent) == []


async def test_spam_and_macros_for_many_and_back(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    own, waiting = await house.text("886900000001", "You+won"), await house.text("886900000002", "You+won")
    await house.give(own, mei.agent)
    await ada.post("/admin/macros", {"name": "Later", "tags": "later", "ending": "snooze", "minutes": "60"})
    macro = str((await house.rows("select id from crm.macro"))[0]["id"])
    ids = [str(own), str(waiting)]
    state = "select state, outcome from core.interaction order by created_at"
    for asked, expected, count in (
        ({"do": "spam"}, ("closed", "spam"), 1),
        ({"do": "macro", "macro": macro}, ("waiting", None), 2),  # the tag is put on both
    ):
        told = (await mei.post("/conversations/many", asked | {"id": ids})).text
        assert f"{count} conversation" in told
        rows = await house.rows(state)
        assert (rows[0]["state"], rows[0]["outcome"]) == expected
        assert rows[1]["state"] == "queued"
        undo = re.search(r"/conversations/many/[0-9a-f-]+/undo", told)
        assert undo is not None
        assert (await mei.post(undo[0], {})).status_code == 200
        rows = await house.rows(state)
        assert (rows[0]["state"], rows[0]["outcome"]) == ("working", None)
    assert await house.rows("select tag from core.conversation_tag") == []


async def test_what_a_sender_of_spam_sends_is_spam_too_kept_where_it_is_found_until_one_is_opened_again(
    house: House,
) -> None:
    mei = await house.person("mei", Role.AGENT)
    first = await house.text("886900000001", "You+won")
    await house.give(first, mei.agent)
    assert "1 conversation" in (await mei.post("/conversations/many", {"do": "spam", "id": [str(first)]})).text
    await house.text("886900000002", "A+question")  # of somebody else
    await house.text("886900000001", "You+won+again")
    later = "select id, state, outcome from core.interaction where id <> %s order by created_at"
    question, spam = await house.rows(later, first)
    assert (question["state"], spam["state"], spam["outcome"]) == ("queued", "closed", "spam")
    listed = (await mei.get("/conversations?stage=spam")).text
    assert all(str(one) in listed for one in (first, spam["id"]))
    assert "A question" not in listed
    assert "its sender is blocked" in (await mei.get(f"/console/thread/{spam['id']}")).text
    assert len(await house.rows("select 1 from core.interaction_record where outcome = 'spam'")) == 2  # counted

    assert (await mei.post(f"/console/interactions/{spam['id']}/reopen")).status_code == 200
    await house.text("886900000001", "I+am+no+robot")
    rows = await house.rows("select state, outcome from core.interaction where id = %s", spam["id"])
    assert rows == [{"state": "working", "outcome": None}]
    assert await house.rows("select 1 from core.blocked_sender") == []
    told = await house.rows("select type from core.event where type like 'sender.%%' order by position")
    assert [row["type"] for row in told] == ["sender.blocked", "sender.unblocked"]
