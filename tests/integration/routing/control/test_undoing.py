"""Supervisors take back what they have just done: all of it, once, and only while nothing has followed from it."""

from __future__ import annotations

from uuid import UUID

import pytest

from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import closing as work_closing
from contact_center.interactions.work import replies
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.interactions import Presence, State
from contact_center.kernel.ids import AgentId, InteractionId, new_id
from routing.control import service as control
from routing.control import undoing
from routing.control.undoing import AcceptedMeanwhile, AgentGoneMeanwhile, ChangedSince, EndedMeanwhile, UndoOver
from routing.policy import queues_store as routing_store
from tests.integration.routing.routed_centre import RoutedCentre

ANNA = f"user:{new_id()}"
PLACE = (
    "state, queue_id, priority, skills, sl_started_at, sl_seconds, sl_percent, sl_due_at, entered_at, ranked_at, "
    "queued_at, at_head, owner_agent_id, waiting_since, parked_until, parked_why, shut"
)


async def place(desk: RoutedCentre, interaction: InteractionId) -> dict[str, object]:
    return (await desk.centre.rows(f"select {PLACE} from core.interaction where id = %s", interaction))[0]


async def last_line(desk: RoutedCentre, interaction: InteractionId) -> str:
    code, args = (await desk.centre.history(interaction))[-1]
    return ":".join((code, *args.values()))


async def undo(desk: RoutedCentre, id: UUID | None, *, actor: str = ANNA) -> None:
    assert id is not None
    await desk.centre.run(undoing.undo, id, actor=actor)


async def moved(desk: RoutedCentre, sms: InteractionId) -> UUID:
    centre = desk.centre
    id: UUID = await centre.run(
        undoing.move, centre.ports, sms, centre.queues["billing"], why="about a bill", actor=ANNA
    )
    return id


async def test_moved_work_is_back_in_its_place_with_the_clock_it_had(desk: RoutedCentre) -> None:
    sms = await desk.writes()
    await desk.step(seconds=90)
    before = await place(desk, sms)
    id = await moved(desk, sms)
    wei = await desk.centre.agent("Wei", queues=("billing",))
    await desk.step(seconds=5)
    assert await desk.offered_to(sms) == wei
    await undo(desk, id)
    await desk.step()
    assert await place(desk, sms) == before
    assert await desk.offered_to(sms) is None, "rescinded: Wei does not serve the queue it is back in"
    mei = await desk.centre.agent("Mei")
    await desk.step()
    assert await desk.offered_to(sms) == mei
    assert await last_line(desk, sms) == "undone:moved"


async def test_nothing_is_undone_twice_or_by_somebody_else_or_late(desk: RoutedCentre) -> None:
    sms = await desk.writes()
    id = await moved(desk, sms)
    with pytest.raises(UndoOver):
        await undo(desk, id, actor=f"user:{new_id()}")
    await undo(desk, id)
    with pytest.raises(UndoOver):
        await undo(desk, id)
    late = await moved(desk, sms)
    desk.centre.clock.pass_(seconds=31)
    with pytest.raises(UndoOver):
        await undo(desk, late)


async def test_what_an_agent_has_accepted_meanwhile_stays_with_them(desk: RoutedCentre) -> None:
    sms = await desk.writes()
    id = await moved(desk, sms)
    await desk.centre.agent("Wei", queues=("billing",))
    await desk.step()
    await desk.accept(sms)
    held = await place(desk, sms)
    with pytest.raises(AcceptedMeanwhile):
        await undo(desk, id)
    assert await place(desk, sms) == held


async def test_what_ended_or_was_changed_again_meanwhile_is_not_undone(desk: RoutedCentre) -> None:
    centre = desk.centre
    sms = await desk.writes()
    first = await centre.run(undoing.raise_priority, sms, 15, why="key account", actor=ANNA)
    second = await centre.run(undoing.raise_priority, sms, 30, why="still waiting", actor=ANNA)
    with pytest.raises(ChangedSince):
        await undo(desk, first)
    await undo(desk, second)
    assert (await place(desk, sms))["priority"] == 15
    assert await last_line(desk, sms) == "undone:raised"
    third = await centre.run(undoing.raise_priority, sms, 5, why="again", actor=ANNA)
    mei = await centre.agent("Mei")
    await desk.step()
    await desk.accept(sms)
    await centre.run(work_closing.close, centre.ports, sms, mei)
    with pytest.raises(EndedMeanwhile):
        await undo(desk, third)


async def test_an_assignment_is_undone_while_it_rings_and_the_queue_has_it_again(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    await desk.writes("+886911000001")
    await desk.step()
    sms = await desk.writes("+886911000002")
    assert await desk.offered_to(sms) is None
    id = await centre.run(undoing.assign, sms, mei, why="knows them", actor=ANNA)
    assert await desk.offered_to(sms) == mei
    await undo(desk, id)
    assert await desk.offered_to(sms) is None
    assert (await place(desk, sms))["state"] == State.QUEUED
    again = await centre.run(undoing.assign, sms, mei, why="knows them", actor=ANNA)
    await desk.reject(sms)
    with pytest.raises(ChangedSince):
        await undo(desk, again)


async def test_work_taken_back_is_in_its_agents_hand_again(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    sms = await desk.writes()
    await desk.accept(sms)
    id = await centre.run(undoing.take_back, centre.ports, sms, why="too long", actor=ANNA)
    wei = await centre.agent("Wei")
    await desk.step()
    assert await desk.offered_to(sms) == wei
    await undo(desk, id)
    await desk.step()
    now = await place(desk, sms)
    assert (now["state"], now["owner_agent_id"]) == (State.WORKING, mei)
    assert await desk.offered_to(sms) is None
    assert await last_line(desk, sms) == "undone:taken_back"


async def test_what_waited_for_its_customer_with_an_agent_waits_there_again(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    sms = await desk.writes()
    await desk.accept(sms)
    await centre.run(
        replies.reply,
        centre.ports,
        sms,
        mei,
        "Mei",
        "On its way.",
        client_key="k",
        then=AfterReply.WAIT,
        actor=f"user:{mei}",
    )
    before = await place(desk, sms)
    id = await centre.run(undoing.take_back, centre.ports, sms, why="mine", actor=ANNA)
    await desk.step()
    await undo(desk, id)
    await desk.step()
    assert await place(desk, sms) == before
    assert await desk.offered_to(sms) is None


async def test_nothing_is_given_back_to_an_agent_who_has_signed_out(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    sms = await desk.writes()
    await desk.accept(sms)
    id = await centre.run(undoing.take_back, centre.ports, sms, why="home", actor=ANNA)
    await centre.run(presence.choose, mei, Presence.OFFLINE)
    with pytest.raises(AgentGoneMeanwhile):
        await undo(desk, id)
    assert (await place(desk, sms))["state"] == State.QUEUED


async def live(desk: RoutedCentre, key: str) -> object:
    queue = desk.centre.queues["general"]
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        rows = await routing_store.queues(reader, desk.centre.tenant)
    return next(row.settings.get(key) for row in rows if row.id == queue)


async def test_pausing_and_going_on_are_undone_unless_somebody_has_switched_again(desk: RoutedCentre) -> None:
    centre = desk.centre
    queue = centre.queues["general"]
    paused = await centre.run(undoing.pause, queue, True, why="training", actor=ANNA)
    await undo(desk, paused)
    assert await live(desk, "paused") is None
    await centre.run(control.pause, queue, True, why="training")
    said = await live(desk, "paused")
    resumed = await centre.run(undoing.pause, queue, False, why="over", actor=ANNA)
    await undo(desk, resumed)
    assert await live(desk, "paused") == said, "with its own time and reason"
    again = await centre.run(undoing.pause, queue, False, why="over", actor=ANNA)
    await centre.run(control.pause, queue, True, why="fire drill")
    with pytest.raises(ChangedSince):
        await undo(desk, again)


async def test_closed_queues_are_open_again_and_opened_ones_closed(desk: RoutedCentre) -> None:
    centre = desk.centre
    queue = centre.queues["general"]
    closed = await centre.run(
        undoing.close_queues, [queue], why="fire", message={"en": "Back soon."}, to_queue=None, actor=ANNA
    )
    said = await live(desk, "closed")
    await undo(desk, closed)
    assert await live(desk, "closed") is None
    await centre.run(undoing.close_queues, [queue], why="fire", message={"en": "Back soon."}, to_queue=None, actor=ANNA)
    opened = await centre.run(undoing.open_queues, [queue], why="false alarm", actor=ANNA)
    await undo(desk, opened)
    assert await live(desk, "closed") == said


async def test_a_presence_that_was_set_is_as_it_was_with_what_was_chosen_to_follow(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    sms = await desk.writes()
    await desk.accept(sms)
    await centre.run(presence.choose_next, mei, Presence.AWAY, "lunch")
    id = await centre.run(undoing.force_presence, mei, Presence.AWAY, why="coaching", away_reason="meeting", actor=ANNA)
    await undo(desk, id)
    row = await _presence(desk, mei)
    assert (row.state, row.reason, row.next_state, row.next_reason) == ("available", None, "away", "lunch")
    id = await centre.run(undoing.force_presence, mei, Presence.AWAY, why="coaching", away_reason="meeting", actor=ANNA)
    desk.centre.clock.pass_(seconds=1)
    await centre.run(presence.choose, mei, Presence.AVAILABLE)
    with pytest.raises(ChangedSince):
        await undo(desk, id)


async def test_signing_an_agent_out_has_no_way_back(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    assert await desk.centre.run(undoing.force_presence, mei, Presence.OFFLINE, why="gone", actor=ANNA) is None


async def _presence(desk: RoutedCentre, agent: AgentId) -> presence.PresenceRow:
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        row = await presence.get(reader, desk.centre.tenant, agent)
    assert row is not None
    return row
