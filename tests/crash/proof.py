"""What must hold whoever was killed when. Read from the database and from the carrier's own books."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import psycopg

from tests.crash.conftest import Scene
from tests.crash.processes import until
from tests.crash.shop import CAPACITY

Rows = list[tuple[Any, ...]]


async def prove(scene: Scene) -> None:
    """Everything together; `scene` must have come to rest."""
    async with await psycopg.AsyncConnection.connect(scene.database.system, autocommit=True) as connection:

        async def rows(query: str) -> Rows:
            return await (await connection.execute(query)).fetchall()  # type: ignore[arg-type]

        await every_message_is_stored_once(scene, rows)
        await conversations_are_whole(rows)
        await log_is_dense_and_tells_of_every_message(rows)
        await nobody_had_more_than_they_can_take(rows)
        await no_work_was_offered_twice_at_a_time(rows)
        await answers_arrived_once_and_in_order(scene, rows)
        await readers_of_the_log_have_come_to_its_end(rows)


async def every_message_is_stored_once(scene: Scene, rows: Any) -> None:
    written = {
        message["sid"]
        for number in scene.customers.sent
        for message in await scene.customers.phone(number)
        if message["direction"] == "out"
    }
    stored = Counter(sid for (sid,) in await rows("select provider_id from core.message where direction = 'in'"))
    assert set(stored) == written, f"lost {sorted(written - set(stored))}, invented {sorted(set(stored) - written)}"
    assert [sid for sid, times in stored.items() if times > 1] == []
    assert await rows("select state, count(*) from core.envelope group by state") == [("accepted", len(written))]


async def conversations_are_whole(rows: Any) -> None:
    """One for each number, each with one interaction, its messages on places without gaps."""
    assert await rows("select contact_value from core.conversation group by 1 having count(*) > 1") == []
    assert await rows("select conversation_id from core.interaction group by 1 having count(*) > 1") == []
    assert await rows("select count(*) from core.conversation") == await rows("select count(*) from core.interaction")
    gaps = "having min(position) <> 1 or max(position) <> count(*)"
    assert await rows(f"select conversation_id from core.message group by 1 {gaps}") == []


async def log_is_dense_and_tells_of_every_message(rows: Any) -> None:
    """Positions from 1 to the head; every message in it once, in the order in which it is shown."""
    ((head, count, lowest, highest),) = await rows(
        "select h.position, count(*), min(e.position), max(e.position) from core.event_head h "
        "join core.event e on e.tenant_id = h.tenant_id group by h.position"
    )
    assert (lowest, highest, count) == (1, head, head)
    told: dict[Any, list[int]] = defaultdict(list)
    for conversation, place in await rows(
        "select payload ->> 'conversation_id', (payload ->> 'message_position')::int from core.event "
        "where type in ('message.received', 'message.written') order by position"
    ):
        told[conversation].append(place)
    shown = await rows("select conversation_id::text, count(*) from core.message group by 1")
    assert told == {conversation: list(range(1, count + 1)) for conversation, count in shown}


async def nobody_had_more_than_they_can_take(rows: Any) -> None:
    """At no position of the log; and the load that the database keeps is what is open."""
    load: Counter[str] = Counter()
    held: set[str] = set()
    for kind, agent, segment, weight in await rows(
        "select e.type, e.payload ->> 'agent_id', s.id::text, s.weight from core.event e "
        "join core.segment s on s.id::text = e.payload ->> 'segment_id' "
        "where e.type in ('segment.offered', 'segment.connected', 'segment.done') order by e.position"
    ):
        # The next turn of a dialogue is in its agent's hand without an offer: its place is taken from then on.
        if kind == "segment.done":
            held.remove(segment)
            load[agent] -= weight
        elif segment not in held:
            held.add(segment)
            load[agent] += weight
        assert load[agent] <= CAPACITY
    kept = dict(await rows("select agent_id::text, used from core.agent_load where channel = '*' and used > 0"))
    assert kept == {agent: used for agent, used in load.items() if used}


async def no_work_was_offered_twice_at_a_time(rows: Any) -> None:
    open_offers: dict[str, str] = {}
    for kind, segment, interaction in await rows(
        "select type, payload ->> 'segment_id', payload ->> 'interaction_id' from core.event "
        "where type in ('segment.offered', 'segment.connected', 'segment.done') order by position"
    ):
        if kind == "segment.offered":
            assert interaction not in open_offers
            open_offers[interaction] = segment
        elif open_offers.get(interaction) == segment:
            del open_offers[interaction]


async def answers_arrived_once_and_in_order(scene: Scene, rows: Any) -> None:
    """The phone shows what was written, in the order of writing; the carrier saw no message of ours twice."""
    written: dict[str, list[str]] = defaultdict(list)
    for number, text in await rows(
        "select c.contact_value, m.text from core.message m join core.conversation c on c.id = m.conversation_id "
        "where m.direction = 'out' order by m.conversation_id, m.out_number"
    ):
        written[number].append(text)
    for number, texts in written.items():
        assert [m["body"] for m in await scene.customers.phone(number) if m["direction"] == "in"] == texts, number
    counters = await scene.customers.counters()
    assert counters["repeated"] == 0
    assert counters["violations"] == 0
    assert counters["sent"] == sum(len(texts) for texts in written.values())


async def readers_of_the_log_have_come_to_its_end(rows: Any) -> None:
    assert await rows("select * from core.event_parked") == []
    behind = "select c.consumer from core.event_cursor c join core.event_head h using (tenant_id)"

    async def none_is_behind() -> bool:
        """An agent's presence may still change at rest, and be read a moment later."""
        return await rows(f"{behind} where c.position <> h.position") == []

    await until(none_is_behind, "no reader of the log is behind")
