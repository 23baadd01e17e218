"""Callers whom a queue sends to voicemail, on a real router and database; what their media does is told by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels.voice import message_store, store
from channels.voice.domain import Phase, new_call
from channels.voice.locking import lock_call
from channels.voice.retention import erase_outlived
from channels.voice.voicemail_request import message_wanted
from contact_center.bootstrap.joins.holds import StoredHolds
from contact_center.bootstrap.joins.queues import StoredQueueSettings
from contact_center.interactions import store as interactions
from contact_center.interactions.reading import work_queries
from contact_center.interactions.work import closing, replies
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.ids import AgentId, CallId, InteractionId, new_id
from contact_center.measures import queries
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.measures.day import catch_up
from tests.integration.routing.flow.settings import set_queue
from tests.integration.routing.routed_centre import RoutedCentre

STEP = {"when": "waited", "limit": 30, "then": "voicemail", "message": {"en": "Tell us what it is about."}}
PLACES = {"*": 5, "voice": 1, "voicemail": 1}
VISITOR = {"channel": "voice", "kind": "web", "verified": "host-token"}
Kind = MediaEventKind


@dataclass
class Line:
    """A caller's line, of which the test tells what the media would."""

    desk: RoutedCentre
    call: CallId
    interaction: InteractionId
    sequence: int = 0

    async def tells(self, kind: Kind, *, customer: bool = True, detail: str | None = None) -> None:
        self.sequence += 1

        async def hear(unit: UnitOfWork) -> None:
            hand = await lock_call(unit, self.desk.centre.ports, self.call)
            leg = hand.call.customer.id if customer else None
            await hand.react(MediaEvent(self.call, leg, kind, self.sequence, unit.now, detail))

        await self.desk.centre.run(hear)

    async def follows(self) -> Phase:
        """The call does what was decided about its work."""

        async def follow(unit: UnitOfWork) -> Phase:
            hand = await lock_call(unit, self.desk.centre.ports, self.call)
            wanted = message_wanted(await interactions.interaction(unit, unit.tenant_id, self.interaction))
            if wanted is not None:
                await hand.react(wanted)
            return hand.call.phase

        phase: Phase = await self.desk.centre.run(follow)
        return phase

    async def leaves_message(self, seconds: float) -> None:
        assert await self.follows() is Phase.MESSAGE
        await self.tells(Kind.RECORDING_STARTED)
        await self.desk.step(seconds=seconds)
        await self.tells(Kind.LEG_LEFT)
        await self.tells(Kind.MESSAGE_READY, customer=False, detail=f"messages/{self.call}")
        await self.desk.step()

    async def row(self) -> dict[str, Any]:
        return (await self.desk.centre.rows("select * from core.interaction where id = %s", self.interaction))[0]


async def calls(desk: RoutedCentre, visitor: str = "visitor-1") -> Line:
    interaction = await desk.writes(visitor, **VISITOR)
    call_id = CallId(new_id())

    async def book(unit: UnitOfWork) -> None:
        row = await interactions.interaction(unit, unit.tenant_id, interaction)
        call, _ = new_call(call_id, new_id(), unit.now, record=True, language="en")
        await store.insert(
            unit, call, interaction_id=interaction, conversation_id=row.conversation_id,
            account_id=row.channel_account_id, provider="builtin", node="here",
        )  # fmt: skip

    await desk.centre.run(book)
    line = Line(desk, call_id, interaction)
    await line.tells(Kind.LEG_JOINED)
    return line


async def left_by(desk: RoutedCentre, line: Line) -> list[dict[str, Any]]:
    return await desk.centre.rows(
        "select i.*, m.meta from core.interaction i join core.message m on m.tenant_id = i.tenant_id "
        "and m.interaction_id = i.id where i.channel = 'voicemail' and i.conversation_id = "
        "(select conversation_id from core.interaction where id = %s)",
        line.interaction,
    )


async def balanced(desk: RoutedCentre) -> dict[str, tuple[int, ...]]:
    """By channel: offered, answered, abandoned, flowed out, waiting; they add up in each cell."""
    await catch_up(desk.centre)
    centre, now = desk.centre, desk.centre.clock.now()
    async with centre.db.read(centre.tenant) as reader:
        rows = await queries.cells(
            reader, centre.tenant, dict.fromkeys(centre.queues.values(), 5.0), now - timedelta(days=1),
            now + timedelta(days=1), now=now,
        )  # fmt: skip
    names = ("offered", "answered", "abandoned", "flowed_out", "waiting")
    cells = {row["channel"]: tuple(row[name] for name in names) for row in rows}
    assert all(offered == sum(parts) for offered, *parts in cells.values())
    return cells


async def test_a_caller_who_waited_long_leaves_a_message_that_an_agent_hears_as_work(desk: RoutedCentre) -> None:
    centre = desk.centre
    await set_queue(centre, "general", overflow=[STEP], voicemail_seconds=60, columns={"first_reply_seconds": 4 * 3600})
    line = await calls(desk)
    await desk.step(seconds=31)
    assert (await line.row())["state"] == "waiting"
    mei = await centre.agent("Mei", capacity=PLACES)
    await desk.beats(mei)
    await desk.step(seconds=1)
    assert await desk.offered_to(line.interaction) is None, "who speaks to a machine is offered to nobody"
    assert await balanced(desk) == {"voice": (1, 0, 0, 0, 1)}

    await line.leaves_message(seconds=42)
    over = await line.row()
    assert (over["state"], over["outcome"]) == ("closed", "flowed_out")
    (message,) = await left_by(desk, line)
    assert (message["state"], message["tier"], message["queue_id"]) == ("queued", "deferred", centre.queues["general"])
    assert message["meta"] == {"voicemail": {"call_id": str(line.call), "seconds": 42}}
    assert message["due_at"] == message["created_at"] + timedelta(hours=4)
    assert await balanced(desk) == {"voice": (1, 0, 0, 1, 0), "voicemail": (1, 0, 0, 0, 1)}
    history = await centre.history(line.interaction)
    assert history[1:] == [("voicemail", {"because": "waited"}), ("to_voicemail", {})]

    work_of = InteractionId(message["id"])
    await desk.beats(mei)
    await desk.step(seconds=1)
    assert await desk.offered_to(work_of) == mei
    await desk.accept(work_of)
    await centre.run(replies.note, work_of, mei, "Mei", "Called back, all good.", client_key="note-key-1")
    await centre.run(closing.close, centre.ports, work_of, mei, disposition="other")
    assert await centre.state(work_of) == "closed"
    assert await balanced(desk) == {"voice": (1, 0, 0, 1, 0), "voicemail": (1, 1, 0, 0, 0)}
    again = await calls(desk)
    assert (await again.row())["conversation_id"] != over["conversation_id"], "the next call is a matter of its own"
    await _kept_until_its_time_is_over(desk, line, mei)


async def _kept_until_its_time_is_over(desk: RoutedCentre, line: Line, agent: AgentId) -> None:
    centre, kept, key = desk.centre, timedelta(days=90), f"messages/{line.call}"
    await centre.ports.blobs.put(key, b"sound")
    early, late = centre.clock.now() + timedelta(days=89), centre.clock.now() + timedelta(days=91)
    assert await erase_outlived(centre.db, centre.ports.blobs, StoredQueueSettings(), StoredHolds(), early, kept) == 0
    assert await erase_outlived(centre.db, centre.ports.blobs, StoredQueueSettings(), StoredHolds(), late, kept) == 1
    async with centre.db.read(centre.tenant) as reader:
        row = await message_store.of_call(reader, centre.tenant, line.call)
        assert row is not None
        assert row.interaction_id is not None
        assert (row.recording_key, row.erased_at, row.seconds) == (None, late, 42)
        assert await work_queries.worked_on(reader, centre.tenant, [row.interaction_id], agent)


async def test_who_says_nothing_has_abandoned_and_nothing_of_it_is_kept(desk: RoutedCentre) -> None:
    await set_queue(desk.centre, "general", overflow=[{"when": "nobody_eligible", "then": "voicemail"}])
    line = await calls(desk)
    await desk.step(seconds=1)
    await line.leaves_message(seconds=1)
    over = await line.row()
    assert (over["state"], over["outcome"]) == ("closed", "abandoned")
    assert await left_by(desk, line) == []
    assert await balanced(desk) == {"voice": (1, 0, 1, 0, 0)}
    await desk.centre.ports.blobs.put(f"messages/{line.call}", b"a breath")
    now = desk.centre.clock.now()
    blobs, queues = desk.centre.ports.blobs, StoredQueueSettings()
    assert await erase_outlived(desk.centre.db, blobs, queues, StoredHolds(), now, timedelta(days=90)) == 1


async def test_the_message_goes_to_the_queue_of_the_step_and_chats_do_not_go_to_voicemail(desk: RoutedCentre) -> None:
    centre = desk.centre
    await set_queue(centre, "general", overflow=[{**STEP, "queue": "billing"}])
    line, chat = await calls(desk), await desk.writes("visitor-2", channel="webchat", kind="web")
    await desk.step(seconds=31)
    assert await centre.state(chat) == "queued"
    await line.leaves_message(seconds=5)
    assert [row["queue_id"] for row in await left_by(desk, line)] == [centre.queues["billing"]]
    did = await centre.rows("select payload from core.event where type = 'interaction.overflowed' order by position")
    assert [row["payload"]["did"] for row in did] == [["voicemail"], []]


async def test_a_message_outlives_a_new_router(desk: RoutedCentre) -> None:
    """A router that takes over finds the caller at voicemail and offers nothing."""
    await set_queue(desk.centre, "general", overflow=[STEP])
    line = await calls(desk)
    await desk.step(seconds=31)
    mei = await desk.centre.agent("Mei", capacity=PLACES)
    await desk.beats(mei)
    await desk.restart()
    assert await desk.offered_to(line.interaction) is None
    assert await line.follows() is Phase.MESSAGE
