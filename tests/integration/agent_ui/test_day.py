"""Tasks and promises as agents note, see and end them on their pages; the home page; taking from a queue."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.kernel.ids import AgentId, InteractionId, new_id
from crm_core.tasks import service
from crm_core.tasks.service import NewTask
from routing.control import pulling
from tests.integration.agent_ui.conftest import House, Person


async def noted(house: House, person: Person, interaction: object, **said: str) -> dict[str, Any]:
    """The dialog opened and sent, as its form would."""
    form = (await person.get(f"/tasks/new?interaction={interaction}")).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token", None)
    answer = await person.post(
        "/tasks", {"subject": "Call back", "when": "in 2 h", "promised": "true", **fields, **said}
    )
    assert answer.status_code == 200, answer.text
    [row] = await house.rows(
        "select * from crm.task where tenant_id = %s order by created_at desc limit 1", house.tenant
    )
    return row


async def test_a_promise_noted_in_a_conversation_is_shown_beside_the_customer_and_in_the_next_offer(
    house: House,
) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    made = await noted(house, mei, interaction, subject="Call back about <b>the grinder</b>")
    assert (made["promised"], made["owner_id"], made["timed"]) == (True, mei.agent, True)
    assert made["customer_id"] is not None
    shown = (await mei.get(f"/console?c={interaction}")).text
    assert "Call back about &lt;b&gt;the grinder&lt;/b&gt;" in shown
    assert "Promises and tasks" in (await mei.get(f"/customers/{made['customer_id']}")).text
    later = await house.text("886900000002", "hi")
    await house.runtime.database.run(
        house.tenant, lambda w: _same_customer(w, later, made["customer_id"]), actor="test"
    )
    await house.offer(later, wei.agent)
    assert "Promised " in (await wei.get("/console")).text


async def _same_customer(work: Any, interaction: UUID, customer: UUID) -> None:
    await work.execute("update core.interaction set customer_id = %s where id = %s", [customer, interaction])
    await work.execute(
        "update core.conversation c set customer_id = %s from core.interaction i where i.id = %s "
        "and c.id = i.conversation_id",
        [customer, interaction],
    )


async def test_closing_the_work_of_a_task_asks_and_completes_or_reschedules_it(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    work = await _due(house, mei)
    assert "Done or later" in (await mei.get(f"/console?c={work}")).text
    asked = (await mei.post(f"/console/interactions/{work}/close")).text
    [task] = await house.rows("select id, state from crm.task where tenant_id = %s", house.tenant)
    assert f"/tasks/{task['id']}/complete" in asked
    moved = await mei.post(f"/tasks/{task['id']}/reschedule", {"when": "tomorrow 9:00"})
    assert moved.status_code == 200
    [row] = await house.rows("select state, interaction_id from crm.task where tenant_id = %s", house.tenant)
    assert (row["state"], row["interaction_id"]) == ("open", None)
    [interaction] = await house.rows("select state from core.interaction where tenant_id = %s", house.tenant)
    assert interaction["state"] == "closed"
    done = await mei.post(f"/tasks/{task['id']}/complete")
    assert done.status_code == 200
    refused = await mei.post(f"/tasks/{task['id']}/complete")
    assert refused.status_code == 409


async def _due(house: House, mei: Person) -> InteractionId:
    """A task of hers that is due now, in her hand."""
    ports = house.runtime.ports

    async def make(work: Any) -> UUID:
        soon = NewTask("Call the customer", work.now + timedelta(seconds=1), owner=mei.agent)
        made = await service.create(work, ports, soon, by=mei.agent)
        await presence.set_capacity(work, AgentId(mei.agent), {"task": 2})
        await work.execute("update crm.task set due_at = %s, next_at = %s where id = %s", [work.now, work.now, made])
        await service.advance(work, ports, made)
        return UUID(str(await work.value("select interaction_id from crm.task where id = %s", [made])))

    work = await house.runtime.database.run(house.tenant, make, actor="test")
    await house.give(work, mei.agent)
    return InteractionId(work)


async def test_other_peoples_tasks_are_neither_shown_nor_changed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    stranger = await house.person("ann", Role.AGENT, house.other)
    interaction = await house.text("886900000001", "hello")
    await house.give(interaction, mei.agent)
    made = await noted(house, mei, interaction)
    for path in ("complete", "cancel", "reopen"):
        assert (await stranger.post(f"/tasks/{made['id']}/{path}")).status_code == 404
        assert (await stranger.post(f"/api/v1/tasks/{made['id']}/{path}", {})).status_code in (404, 422)
    assert (await stranger.get(f"/tasks/{made['id']}")).status_code == 404


async def test_home_says_what_is_most_urgent_and_lists_work_tasks_team_and_figures(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await house.person("wei", Role.AGENT)
    interaction = await house.text("886900000001", "Where+is+SO-20418%3F")
    await house.give(interaction, mei.agent)
    await house.text("886900000003", "waiting")
    await noted(house, mei, interaction, when="in 1 min")
    shown = (await mei.get("/home")).text
    for part in ("Where is SO-20418?", "Call back", "Waits in my queues", "My team", "Wei", "Promises kept this month"):
        assert part in shown
    assert "Take the oldest" not in shown


async def test_the_oldest_of_a_queue_is_held_for_whoever_asks_and_may_have_it(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    first = await house.text("886900000001", "first")
    await house.text("886900000002", "second")
    queue = house.queues[house.tenant]
    assert (await mei.post(f"/home/queues/{queue}/take")).status_code == 403
    await house.runtime.database.run(house.tenant, lambda w: pulling.allow(w, True), actor="test")
    assert "Take the oldest" in (await mei.get("/home")).text
    assert (await mei.post(f"/home/queues/{queue}/take")).status_code == 204
    [row] = await house.rows("select preferred_agent_id from core.interaction where id = %s", first)
    assert row["preferred_agent_id"] == mei.agent
    await house.runtime.database.run(
        house.tenant, lambda w: presence.set_capacity(w, AgentId(mei.agent), {"sms": 0}), actor="test"
    )
    assert (await mei.post(f"/home/queues/{queue}/take")).status_code == 409


@pytest.mark.parametrize("said", ["soon", "yesterday", ""])
async def test_a_time_nobody_understands_is_told_at_its_field(house: House, said: str) -> None:
    mei = await house.person("mei", Role.AGENT)
    form = {"subject": "Call", "when": said or " ", "client_key": str(new_id())}
    assert (await mei.post("/tasks", form)).status_code == 422
