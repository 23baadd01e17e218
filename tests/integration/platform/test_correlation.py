"""One correlation id follows an interaction through everything that is committed for it."""

from __future__ import annotations

import structlog

from contact_center.interactions import work
from tests.centre import Centre


async def test_one_id_follows_an_interaction_from_its_message_to_its_close(centre: Centre) -> None:
    with structlog.testing.capture_logs() as lines:
        mei = await centre.agent("Mei")
        chat = await centre.customer_writes("+886911000001", "hello")
        await centre.give(chat, mei)
        await centre.run(work.reply, centre.ports, chat, mei, "Mei", "Good morning", client_key="k")
        await centre.run(work.close, centre.ports, chat, mei)
    expected = str(await centre.value("select correlation_id from core.interaction where id = %s", chat))
    of_work = {line["event_type"]: line["correlation_id"] for line in lines if line["event"] == "committed"}
    for event in ("message.received", "interaction.queued", "segment.offered", "message.written", "interaction.closed"):
        assert of_work[event] == expected, event
