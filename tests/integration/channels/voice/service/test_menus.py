"""A call that a menu has led: into the queue it chose, with what was typed beside it; and callers nobody wants."""

from __future__ import annotations

import pytest

from channels.voice.abuse import CallAbuse
from channels.voice.flow import service as flows
from channels.voice.flow.domain import CallFlow, FlowKey, FlowPrompt, FlowStep, StepKind
from channels.voice.flow.errors import CallerBlocked
from channels.webchat.model import CallPhase, Visitor
from contact_center.kernel.ids import CallId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.channels.voice.service.office import Office
from tests.unit.channels.voice.flow.flows import both
from tests.voice_tools import CUSTOMER_HZ, TonePeer

pytestmark = pytest.mark.webrtc
ANN = Visitor("visitor-1", "Ann")


async def _with_menu(office: Office) -> None:
    general, other = list(office.centre.queues.values())[:2]
    flow = CallFlow(
        (
            FlowStep(
                "menu", StepKind.MENU, both("Orders 1, repairs 2.", "訂單 1，維修 2。"), leads={"no_choice": "orders"},
                keys=(
                    FlowKey("1", {"en": "Orders"}, "number"), FlowKey("2", {"en": "Message"}, "message"),
                ), tries=1,
            ),
            FlowStep(
                "number", StepKind.IDENTIFY, both("Your order number?", "訂單號碼？"), tries=1,
                leads={"found": "orders", "not_found": "orders"},
            ),
            FlowStep("orders", StepKind.QUEUE, FlowPrompt(), queue=other, priority=3),
            FlowStep("message", StepKind.VOICEMAIL, both("Speak.", "請說。"), queue=general),
        )
    )  # fmt: skip

    async def make(work: UnitOfWork) -> None:
        id = await flows.create(work, "Line", flow)
        await flows.publish(work, id, set(office.centre.queues.values()), saw=0)
        await flows.assign(work, office.centre.account_ids["voice"], id)

    await office.centre.run(make)


async def test_a_call_comes_to_the_queue_that_its_keys_led_to_with_what_was_typed(office: Office) -> None:
    await _with_menu(office)
    account, peer = await office.chat_account(), TonePeer(CUSTOMER_HZ)
    menu = await office.calls.menu(account, ANN, "en")
    assert menu is not None
    assert (menu.prompts[0].text, menu.labels["1"]) == ("Orders 1, repairs 2.", "Orders")
    menu = await office.calls.press(account, ANN, menu.id, menu.turn, "1")
    menu = await office.calls.press(account, ANN, menu.id, menu.turn, "20418")
    assert menu.then == "connect"
    started = await office.calls.start(account, ANN, await peer.offer(), menu=menu.id)
    await peer.accept(started.answer_sdp)
    queue = list(office.centre.queues.values())[1]
    rows = await office.centre.rows(
        "select i.queue_id, i.priority, c.interaction_id from channels.call c join core.interaction i "
        "on i.id = c.interaction_id where c.id = %s", started.call_id,
    )  # fmt: skip
    assert (rows[0]["queue_id"], rows[0]["priority"]) == (queue, 3)
    kept = await office.centre.rows("select kept -> 'state' -> 'claim' as claim, call_id from channels.call_flow_run")
    assert (kept[0]["claim"]["digits"], kept[0]["claim"]["found"]) == ("20418", "")
    assert kept[0]["call_id"] == started.call_id
    await office.calls.hangup(account, ANN, CallId(started.call_id))
    await peer.hang_up()


async def test_who_is_led_to_voicemail_is_asked_for_a_message_and_an_old_page_is_led_without_keys(
    office: Office,
) -> None:
    await _with_menu(office)
    account, peer = await office.chat_account(), TonePeer(CUSTOMER_HZ)
    menu = await office.calls.menu(account, ANN, "en")
    assert menu is not None
    menu = await office.calls.press(account, ANN, menu.id, menu.turn, "2")
    assert menu.then == "message"
    started = await office.calls.start(account, ANN, await peer.offer(), menu=menu.id)
    await peer.accept(started.answer_sdp)
    assert started.state.phase is CallPhase.MESSAGE
    state = await office.calls.call_of(account, ANN, CallId(started.call_id))
    assert state is not None
    assert state.phase is CallPhase.MESSAGE
    await office.calls.hangup(account, ANN, CallId(started.call_id))
    await peer.hang_up()
    call = await office.customer_calls()
    queue = list(office.centre.queues.values())[1]
    found = await office.centre.value("select queue_id from core.interaction where id = %s", call.interaction)
    assert found == queue


async def test_an_abusive_caller_is_warned_ended_and_refused(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    abuse = CallAbuse(office.desk)
    await abuse.warn(office.centre.tenant, mei.agent, call.call_id)
    assert (await mei.does(call.call_id, "block")).status_code == 204
    await office.becomes(call, "closed", "completed")
    with pytest.raises(CallerBlocked):
        await office.customer_calls()
    events = await office.centre.rows("select type from core.event where type like 'caller.%%' order by position")
    assert [one["type"] for one in events] == ["caller.warned", "caller.blocked"]
