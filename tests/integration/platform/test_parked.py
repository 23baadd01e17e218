"""Readers of the log: trouble that passes costs no fact, a bug parks one event, and what is parked comes back."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pytest

from contact_center.kernel.contracts.interactions import EnvelopeQuarantined
from contact_center.kernel.contracts.routing_events import RoutingPolicyChanged
from contact_center.kernel.errors import NotFound
from contact_center.kernel.events import Recorded
from contact_center.measures.projection import Measures
from contact_center.platform import parked
from contact_center.platform.eventlog import Pauses, consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre


class Diary:
    """A consumer that writes down what it is given, and meets the trouble it was told to meet."""

    name = "diary"
    wants = None

    def __init__(self, trouble: dict[int, Exception] | None = None, *, spoils: int | None = None) -> None:
        self.trouble = trouble or {}
        self.spoils = spoils
        """At this position it records an event that cannot be stored: only the end of the work fails."""
        self.read: list[int] = []

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for event in events:
            if event.position in self.trouble:
                raise self.trouble[event.position]
            if event.position == self.spoils:
                work.record(RoutingPolicyChanged(policy_version="\x00"))  # type: ignore[arg-type]
        self.read += [event.position for event in events]


async def happened(centre: Centre, times: int) -> None:
    async def write(work: UnitOfWork) -> None:
        work.record(RoutingPolicyChanged(policy_version=1))

    for _ in range(times):
        await centre.run(write)


async def end(centre: Centre) -> int:
    found: int = await centre.value("select position from core.event_head where tenant_id = %s", centre.tenant)
    return found


async def aside(centre: Centre) -> list[parked.Parked]:
    async with centre.db.read(centre.tenant) as reader:
        return await parked.parked(reader, centre.tenant)


PASSING = [
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.SerializationFailure("could not serialize access"),
    psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
    psycopg.OperationalError("the connection is lost"),
    ConnectionResetError(),
    TimeoutError(),
]


@pytest.mark.parametrize("trouble", PASSING, ids=lambda error: type(error).__name__)
async def test_trouble_that_passes_parks_nothing_and_every_event_is_read_once_it_is_over(
    centre: Centre, trouble: Exception
) -> None:
    await happened(centre, 4)
    last = await end(centre)
    diary = Diary({last - 1: trouble})
    with pytest.raises(type(trouble)):
        await consume_once(centre.db, diary)
    assert not await aside(centre)
    diary.trouble.clear()
    assert await consume_once(centre.db, diary) == last
    assert diary.read[-4:] == [last - 3, last - 2, last - 1, last]
    assert not await aside(centre)


async def test_a_lock_that_somebody_holds_for_long_costs_no_figure(centre: Centre) -> None:
    """A real one: the row a reader has to write is locked by another transaction."""
    agent = await centre.agent("Mei")
    await centre.give(await centre.customer_writes("visitor-1", "hello"), agent)
    while await consume_once(centre.db, Measures()):
        pass
    await centre.customer_writes("visitor-2", "hello")
    async with centre.db.own_connection("system") as other, other.transaction():
        await other.execute("lock table measures.entry in exclusive mode")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            await consume_once(centre.db, Impatient())
    assert not await aside(centre)
    while await consume_once(centre.db, Measures()):
        pass
    assert (await parked.recount(centre.db, centre.tenant, Measures())).agrees


class Impatient(Measures):
    """The same reader, which waits for a lock as short as a test can."""

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        await work.execute("set local lock_timeout = '50ms'")
        await super().handle(work, events)


async def test_while_one_organisation_is_in_trouble_its_readers_rest_without_an_error(centre: Centre) -> None:
    await happened(centre, 1)
    pauses = Pauses()
    diary = Diary({await end(centre): psycopg.OperationalError("the connection is lost")})
    assert await consume_once(centre.db, diary, pauses=pauses) == 0
    assert pauses.rests(centre.tenant)
    assert await consume_once(centre.db, diary, pauses=pauses) == 0


async def test_a_bug_parks_its_event_with_kind_and_place_and_nothing_else(centre: Centre) -> None:
    await happened(centre, 5)
    last = await end(centre)
    diary = Diary({last - 2: ValueError("what the customer wrote")})
    await consume_once(centre.db, diary)
    assert diary.read[-4:] == [last - 4, last - 3, last - 1, last]
    (one,) = await aside(centre)
    assert (one.consumer, one.position, one.type) == ("diary", last - 2, "routing.policy_changed")
    assert one.error is not None
    assert one.error.startswith("ValueError at test_parked.py:")
    assert "customer" not in one.error


async def test_an_event_that_lets_only_the_commit_fail_is_parked_too_and_holds_up_nothing(centre: Centre) -> None:
    await happened(centre, 3)
    last = await end(centre)
    diary = Diary(spoils=last - 1)
    while await consume_once(centre.db, diary):
        pass
    assert [one.position for one in await aside(centre)] == [last - 1]
    assert diary.read[-1] == last


async def test_a_row_that_is_no_such_event_is_parked_and_seen_by_nobody_as_an_error(centre: Centre) -> None:
    async def spoil(work: UnitOfWork) -> None:
        work.record(EnvelopeQuarantined(envelope_id="no id", channel="sms"))  # type: ignore[arg-type]

    await centre.run(spoil)
    await happened(centre, 1)
    last = await end(centre)
    diary = Diary()
    await consume_once(centre.db, diary)
    assert diary.read[-1] == last
    assert [one.position for one in await aside(centre)] == [last - 1]


async def test_parked_events_are_digested_when_the_program_is_mended_and_noted_when_it_is_not(centre: Centre) -> None:
    await happened(centre, 3)
    last = await end(centre)
    diary = Diary({last - 1: ValueError(), last: KeyError()})
    await consume_once(centre.db, diary)
    del diary.trouble[last]
    assert await parked.retry(centre.db, centre.tenant, diary) == parked.Retried(digested=1, left=1)
    assert diary.read[-1] == last
    (still,) = await aside(centre)
    assert (still.position, still.attempts) == (last - 1, 2)
    diary.trouble[last - 1] = psycopg.OperationalError("the connection is lost")
    with pytest.raises(psycopg.OperationalError):
        await parked.retry(centre.db, centre.tenant, diary, [last - 1])
    assert [one.attempts for one in await aside(centre)] == [2]


class Careless(Measures):
    """Figures with a bug: the first work of all is not counted."""

    def __init__(self) -> None:
        self.first = True

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        if self.first and any(event.event.type == "interaction.queued" for event in events):
            self.first = len(events) > 1
            raise ZeroDivisionError
        await super().handle(work, events)


async def test_figures_with_a_parked_event_are_whole_again_after_trying_again(centre: Centre) -> None:
    """Its later events have been counted: one put in late would be passed over, so all are counted anew."""
    mei = await centre.agent("Mei")
    await centre.give(await centre.customer_writes("visitor-1", "hello"), mei)
    await centre.customer_writes("visitor-2", "hello")
    while await consume_once(centre.db, Careless()):
        pass
    seen = await parked.recount(centre.db, centre.tenant, Measures())
    assert not seen.agrees
    assert seen.missing["measures.entry"] == 1
    assert len(await aside(centre)) == 1
    assert await parked.retry(centre.db, centre.tenant, Measures()) == parked.Retried(digested=1, left=0)
    assert (await parked.recount(centre.db, centre.tenant, Measures())).agrees


async def test_a_recount_tells_rows_that_do_not_follow_from_the_log_and_changes_nothing(centre: Centre) -> None:
    await centre.customer_writes("visitor-1", "hello")
    while await consume_once(centre.db, Measures()):
        pass
    async with centre.db.work(centre.tenant, actor="test", role="system") as work:
        await work.execute("update measures.entry set number = 7")
    before = await centre.rows("select * from measures.entry")
    seen = await parked.recount(centre.db, centre.tenant, Measures())
    assert (seen.missing["measures.entry"], seen.surplus["measures.entry"]) == (1, 1)
    assert await centre.rows("select * from measures.entry") == before


async def test_only_projections_can_be_counted_anew(centre: Centre) -> None:
    with pytest.raises(parked.NotAProjection):
        await parked.rebuild(centre.db, centre.tenant, Diary())
    with pytest.raises(NotFound, match="measures"):
        parked.named([Measures()], "nobody")
