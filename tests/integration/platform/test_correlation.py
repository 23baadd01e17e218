"""One correlation id follows an interaction through everything that is committed, and so logged, for it."""

from __future__ import annotations

from contact_center.interactions.work import closing, replies
from tests.centre import Centre


async def test_one_id_follows_an_interaction_from_its_message_to_its_close(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    await centre.run(replies.reply, centre.ports, chat, mei, "Mei", "Good morning", client_key="k")
    await centre.run(closing.close, centre.ports, chat, mei)
    expected = await centre.value("select correlation_id from core.interaction where id = %s", chat)
    rows = await centre.rows("select type, correlation_id from core.event")
    of_work = {row["type"]: row["correlation_id"] for row in rows}
    for event in ("message.received", "interaction.queued", "segment.offered", "message.written", "interaction.closed"):
        assert of_work[event] == expected, event
