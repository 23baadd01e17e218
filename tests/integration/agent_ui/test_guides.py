"""A guide is written for a queue, leads through its calls, and its answers stay with the call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import open_interaction
from agent_ui.compose.own_work import read_own_work
from agent_ui.compose.thread import thread
from agent_ui.gallery import work as samples
from agent_ui.views import CallView
from agent_ui.words.languages import Words, load_translations
from contact_center.directory.service import Role
from contact_center.interactions.work import transfers
from contact_center.interactions.work.rights import Rights
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person

STEPS = {
    "saw": "0",
    "s0.english": "Good day, how can I help?", "s0.chinese": "您好，請問需要什麼協助？", "s0.kind": "say",
    "s1.english": "Does it leak?", "s1.chinese": "有漏水嗎？", "s1.kind": "yes_no",
    "s2.english": "Which floor?", "s2.chinese": "幾樓？", "s2.kind": "number", "s2.position": "2.5",
    "s3.english": "When?", "s3.chinese": "何時？", "s3.kind": "choice", "s3.position": "9",
    "s3.c0.english": "9 to 12", "s3.c0.chinese": "九點到十二點",
    "s3.c1.english": "never", "s3.c1.chinese": "都不行", "s3.c1.leads_to": "end",
}  # fmt: skip


async def put(person: Person, path: str, body: Any) -> Any:
    return await person.http.put(
        path, json=body, headers={"origin": "http://localhost:8600", "x-csrf-token": person.csrf}
    )


async def test_a_guide_is_written_with_its_history_and_refused_by_its_step(house: House) -> None:
    ada, eve = await house.person("ada", Role.ADMIN), await house.person("eve", Role.ADMIN, house.other)
    mei = await house.person("mei", Role.AGENT)
    queue = house.queues[house.tenant]
    page = f"/admin/guides/{queue}"
    assert "no guide" in (await ada.get("/admin/guides")).text
    wrong = await ada.post(page, STEPS | {"s2.chinese": ""})
    assert wrong.status_code == 422
    assert "Step 3:" in wrong.text
    assert "Does it leak?" in wrong.text  # nothing that was written is lost
    assert (await ada.post(page, STEPS)).status_code == 303
    assert (await ada.post(page, STEPS)).status_code == 409  # somebody else's version stands by now
    assert (await mei.post(page, STEPS)).status_code == 403
    assert (await eve.post(page, STEPS)).status_code == 404
    found = (await mei.http.get(f"/api/v1/guides/{queue}")).json()
    assert [(one["key"], one["kind"]) for one in found["steps"]] == [
        ("step_1", "say"), ("step_2", "yes_no"), ("step_3", "number"), ("step_4", "choice")
    ]  # fmt: skip
    assert found["steps"][3]["choices"][1]["leads_to"] == "end"
    found["steps"][1]["choices"] = [{"key": "yes", "leads_to": "step_4"}]
    again = {"saw": 1, "steps": found["steps"]}
    assert (await put(mei, f"/api/v1/guides/{queue}", again)).status_code == 403
    assert (await put(ada, f"/api/v1/guides/{queue}", again)).json()["version"] == 2
    backwards = {"saw": 2, "steps": [found["steps"][0] | {"leads_to": "step_1"}]}
    assert (await put(ada, f"/api/v1/guides/{queue}", backwards)).json()["type"].endswith("step_leads_nowhere")
    assert [one["version"] for one in (await mei.http.get(f"/api/v1/guides/{queue}/versions")).json()["guides"]] == [
        2,
        1,
    ]
    assert "This is version 1" in (await ada.get(f"{page}?version=1")).text
    assert (await eve.http.get(f"/api/v1/guides/{queue}")).status_code == 404
    assert (await eve.http.get("/api/v1/guides")).json() == {"guides": []}


async def test_answers_lead_on_survive_a_transfer_and_stay_with_the_call(house: House) -> None:
    ada, mei, jim = [
        await house.person(name, role) for name, role in (("ada", Role.ADMIN), ("mei", Role.AGENT), ("jim", Role.AGENT))
    ]
    eve = await house.person("eve", Role.SUPERVISOR, house.other)
    queue = house.queues[house.tenant]
    await ada.post(f"/admin/guides/{queue}", STEPS)
    call = await a_call(house)
    await house.give(call, mei.agent)
    path = f"/console/interactions/{call}/guides/{queue}"
    opened = (await mei.get(f"/console?c={call}")).text
    assert "Good day, how can I help?" in opened
    assert "step 1 of 4" in opened
    assert (await jim.post(f"{path}/step_1")).status_code in (403, 404)
    assert (await eve.post(f"{path}/step_1")).status_code == 404
    assert "Does it leak?" in (await mei.post(f"{path}/step_1")).text
    assert (await mei.post(f"{path}/step_2", {"answer": "perhaps"})).status_code == 422
    assert "Which floor?" in (await mei.post(f"{path}/step_2", {"answer": "yes"})).text
    await ada.post(f"/admin/guides/{queue}", STEPS | {"saw": "1", "s2.english": "Changed meanwhile"})
    assert "Which floor?" in (await mei.get(f"/console?c={call}")).text  # begun in its own version
    await handed_over(house, call, mei, jim)
    there = (await jim.get(f"/console?c={call}")).text
    assert "Which floor?" in there
    assert "Mei" in there
    assert "When?" in (await jim.post(f"{path}/step_3", {"answer": "3"})).text
    assert "Does it leak?" in (await jim.post(f"{path}/step_2/again")).text
    assert "When?" in (await jim.post(f"{path}/step_2", {"answer": "no"})).text  # what still fits is not asked twice
    done = await put(jim, f"/api/v1/interactions/{call}/guides/{queue}/step_4", {"answer": "choice_2"})
    assert done.json()["finished"] is True
    kept = (await ada.http.get(f"/api/v1/interactions/{call}/guides")).json()["runs"]
    assert [(one["step"], one["value"]) for one in kept[0]["answers"]] == [
        ("step_1", "said"), ("step_2", "no"), ("step_3", "3"), ("step_4", "choice_2")
    ]  # fmt: skip
    assert (await eve.http.get(f"/api/v1/interactions/{call}/guides")).status_code == 404


async def test_a_code_that_is_chosen_during_the_contact_is_the_wrap_ups(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    call = await a_call(house)
    segment = await house.give(call, mei.agent)
    await unit(house, "insert into core.disposition (tenant_id, code, name) values (%s, 'late', '{\"en\": \"Late\"}')")
    path = f"/console/interactions/{call}/disposition"
    assert (await mei.post(path, {"disposition": "nonsense"})).status_code == 422
    assert (await mei.post(path, {"disposition": "late"})).status_code == 204
    assert (await mei.post(f"/console/interactions/{call}/close", {"sure": "true"})).status_code < 300
    assert '<option value="late" selected>' in (await mei.get(f"/console?c={call}")).text
    assert (await mei.post(path, {"disposition": "late"})).status_code in (403, 409)  # it is over
    assert (await mei.post(f"/console/segments/{segment}/wrap-up", {"note": ""})).status_code < 300
    kept = await house.rows("select disposition from core.interaction where id = %s", call)
    assert kept == [{"disposition": "late"}]


class OneCall:
    """Calls of which one lives."""

    async def of(self, *_: object) -> CallView:
        return samples.call_view(datetime.now(UTC))

    async def message(self, *_: object) -> None:
        return None

    async def recordings(self, *_: object) -> dict[UUID, str]:
        return {}


async def test_a_live_call_has_its_code_beside_it(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    call = await a_call(house)
    await house.give(call, mei.agent)
    adapters = house.runtime.ports.adapters
    channels = {name: one.capabilities for name, one in adapters.items()}
    words = Words("en", UTC, datetime.now(UTC), load_translations("en"), channels)
    lens = Lens(house.tenant, mei.agent, "Mei", words, Rights(house.runtime.ports.planner, mei.who))
    async with house.runtime.database.read(house.tenant) as reader:
        found, opened = await read_own_work(reader, lens), await open_interaction(reader, lens, call)
        shown = await thread(reader, lens, adapters, found, opened, OneCall())
    assert shown.call_work is not None
    assert shown.call_work.required


async def unit(house: House, statement: str, *more: object) -> None:
    async def write(work: UnitOfWork) -> None:
        await work.execute(statement, [work.tenant_id, *more])

    await house.runtime.database.run(house.tenant, write, actor="test")


async def a_call(house: House) -> InteractionId:
    """Spoken, as far as the pages know."""
    found = await house.text("15005550001", "hello")
    for table in ("core.interaction", "core.conversation"):
        await unit(house, f"update {table} set channel = 'voice' where tenant_id = %s")
    return found


async def handed_over(house: House, call: InteractionId, one: Person, other: Person) -> None:
    async def hand(work: UnitOfWork) -> None:
        await transfers.transfer_to_agent(work, house.runtime.ports, call, one.agent, other.agent)

    await house.runtime.database.run(house.tenant, hand, actor="test")
    await house.give(call, other.agent)
