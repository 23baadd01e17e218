"""A call over a mail in hand: the mail is parked, its clock stands still, and it comes back first (D31)."""

from __future__ import annotations

import pytest

from contact_center.interactions.work import closing, customer_leaving, offers
from contact_center.kernel.contracts.interactions import Outcome
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import service as publishing
from routing.policy.model import InterruptPart
from tests.integration.routing.routed_centre import RoutedCentre

ONE = {"*": 1, "email": 1, "voice": 1}


@pytest.fixture
async def mei(desk: RoutedCentre) -> AgentId:
    await desk.centre.run(_let_calls_interrupt_mails)
    return await desk.centre.agent("Mei", capacity=ONE)


async def _let_calls_interrupt_mails(unit: UnitOfWork) -> None:
    document = (await publishing.current(unit, unit.tenant_id)).document
    pairs = (InterruptPart(by="voice", over="email"),)
    await publishing.publish(unit, document.model_copy(update={"interrupts": pairs}))


async def mail(desk: RoutedCentre, sender: str = "anna@example.org") -> tuple[InteractionId, SegmentId]:
    written = await desk.writes(sender, channel="email", kind="email")
    return written, await desk.accept(written)


async def parked(desk: RoutedCentre, segment: SegmentId) -> tuple[bool, float]:
    """Whether it is parked now, and for how many seconds it was before."""
    (row,) = await desk.centre.rows("select parked_at, parked_seconds from core.segment where id = %s", segment)
    return row["parked_at"] is not None, row["parked_seconds"]


async def used(desk: RoutedCentre, agent: AgentId) -> dict[str, int]:
    rows = await desk.centre.rows("select channel, used from core.agent_load where agent_id = %s and used > 0", agent)
    return {row["channel"]: row["used"] for row in rows}


async def reject(desk: RoutedCentre, call: InteractionId) -> None:
    """Before the router offers it again, as there is nobody else."""
    offer = await desk.offered(call)
    assert offer is not None
    await desk.centre.run(offers.reject, *offer)


async def test_a_call_parks_the_mail_and_the_mail_comes_back_before_anything_else(
    desk: RoutedCentre, mei: AgentId
) -> None:
    written, segment = await mail(desk)
    waits = await desk.writes("bert@example.org", channel="email", kind="email")
    call = await desk.writes("+886911000001", channel="voice")
    assert await desk.offered_to(call) == mei
    assert await parked(desk, segment) == (True, 0.0)
    await desk.accept(call)
    assert await used(desk, mei) == {"*": 1, "voice": 1}
    await desk.step(seconds=99)
    await desk.centre.run(customer_leaving.customer_left, desk.centre.ports, call, Outcome.COMPLETED)
    await desk.step(seconds=60)
    assert await desk.centre.value("select state from core.segment where interaction_id = %s", call) == "done"
    assert await parked(desk, segment) == (False, 160.0)
    assert await used(desk, mei) == {"*": 1, "email": 1}
    assert await desk.offered(waits) is None, "the place is the parked mail's"
    await desk.centre.run(closing.close, desk.centre.ports, written, mei)
    talk = await desk.centre.value("select talk_seconds from core.interaction_record where interaction_id=%s", written)
    handled = await desk.centre.value("select done_at - connected_at from core.segment where id = %s", segment)
    assert talk == handled.total_seconds() - 160.0


async def test_a_call_that_is_rejected_gives_the_mail_back_at_once(desk: RoutedCentre, mei: AgentId) -> None:
    _, segment = await mail(desk)
    call = await desk.writes("+886911000001", channel="voice")
    await reject(desk, call)
    assert not (await parked(desk, segment))[0]
    assert await used(desk, mei) == {"*": 1, "email": 1}


async def test_a_parked_mail_can_be_closed_during_the_call(desk: RoutedCentre, mei: AgentId) -> None:
    written, segment = await mail(desk)
    call = await desk.writes("+886911000001", channel="voice")
    await desk.accept(call)
    await desk.centre.run(closing.close, desk.centre.ports, written, mei)
    assert await desk.centre.segment_state(segment) == ("done", "completed")
    assert await used(desk, mei) == {"*": 1, "voice": 1}


async def test_a_mail_comes_back_even_when_its_place_was_taken_away(desk: RoutedCentre, mei: AgentId) -> None:
    _, segment = await mail(desk)
    call = await desk.writes("+886911000001", channel="voice")
    await desk.centre.run(_no_places_for_mails, mei)
    await reject(desk, call)
    assert not (await parked(desk, segment))[0]


async def _no_places_for_mails(unit: UnitOfWork, agent: AgentId) -> None:
    await unit.execute("update core.agent_load set capacity = 0 where agent_id = %s and channel = 'email'", [agent])
