"""What we begin is counted as that and as nothing else: no arrival, no contact, in no service level."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import transfers
from contact_center.measures import service
from tests.centre import Centre
from tests.integration.measures.day import catch_up

NUMBER = "+886912345678"


async def test_what_we_begin_is_counted_apart_from_what_arrives(centre: Centre) -> None:
    mei = await centre.agent("Mei", queues=("general", "billing"))
    wanted = StartRequest(
        account=await centre.account("sms"), to=NUMBER, text="Your part is here.", client_key="k" * 8,
        queue=centre.queues["billing"],
    )  # fmt: skip
    started = await centre.run(outbound.start, centre.ports, wanted, mei, "Mei")
    await centre.customer_writes("+886922333444", "Hello")
    await centre.customer_writes(NUMBER, "Thank you")  # back in the hand of Mei
    await centre.run(transfers.transfer_to_queue, centre.ports, started.interaction_id, mei, centre.queues["billing"])
    await catch_up(centre)
    now = centre.clock.now()
    async with centre.db.read(centre.tenant) as reader:
        wall = await service.wallboard(reader, centre.tenant, now, "UTC")
        [hour] = await service.intervals(
            reader, centre.tenant, None, now - timedelta(minutes=30), now + timedelta(minutes=30), now=now, minutes=60
        )
    lines = {line.name: line for line in wall.queues}
    assert (wall.begun, lines["billing"].begun, lines["general"].begun) == (1, 1, 0)
    assert (lines["billing"].today.offered, lines["billing"].today.contacts) == (0, 0)
    assert lines["billing"].level_today.due == 0
    assert lines["general"].today.contacts == 1
    assert (hour.begun, hour.counts.contacts, hour.counts.offered) == (1, 1, 1)
    assert [one.begun_today for one in wall.agents if one.agent_id == mei] == [1]


async def test_a_place_is_used_for_as_long_as_it_is_written(centre: Centre) -> None:
    """Both events are in the log, so every reader of it sees the place taken and given back."""
    mei = await centre.agent("Mei")
    wanted = StartRequest(account=await centre.account("sms"), to=NUMBER, text="Hello", client_key="k" * 8)
    await centre.run(outbound.start, centre.ports, wanted, mei, "Mei")
    kinds = [row["type"] for row in await centre.rows("select type from core.event order by position")]
    assert kinds.index("segment.connected") < kinds.index("segment.done")
    assert "interaction.queued" not in kinds


async def test_what_was_taken_back_is_no_contact_and_what_is_planned_one_when_it_goes(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    account = await centre.account("sms")

    async def begun() -> int:
        async with centre.db.read(centre.tenant) as reader:
            return (await service.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")).begun

    wanted = StartRequest(account=account, to=NUMBER, text="Hello", client_key="k" * 8, held=True)
    made = await centre.run(outbound.start, centre.ports, wanted, mei, "Mei")
    assert await begun() == 1
    await centre.run(scheduled.take_back, centre.ports, made.message_id, mei)
    assert await begun() == 0
    at = centre.clock.now() + timedelta(minutes=2)
    planned = replace(wanted, client_key="p" * 8, send_at=at)
    await centre.run(outbound.start, centre.ports, planned, mei, "Mei")
    assert await begun() == 0
    centre.clock.pass_(minutes=3)
    assert await begun() == 1
