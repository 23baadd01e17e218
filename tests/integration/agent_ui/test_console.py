"""What agents do, asked as their page asks, seen on the page again."""

from __future__ import annotations

import re
from datetime import timedelta

from contact_center.directory.service import Role
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person


async def answers(person: Person, interaction: object, text: str, **more: str) -> int:
    form = {"text": text, "client_key": more.pop("key", str(new_id())), **more}
    return (await person.post(f"/console/interactions/{interaction}/messages", form)).status_code


async def test_the_page_carries_its_place_in_the_log_and_what_waits(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "Where+is+my+order%3F")
    await house.offer(interaction, mei.agent)
    head = await house.rows("select position from core.event_head where tenant_id = %s", house.tenant)
    shown = (await mei.get("/console")).text
    assert f'data-cursor="{head[0]["position"]}"' in shown
    assert "Where is my order?" in shown
    assert "data-offer" in shown


async def test_accepting_opens_the_conversation_and_a_second_try_is_told_why_not(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    wei = await house.person("wei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    segment = await house.offer(interaction, mei.agent)
    stolen = await wei.post(f"/console/offers/{segment}/accept")
    assert stolen.status_code == 403
    taken = await mei.post(f"/console/offers/{segment}/accept")
    assert taken.status_code == 200
    assert f'id="thread-{interaction}"' in taken.text
    again = await mei.post(f"/console/offers/{segment}/accept")
    assert again.status_code == 409
    assert again.json()["title"] == "This work went to somebody else, or the time to accept it ran out."


async def test_one_key_sends_once(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    assert await answers(mei, interaction, "Hi!", key="the-same-key") == 204
    assert await answers(mei, interaction, "Hi!", key="the-same-key") == 204
    rows = await house.rows("select text from core.message where tenant_id = %s and direction = 'out'", house.tenant)
    assert [row["text"] for row in rows] == ["Hi!"]


async def test_what_customers_and_colleagues_write_is_text_on_our_pages(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "%3Cscript%3Ealert(1)%3C/script%3E")
    await house.give(interaction, mei.agent)
    await mei.post(
        f"/console/interactions/{interaction}/notes", {"text": "<img src=x onerror=alert(1)>", "client_key": "k" * 12}
    )
    for path in (f"/console?c={interaction}", "/customers"):
        shown = (await mei.get(path)).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


async def test_a_wrap_up_wants_its_code_and_keeps_its_note(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    segment = await house.give(interaction, mei.agent)
    closed = await mei.post(f"/console/interactions/{interaction}/close")
    assert f'id="wrap-up-{segment}"' in closed.text
    refused = await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": ""})
    assert refused.status_code == 422
    done = await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": "other", "note": "All fine."})
    assert done.status_code == 200
    rows = await house.rows("select text from core.message where tenant_id = %s and direction = 'note'", house.tenant)
    assert [row["text"] for row in rows] == ["All fine."]


async def test_parked_work_waits_for_its_customer_and_is_taken_up_by_writing(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    path = f"/console/interactions/{interaction}/park"
    asked = (await mei.get(path, **{"hx-request": "true"})).text
    assert "The customer is waiting for an answer, so a time is needed." in asked
    assert (await mei.post(path, {"until": "customer"})).status_code == 409
    assert (await mei.post(path, {"until": "at", "at": "yesterday"})).status_code == 422
    (hour,) = re.findall(r'value="([^"]+)" data-key="2"', asked)
    parked = await mei.post(path, {"until": hour})
    assert f"/console/interactions/{interaction}/take-up" in parked.text  # it can be taken back
    assert "rows-parked" in (await mei.get("/console")).text
    assert "It comes back" in (await mei.get(path, **{"hx-request": "true"})).text  # and put by anew
    assert await answers(mei, interaction, "One more thing.") == 204
    assert "rows-waiting" in (await mei.get("/console")).text
    again = await mei.post(f"/console/interactions/{interaction}/take-up")
    assert "resumed it" in again.text
    state = await house.rows("select state from core.interaction where tenant_id = %s", house.tenant)
    assert state == [{"state": "working"}]


async def test_closing_with_an_answer_begun_asks_and_any_closing_can_be_taken_back(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    sent = {"origin": "http://localhost:8600", "x-csrf-token": mei.csrf}
    draft = {"interaction": str(interaction), "text": "half a sentence", "client_key": "k" * 12}
    draft["writing"] = str(new_id())
    await mei.http.post("/console/drafts", json=draft, headers=sent)
    asked = await mei.post(f"/console/interactions/{interaction}/close")
    assert "half a sentence" in asked.text
    assert "last message has no answer" in asked.text
    state = "select state from core.interaction where tenant_id = %s"
    assert await house.rows(state, house.tenant) == [{"state": "working"}]
    closed = await mei.post(f"/console/interactions/{interaction}/close", {"sure": "true"})
    assert "Closed without an answer." in closed.text
    assert await house.rows(state, house.tenant) == [{"state": "closed"}]
    back = await mei.post(f"/console/interactions/{interaction}/reopen")
    assert "half a sentence</textarea>" in back.text
    assert await house.rows(state, house.tenant) == [{"state": "working"}]


async def test_a_break_begins_with_mails_and_messages_open_and_says_what_becomes_of_them(house: House) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.ADMIN)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    assert "open mails and messages stay with you" in (await mei.get("/console")).text
    changed = await ada.post("/admin/breaks", {"on_break": "queue", "minutes": "30"})
    assert changed.status_code == 303
    assert "selected>go back to their queues" in (await ada.get("/admin")).text
    assert (await ada.post("/admin/breaks", {"on_break": "burn"})).status_code == 422
    assert "go back to their queues" in (await mei.get("/console")).text
    shown = await mei.post("/console/presence", {"presence": "break"})
    assert "Break" in shown.text
    assert "then Break" not in shown.text
    states = "select i.state, p.state as presence from core.interaction i, core.presence p where p.agent_id = %s"
    assert await house.rows(states, mei.agent) == [{"state": "queued", "presence": "away"}]
    wrong = await mei.post("/console/presence", {"presence": "asleep"})
    assert wrong.status_code == 422


async def test_work_is_handed_to_a_queue_or_a_colleague_with_a_word(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    wei = await house.person("wei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    dialog = (await mei.get(f"/console/interactions/{interaction}/transfer", **{"hx-request": "true"})).text
    assert f"agent:{wei.agent}" in dialog
    assert f"queue:{house.queues[house.tenant]}" in dialog
    nowhere = await mei.post(f"/console/interactions/{interaction}/transfer", {"to": "agent:nobody"})
    assert nowhere.status_code == 422
    await mei.post(f"/console/interactions/{interaction}/transfer", {"to": f"agent:{wei.agent}", "note": "Knows it."})
    rows = await house.rows("select state, preferred_agent_id from core.interaction where tenant_id = %s", house.tenant)
    assert rows == [{"state": "queued", "preferred_agent_id": wei.agent}]


async def test_who_shares_a_number_is_chosen_before_any_fact_shows(house: House) -> None:
    from crm_core.customers import service as customers

    async def make(work: UnitOfWork) -> None:
        for name in ("Ann", "Bob"):
            await customers.create_customer(work, name=name, phones=["+886900000009"])

    await house.runtime.database.run(house.tenant, make, actor="test")
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000009", "hello")
    await house.give(interaction, mei.agent)
    shown = (await mei.get(f"/console?c={interaction}")).text
    assert "2 people share this address" in shown
    assert 'id="tab-orders"' not in shown
    ann = re.search(r'name="customer" value="([0-9a-f-]+)"[^>]*>Ann', shown)
    assert ann is not None
    chosen = await mei.post(f"/console/interactions/{interaction}/customer", {"customer": ann[1]})
    assert 'id="tab-orders"' in chosen.text
    assert "not verified" in chosen.text
    proven = await mei.post(f"/console/interactions/{interaction}/verify", {"how": "document"})
    assert "proof good" in proven.text


async def test_a_customer_page_shows_everything_said_and_the_search_finds_it(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "the+very+words")
    segment = await house.offer(interaction, mei.agent)
    await mei.post(f"/console/offers/{segment}/accept")
    listed = (await mei.get("/customers?q=%2B8869")).text
    link = re.search(r'href="(/customers/[0-9a-f-]+)"', listed)
    assert link is not None
    page = (await mei.get(link[1])).text
    assert "the very words" in page
    assert "Mei accepted it" in page
    assert "Nobody found" in (await mei.get("/customers?q=%25")).text


async def test_errors_are_pages_in_words_for_people_and_problems_for_programs(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    page = await mei.get("/admin")
    assert page.status_code == 403
    assert "Your role does not allow this." in page.text
    assert "Content-Security-Policy" in page.headers
    program = await mei.http.get("/admin")
    assert program.headers["content-type"].startswith("application/problem+json")
    missing = await mei.get("/nothing/here")
    assert missing.status_code == 404
    assert "<h1>" in missing.text


async def test_no_page_runs_what_we_did_not_write(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    for path in ("/console", "/customers"):
        answered = await mei.get(path)
        policy = answered.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answered.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", answered.text)
    sheet = re.search(r'href="(/assets/[^"]+tokens\.css)"', (await mei.get("/console")).text)
    assert sheet is not None
    assert "immutable" in (await mei.http.get(sheet[1])).headers["cache-control"]


async def test_the_next_to_answer_opens_for_who_wants_it(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    first, second, third = [await house.text(f"88690000000{n}", f"question {n}") for n in (1, 2, 3)]
    parts = [await house.give(one, mei.agent) for one in (first, second, third)]
    tomorrow = (house.runtime.clock.now() + timedelta(days=1)).isoformat()
    path = f"/console/interactions/{first}/park"
    assert f'data-composer="{second}"' not in (await mei.post(path, {"until": tomorrow})).text, "nobody asked for it"
    await mei.post(f"/console/interactions/{first}/take-up")
    assert (await mei.post("/me/next", {"opens": "true"})).status_code == 303
    assert re.search(r'name="opens" value="true" checked', (await mei.get("/me")).text)
    parked = await mei.post(path, {"until": tomorrow})
    assert f'data-composer="{second}"' in parked.text
    assert f"/console/interactions/{first}/take-up" in parked.text, "what was done can be taken back all the same"
    elsewhere = await mei.post(path, {"until": tomorrow}, **{"hx-current-url": "http://localhost:8600/customers"})
    assert f'data-composer="{second}"' not in elsewhere.text
    closed = await mei.post(f"/console/interactions/{second}/close")
    assert f'id="wrap-up-{parts[1]}"' in closed.text, "wrap-up comes first"
    done = await mei.post(f"/console/segments/{parts[1]}/wrap-up", {"disposition": "other"})
    assert f'data-composer="{third}"' in done.text
    form = {"text": "It is sent.", "client_key": str(new_id()), "then": "close"}
    sent = await mei.post(f"/console/interactions/{third}/messages", form)
    assert "x-opens-next" not in sent.headers, "its wrap-up comes first"
    await mei.post(f"/console/segments/{parts[2]}/wrap-up", {"disposition": "other"})
    fourth, fifth = await house.text("886900000004", "question 4"), await house.text("886900000005", "question 5")
    await house.give(fourth, mei.agent)
    await house.give(fifth, mei.agent)
    await house.runtime.database.run(house.tenant, lambda unit: _without_wrap_up(house, unit), actor="test")
    sent = await mei.post(f"/console/interactions/{fourth}/messages", form | {"client_key": str(new_id())})
    assert sent.headers["x-opens-next"] == str(fifth)


async def _without_wrap_up(house: House, unit: UnitOfWork) -> None:
    await unit.execute(
        'update routing.queue set wrap_mode = \'{"*": "none"}\' where id = %s', [house.queues[house.tenant]]
    )
