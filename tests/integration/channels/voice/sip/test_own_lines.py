"""Own lines, from the telephone to the books: a call that comes in by its flow, and one that is made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from channels.voice.flow import service
from channels.voice.flow.domain import CallFlow, FlowStep, StepKind
from contact_center.kernel.ids import CallId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.integration.channels.voice.service.office import AgentsPage, happens
from tests.integration.channels.voice.sip.conftest import OURS, SipOffice
from tests.unit.channels.voice.flow.flows import both, key

pytestmark = pytest.mark.webrtc
ANN_HZ, MEI_HZ = 3_200.0, 2_900.0
"""What a telephone carries, and music does not have."""
ALWAYS = {"hours": {"contact": ["00:00", "23:59:59"]}}


async def _call(office: SipOffice) -> dict[str, Any]:
    """The call that came in, once it is in the books."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = await office.centre.rows(
            "select c.id, c.interaction_id, c.provider, c.ended_at, i.state, i.outcome, i.queue_id "
            "from channels.call c join core.interaction i on i.id = c.interaction_id"
        )
        return bool(found)

    await happens(there, "the call is work")
    return found[0]


async def _flow(centre: Centre, account: str) -> None:
    queue = centre.queues["general"]
    menu = FlowStep(
        "menu", StepKind.MENU, both("Orders 1, nothing 2.", "訂單按 1。"), leads={"no_choice": "bye"},
        keys=(key("1", "queue", label="Orders"), key("2", "bye", label="Nothing")),
    )  # fmt: skip
    bye = FlowStep("bye", StepKind.HANG_UP, both("Bye.", "再見。"))
    flow = CallFlow((menu, FlowStep("queue", StepKind.QUEUE, queue=queue), bye))

    async def make(work: UnitOfWork) -> None:
        id = await service.create(work, "Main line", flow)
        await service.publish(work, id, {queue}, saw=0, note="")
        await service.assign(work, UUID(account), id)

    await centre.run(make)


async def test_a_telephone_calls_is_led_by_keys_talks_with_an_agent_is_held_and_hung_up_on(office: SipOffice) -> None:
    await _flow(office.centre, await office.trunk())
    mei, ann = await office.agent("mei"), await office.phone(ANN_HZ)
    await ann.call(OURS, office.door)
    assert ann.statuses[-1] == 200
    ann.press("1")
    row = await _call(office)
    assert (row["provider"], row["queue_id"]) == ("sip", office.centre.queues["general"])
    await happens(lambda: ann.loudness() > 100, "she waits with music")
    call, work = CallId(row["id"]), InteractionId(row["interaction_id"])
    await office.centre.give(work, mei.agent)
    assert (await mei.joins(call, MEI_HZ)).is_success
    await happens(lambda: ann.hears(MEI_HZ) and mei.ear.hears(ANN_HZ), "they hear each other")
    assert (await mei.does(call, "hold", held="true")).is_success
    await happens(lambda: ann.hears_no(MEI_HZ) and mei.ear.hears_no(ANN_HZ), "on hold they do not")
    assert (await mei.does(call, "hold", held="false")).is_success
    await happens(lambda: ann.hears(MEI_HZ) and mei.ear.hears(ANN_HZ), "and again")
    assert (await mei.does(call, "hangup")).is_success
    await happens(lambda: ann.over, "her telephone is hung up on")
    ended = await _call(office)
    assert (ended["state"], ended["outcome"]) == ("closed", "completed")


async def test_a_caller_who_hangs_up_while_waiting_has_left_the_queue(office: SipOffice) -> None:
    await office.trunk()
    ann = await office.phone(ANN_HZ)
    await ann.call("0227361234", office.door)
    await _call(office)
    ann.hang_up()

    async def left() -> bool:
        row = await _call(office)
        return (row["state"], row["outcome"]) == ("closed", "abandoned")

    await happens(left, "the work is over")


async def test_calls_while_nobody_leads_are_led_by_the_next_worker(office: SipOffice) -> None:
    await office.trunk()
    await office.stop_leading()
    ann = await office.phone(ANN_HZ)
    await ann.call(OURS, office.door, wait=False)
    await happens(lambda: 180 in ann.statuses, "it rings")
    office.begin_leading()
    assert (await _call(office))["provider"] == "sip"
    await happens(lambda: ann.statuses[-1] == 200, "it is answered")


async def _called(office: SipOffice, mei: AgentsPage, account: str) -> CallId:
    await office.centre.run(
        office.centre.accounts.change, account, settings=await _with_rules(office, account), active=True
    )
    office.centre.accounts._read.clear()
    wanted = {"account": account, "to": "0912-345-678"}
    answer = await mei.http.post("/api/v1/calls", json=wanted, headers={"Idempotency-Key": "first-call"})
    assert answer.status_code == 201, answer.text
    call = CallId(answer.json()["call"])
    assert (await mei.joins(call, MEI_HZ)).is_success
    return call


async def _with_rules(office: SipOffice, account: str) -> dict[str, Any]:
    [row] = await office.centre.rows("select settings from core.channel_account where id = %s", account)
    return {**row["settings"], "dialling": {"numbers": [OURS], **ALWAYS}}


async def test_an_agent_calls_out_presses_keys_and_the_telephone_hangs_up(office: SipOffice) -> None:
    ben = await office.phone(ANN_HZ, picks_up=False)
    account = await office.trunk(ben.port)
    mei = await office.agent("mei")
    call = await _called(office, mei, account)
    await happens(lambda: ben.called == "+886912345678", "the telephone rings")
    assert ben.caller == OURS
    await happens(lambda: not mei.ear.hears_nothing(), "the agent hears that it rings")
    ben.pick_up()
    await happens(lambda: ben.hears(MEI_HZ) and mei.ear.hears(ANN_HZ), "they hear each other")
    assert (await mei.http.post(f"/api/v1/calls/{call}/keys", json={"digits": "12*#"})).status_code == 204
    await happens(lambda: ben.heard_keys == "12*#", "the machine there hears the keys")
    ben.hang_up()

    async def over() -> bool:
        return (await _call(office))["ended_at"] is not None

    await happens(over, "the call is over")
    [attempt] = await office.centre.rows("select result from core.attempt")
    assert attempt["result"] == "answered"


@pytest.mark.parametrize(("status", "result"), [(486, "busy"), (480, "no_answer"), (404, "failed")])
async def test_a_telephone_that_does_not_pick_up_is_told_apart(office: SipOffice, status: int, result: str) -> None:
    ben = await office.phone(ANN_HZ, picks_up=status)
    mei = await office.agent("mei")
    await _called(office, mei, await office.trunk(ben.port))

    async def told() -> bool:
        return [row["result"] for row in await office.centre.rows("select result from core.attempt")] == [result]

    await happens(told, f"{status} is {result}")


async def test_an_agent_who_gives_up_stops_the_ringing(office: SipOffice) -> None:
    ben = await office.phone(ANN_HZ, picks_up=False)
    mei = await office.agent("mei")
    call = await _called(office, mei, await office.trunk(ben.port))
    await happens(lambda: bool(ben.called), "it rings")
    assert (await mei.does(call, "hangup")).is_success
    await happens(lambda: ben.over and "CANCEL" in ben.seen, "it rings no more")


async def test_a_trunk_with_a_user_is_registered_and_its_calls_are_proven(office: SipOffice) -> None:
    trunk = await office.phone(ANN_HZ, user="kiln", password="glaze and fire")
    account = await office.trunk(trunk.port, {"sip_password": "glaze and fire"}, sip_user="kiln")
    await office.stands(lambda lines: lines.lines[0].registered, "we are registered")
    mei = await office.agent("mei")
    await _called(office, mei, account)
    await happens(lambda: trunk.hears(MEI_HZ) or trunk.called == "+886912345678", "the proven call rings")
