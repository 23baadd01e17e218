"""Administrators edit the draft of the policy, see what it changes, publish it, and go back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest_asyncio

from contact_center.directory.service import Role
from routing.flow.model import Treatment
from routing.policy import service as publishing
from routing.policy.rings import RingPart
from tests.integration.agent_ui.conftest import House, Person

QUEUE = "/admin/routing/queues/edit?name=Orders"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


def fields(html: str) -> dict[str, str]:
    """What a browser would send back from the form as it is shown."""
    form = html[html.index('class="editor"') : html.index("</form>", html.index('class="editor"'))]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attrs.get("type") == "checkbox" and " checked" not in tag:
            continue
        found[unescape(attrs["name"])] = unescape(attrs.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[unescape(name)] = unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[unescape(name)] = unescape(text)
    return found


async def saved(admin: Person, path: str, **changed: Any) -> str:
    """The page after saving its form with these fields changed."""
    form = fields((await admin.get(path)).text) | {"do": "save"} | changed
    answer = await admin.post(path, form)
    assert answer.status_code == 303, answer.text
    return (await admin.get(answer.headers["location"])).text


async def policy(house: House) -> publishing.Current:
    async with house.runtime.database.read(house.tenant) as reader:
        return await publishing.current(reader, house.tenant)


async def revision(house: House) -> int:
    async with house.runtime.database.read(house.tenant) as reader:
        draft = await publishing.draft(reader, house.tenant)
    assert draft is not None
    return draft.revision


async def test_every_page_opens_and_a_form_that_is_saved_as_it_is_changes_nothing(house: House, admin: Person) -> None:
    for page in ("queues", "agents", "skills", "calendars", "versions", "draft"):
        assert (await admin.get(f"/admin/routing/{page}")).status_code == 200
    for path in (QUEUE, "/admin/routing/agents/edit?name=ada", "/admin/routing/sharing"):
        shown = await saved(admin, path)
        assert "Draft:" not in shown, path


async def test_a_change_is_a_draft_until_it_is_published_and_can_be_taken_back(house: House, admin: Person) -> None:
    shown = await saved(admin, QUEUE, priority="7", **{"answer.voice": "30"})
    assert "Draft: 2 changes, not live" in shown
    assert (await policy(house)).document.queues[0].priority == 0
    form = {"revision": str(await revision(house)), "note": "more for calls"}
    published = await admin.post("/admin/routing/draft/publish", form)
    assert published.headers["location"].startswith("/admin/routing/versions?done=published")
    now = await policy(house)
    assert (now.document.queues[0].priority, now.document.queues[0].service_level.seconds["voice"]) == (7, 30)
    listed = (await admin.get("/admin/routing/versions")).text
    assert "more for calls" in listed
    assert "Ada" in listed
    await saved(admin, QUEUE, priority="70")
    await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house))})
    assert "70" in (await admin.get(f"/admin/routing/versions/{now.version}")).text
    back = await admin.post(f"/admin/routing/versions/{now.version}/roll-back", {"note": "too much"})
    assert back.status_code == 303
    assert (await policy(house)).document.queues[0].priority == 7


async def test_what_counts_against_the_service_level_is_set_there_and_said_beside_the_figure(
    house: House, admin: Person
) -> None:
    board = (await admin.get("/supervisor")).text
    assert "abandoned after more than 5 s, still waiting past the target." in board
    shown = await saved(admin, QUEUE, short_abandon_seconds="20", flow_outs="on")
    assert "not counted: customers who give up within, s" in (await admin.get("/admin/routing/draft")).text
    assert "Draft:" in shown
    published = await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house))})
    assert published.status_code == 303
    level = (await policy(house)).document.queues[0].service_level
    assert (level.short_abandon_seconds, level.abandons, level.flow_outs) == (20, True, True)
    said = "abandoned after more than 20 s, moved to another queue before an answer, still waiting past the target."
    queue = house.queues[house.tenant]
    assert said in (await admin.get(f"/supervisor/queues/{queue}")).text
    wall = (await admin.http.get("/api/v1/measures/wallboard")).json()
    counted = next(one["switches"] for one in wall["queues"] if one["queue_id"] == str(queue))
    assert counted == {
        "short_abandon_seconds": 20.0, "abandons": True, "flow_outs": True, "waiting_past_target": True
    }  # fmt: skip
    exported = await admin.http.get("/api/v1/routing/policy")
    assert exported.json()["document"]["queues"][0]["service_level"]["flow_outs"] is True
    form = fields((await admin.get(QUEUE)).text)
    assert form["flow_outs"] == "on"


async def test_what_was_typed_stays_and_the_problem_stands_at_its_field(house: House, admin: Person) -> None:
    form = fields((await admin.get(QUEUE)).text) | {
        "do": "save",
        "priority": "lots",
        "offer.voice": "3",
        "percent": "95",
    }
    wrong = await admin.post(QUEUE, form)
    assert wrong.status_code == 422
    # What a form must carry looks different on each page.
    assert fields(wrong.text) | {"do": "", "csrf_token": ""} == form | {"do": "", "csrf_token": ""}
    assert re.search(r'name="priority" value="lots"[^>]*aria-invalid="true"', wrong.text)
    assert "write a whole number" in wrong.text
    assert "write 7 or more" in wrong.text
    assert "Draft:" not in wrong.text


async def test_rows_are_added_and_removed_without_saving(house: House, admin: Person) -> None:
    form = fields((await admin.get(QUEUE)).text)
    more = await admin.post(QUEUE, {**form, "do": "add:rings", "name": "Orders 2"})
    again = fields(more.text)
    assert again["rings.0.after"] == ""
    assert again["name"] == "Orders 2"
    fewer = await admin.post(QUEUE, {**again, "do": "remove:rings.0"})
    assert "rings.0.after" not in fields(fewer.text)
    assert "Draft:" not in (await admin.get("/admin/routing/queues")).text


async def test_a_queue_is_renamed_wherever_it_is_named(house: House, admin: Person) -> None:
    await saved(admin, "/admin/routing/skills/edit", name="billing")
    await saved(admin, "/admin/routing/queues/edit", name="Invoices 帳務", percent="90")
    invoices = "/admin/routing/queues/edit?name=" + quote("Invoices 帳務")
    await saved(admin, "/admin/routing/agents/edit?name=ada", **{"queue.Invoices 帳務": "on", "skill.billing": "3"})
    await saved(admin, invoices, name="Billing 帳務", **{"skill.billing": "2"})
    shown = (await admin.get("/admin/routing/agents/edit?name=ada")).text
    assert fields(shown)["queue.Billing 帳務"] == "on"
    published = await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house))})
    assert published.status_code == 303, published.text
    now = (await policy(house)).document
    assert now.queues[1].skills == {"billing": 2}
    assert set(now.agents["ada"].queues) == {"Orders", "Billing 帳務"}


async def test_a_draft_with_a_problem_says_where_and_is_not_published(house: House, admin: Person) -> None:
    shown = await saved(admin, QUEUE, calendar="Office")
    assert "there are no opening hours &#39;Office&#39;" in shown
    refused = await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house)), "note": "try"})
    assert refused.status_code == 422
    assert 'value="try"' in refused.text
    assert "Queue Orders: Opening hours" in refused.text
    await saved(admin, "/admin/routing/calendars/edit", name="Office")
    assert (
        await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house))})
    ).status_code == 303
    assert (await policy(house)).document.queues[0].calendar == "Office"


async def test_whoever_saves_second_sees_it_and_loses_nothing(house: House, admin: Person) -> None:
    form = fields((await admin.get(QUEUE)).text) | {"do": "save", "priority": "3"}
    await saved(admin, QUEUE, priority="9")
    second = await admin.post(QUEUE, form)
    assert second.status_code == 409
    assert fields(second.text)["priority"] == "3"
    assert "changed this in the meantime" in second.text
    again = await admin.post(QUEUE, fields(second.text) | {"do": "save"})
    assert again.status_code == 303


async def test_the_policy_leaves_and_comes_as_a_file(house: House, admin: Person) -> None:
    text = (await admin.get("/admin/routing/file")).text
    assert "name: Orders" in text
    changed = re.sub("priority: 0", "priority: 4", text, count=1)
    sent = {"origin": "http://localhost:8600", "x-csrf-token": admin.csrf}
    file = {"file": ("routing.yaml", changed.encode(), "application/yaml")}
    taken = await admin.http.post("/admin/routing/file", files=file, headers=sent)
    assert taken.headers["location"].startswith("/admin/routing/draft")
    assert "Priority" in (await admin.get("/admin/routing/draft")).text
    wrong = {"file": ("routing.yaml", b"queues: [", "application/yaml")}
    refused = await admin.http.post("/admin/routing/file", files=wrong, headers=sent)
    assert refused.status_code == 422
    assert "line 1" in refused.text
    assert (await admin.post("/admin/routing/draft/discard")).status_code == 303
    assert "There is no draft." in (await admin.get("/admin/routing/draft")).text


async def test_only_administrators_see_these_pages(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    assert (await sam.get("/admin/routing/queues")).status_code == 403


async def test_a_rule_is_judged_while_it_is_written_and_its_mistake_has_a_place(house: House, admin: Person) -> None:
    await house.text("886900000007", "where+is+my+parcel")
    tried = await admin.post("/admin/routing/rules/check", {"when": "interaction.text.contains('parcel')"})
    assert "It would have matched 1 of the 1 that came in today." in tried.text
    wrong = await admin.post("/admin/routing/rules/check", {"when": "interaction.chanel == 'sms'"})
    assert "column" in wrong.text
    assert "interaction.channel" in wrong.text
    new = "/admin/routing/rules/edit"
    shown = await saved(admin, new, name="Parcels", when="interaction.chanel == 'sms'", priority="20")
    assert "column" in shown
    assert fields(shown)["when"] == "interaction.chanel == 'sms'"
    edit = f"{new}?name=Parcels"
    await saved(admin, edit, when="interaction.channel == 'sms'")
    await saved(admin, edit, **{"rings.0.after": "60", "rings.0.queue.Orders": "on", "message.en": "One moment"})
    await saved(admin, edit, announce="no", callback="offered", max_wait="600")
    await saved(admin, new, name="Second", when="time.hour > 17", queue="Orders")
    await admin.post("/admin/routing/rules/up", {"name": "Second"})
    await admin.post("/admin/routing/draft/publish", {"revision": str(await revision(house))})
    rules = (await policy(house)).document.rules
    assert [(rule.name, rule.then.priority) for rule in rules] == [("Second", 0), ("Parcels", 20)]
    assert rules[1].then.rings == (RingPart(after=60, queues=("Orders",)),)
    assert rules[1].then.treatment == Treatment(
        announce=False, message={"en": "One moment"}, callback="offered", max_wait_seconds=600
    )
