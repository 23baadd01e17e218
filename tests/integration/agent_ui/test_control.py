"""Supervisors change running work from the wallboard."""

from __future__ import annotations

import re

import httpx

from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.flow import callback
from routing.flow.ports import NoNumbers
from tests.integration.agent_ui.conftest import House, Person


async def row(house: House, interaction: InteractionId) -> dict[str, object]:
    async with house.runtime.database.read(house.tenant) as reader:
        rows = await reader.dicts("select * from core.interaction where id = %s", [interaction])
    return rows[0]


async def post(person: Person, path: str, **data: object) -> str:
    """Returns what the page is told of it."""
    answer = await person.post(f"/supervisor/control/{path}", data)
    assert answer.status_code == 200, answer.text
    return answer.text


def undo_of(told: str) -> str:
    """Where the offer to take it back leads."""
    found = re.search(r'action="(/supervisor/control/undo/[^"]+)"', told)
    assert found, told
    return found[1]


async def test_a_supervisor_raises_waiting_work_and_its_thread_says_so(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    sms = await house.text("15005550001", "Hello")
    dialog = await sam.get(f"/supervisor/control/work/{sms}")
    assert 'value="raise:15"' in dialog.text
    await post(sam, f"work/{sms}", to="raise:15", why="key account")
    assert (await row(house, sms))["priority"] == 15
    mei = await house.person("mei", Role.AGENT)
    await house.give(sms, mei.agent)
    page = await mei.get(f"/console?c={sms}")
    assert "Sam moved it ahead by 15 minutes: key account" in page.text


async def test_work_is_offered_to_the_chosen_agent_and_taken_back_in_that_agents_dialog(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    await post(sam, f"work/{sms}", to=f"agent:{mei.agent}", why="knows them")
    async with house.runtime.database.read(house.tenant) as reader:
        to = await reader.value("select agent_id from core.segment where interaction_id = %s", [sms])
    assert to == mei.agent
    dialog = await sam.get(f"/supervisor/control/agents/{mei.agent}")
    assert f'value="back:{sms}"' in dialog.text
    await post(sam, f"agents/{mei.agent}", to=f"back:{sms}", why="lunch")
    assert (await row(house, sms))["state"] == "queued"


async def test_presence_is_set_from_the_agents_row(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    await post(sam, f"agents/{mei.agent}", to="presence:meeting", why="coaching")
    async with house.runtime.database.read(house.tenant) as reader:
        now = await presence.get(reader, house.tenant, mei.agent)
    assert now is not None
    assert (now.state, now.reason) == (Presence.AWAY, "meeting")
    await post(sam, f"agents/{mei.agent}", to="presence:offline", why="gone")
    refused = await sam.post(f"/supervisor/control/agents/{mei.agent}", {"to": "presence:asleep", "why": "x"})
    assert refused.status_code == 422


async def test_a_paused_and_a_closed_queue_say_so_on_the_wallboard(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    queue = house.queues[house.tenant]
    await post(sam, f"queues/{queue}", to="pause", why="training")
    assert "has been paused since" in (await sam.get("/supervisor")).text
    await post(sam, f"queues/{queue}", to="resume", why="over")
    await post(sam, "close", queue=str(queue), why="fire drill", message_en="Back soon.")
    assert "fire drill" in (await sam.get("/supervisor")).text
    dialog = await sam.get("/supervisor/control/closing")
    assert "Open again" in dialog.text
    await post(sam, "open", queue=str(queue), why="false alarm")
    assert "fire drill" not in (await sam.get("/supervisor")).text


async def test_every_act_of_a_supervisor_can_be_undone_from_the_page_or_says_before_that_it_cannot(
    house: House,
) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    sms, queue = await house.text("15005550001", "Hello"), house.queues[house.tenant]
    acts: list[tuple[str, dict[str, object], str]] = [
        (f"work/{sms}", {"to": "raise:15"}, "15 minutes ahead."),
        (f"work/{sms}", {"to": f"agent:{mei.agent}"}, "Offered to Mei."),
        (f"agents/{mei.agent}", {"to": "presence:meeting"}, "Mei: Meeting."),
        (f"queues/{queue}", {"to": "pause"}, "is paused."),
        ("close", {"queue": str(queue)}, "1 queue closed."),
    ]
    before = await row(house, sms)
    for path, form, said_of_it in acts:
        told = await post(sam, path, why="a slip", **form)
        assert said_of_it in told
        taken_back = await sam.post(undo_of(told))
        assert (taken_back.status_code, "data-undo-for" in taken_back.text) == (200, False)
    now = await row(house, sms)
    assert (now["state"], now["priority"]) == (before["state"], before["priority"])
    board = (await sam.get("/supervisor")).text
    assert "paused since" not in board
    assert "closed since" not in board
    dialog = (await sam.get(f"/supervisor/control/agents/{mei.agent}")).text
    assert "all open work goes back to its queues; this cannot be undone" in dialog
    assert "data-undo-for" not in await post(sam, f"agents/{mei.agent}", to="presence:offline", why="gone")
    assert "Opening again does not bring back calls" in (await sam.get("/supervisor/control/closing")).text


async def test_an_undo_that_comes_too_late_is_refused_in_a_sentence(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    told = await post(sam, f"work/{sms}", to="raise:15", why="key account")
    await house.give(sms, mei.agent)
    refused = await sam.post(undo_of(told))
    assert refused.status_code == 409
    assert said(refused).startswith("An agent has accepted it in the meantime, so it stays as it is;")
    lines = (await mei.get(f"/console?c={sms}")).text
    assert "Sam moved it ahead by 15 minutes: key account" in lines
    back = await post(sam, f"agents/{mei.agent}", to=f"back:{sms}", why="too long")
    await sam.post(undo_of(back))
    assert "Sam undid taking it back; the agent has it again." in (await mei.get(f"/console?c={sms}")).text
    foreign = await house.person("ida", Role.SUPERVISOR)
    assert (await foreign.post(undo_of(back))).status_code == 409


async def test_a_change_without_a_reason_is_refused_in_words(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    sms = await house.text("15005550001", "Hello")
    for blank in ("  ", "\u200b", "\u3164"):
        refused = await sam.post(f"/supervisor/control/work/{sms}", {"to": "raise:15", "why": blank})
        assert (refused.status_code, said(refused)[:13]) == (422, "Give a reason")
    missing = await sam.post(f"/supervisor/control/work/{sms}", {"to": "raise:15"})
    assert said(missing) == "A value cannot be used. Why is missing."


def said(answer: httpx.Response) -> str:
    """What the page shows of a refusal."""
    problem = answer.json()
    return " ".join(filter(None, [problem["title"], problem.get("detail")]))


async def test_a_queue_is_not_closed_into_itself_and_none_is_chosen_for_anybody(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    queue = str(house.queues[house.tenant])
    dialog = (await sam.get("/supervisor/control/closing")).text
    assert not re.search(r'name="queue"[^>]*checked', dialog)
    itself = await sam.post("/supervisor/control/close", {"queue": queue, "to_queue": queue, "why": "fire"})
    assert itself.status_code == 409
    assert said(itself).startswith("The work of a closed queue cannot go to a queue that is closed too.")
    nothing = await sam.post("/supervisor/control/close", {"why": "fire"})
    assert (nothing.status_code, said(nothing)) == (422, "Choose at least one queue.")
    assert "is closed" not in (await sam.get("/supervisor")).text
    for answer in (itself, nothing):
        assert not re.search(r"`|to_queue|[0-9a-f]{8}-[0-9a-f]{4}", said(answer))


async def test_the_reason_is_asked_where_it_can_be_seen(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    sms = await house.text("15005550001", "Hello")
    for path in (f"work/{sms}", f"agents/{sam.agent}", f"queues/{house.queues[house.tenant]}", "closing"):
        dialog = (await sam.get(f"/supervisor/control/{path}")).text
        foot = dialog[dialog.index('class="dialog-foot"') :]
        assert 'name="why"' in foot
        assert 'type="submit"' in foot


async def test_agents_control_nothing(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    assert (await mei.get(f"/supervisor/control/work/{sms}")).status_code == 403
    assert (await mei.post(f"/supervisor/control/work/{sms}", {"to": "raise:15", "why": "me"})).status_code == 403
    api = await mei.http.post(f"/api/v1/routing/control/interactions/{sms}/raise", json={"points": 5, "why": "me"})
    assert api.status_code == 403


async def test_the_agent_sees_the_number_to_call_back_and_says_how_it_went(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    await house.runtime.database.run(house.tenant, lambda unit: _ask(house, unit, sms), actor="customer")
    dialog = await sam.get(f"/supervisor/control/queues/{house.queues[house.tenant]}")
    assert dialog.status_code == 200
    await house.give(sms, mei.agent)
    assert "+1 500-555-0001" in (await mei.get(f"/console?c={sms}")).text.replace("\N{NO-BREAK SPACE}", " ")
    tried = await mei.post(f"/console/interactions/{sms}/callback/no_answer")
    assert tried.status_code == 200
    assert (await row(house, sms))["state"] == "waiting"
    assert "tel:" not in (await mei.get(f"/console?c={sms}")).text, "not now; it comes back by itself"


async def _ask(house: House, unit: UnitOfWork, interaction: InteractionId) -> None:
    await unit.execute("update routing.queue set settings = settings || '{\"callback\": {}}'")
    await callback.request(unit, house.runtime.ports, NoNumbers(), interaction, "+1 500 555 0001")
