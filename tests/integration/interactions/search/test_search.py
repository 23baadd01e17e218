"""What customers and colleagues wrote is found by its words, newest first, and only in the own organisation."""

from __future__ import annotations

import psycopg
import pytest

from contact_center.interactions.search.service import FoundMessage, MessageWords, search
from contact_center.interactions.work import replies
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.eventlog import consume_once
from tests.centre import Centre


async def read_on(centre: Centre) -> None:
    """The reader of the log has seen all there is."""
    while await consume_once(centre.db, MessageWords()):
        pass


async def found(centre: Centre, text: str, most: int = 50) -> list[FoundMessage]:
    async with centre.db.read(centre.tenant) as reader:
        return await search(reader, centre.tenant, text, most)


async def texts(centre: Centre, text: str, most: int = 50) -> list[str]:
    return [one.text for one in await found(centre, text, most)]


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("grinder", ["The grinder rattles, SO-20418"]),
        ("GRIND", ["The grinder rattles, SO-20418"]),
        ("so-20418", ["The grinder rattles, SO-20418"]),
        ("20418 rattles", ["The grinder rattles, SO-20418"]),
        ("磨豆機", ["我的磨豆機壞了，台北店"]),
        ("壞", ["我的磨豆機壞了，台北店"]),
        ("臺北", ["我的磨豆機壞了，台北店"]),
        ("豆磨", []),
        ("grinder boiler", []),
        ("& | !", []),
    ],
)
async def test_words_of_both_languages_are_found(centre: Centre, typed: str, hits: list[str]) -> None:
    await centre.customer_writes("+886911000001", "The grinder rattles, SO-20418")
    await centre.customer_writes("+886911000002", "我的磨豆機壞了，台北店")
    await read_on(centre)
    assert await texts(centre, typed) == hits


async def test_answers_and_notes_are_found_with_whose_they_are(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    interaction = await centre.customer_writes("+886911000001", "hello")
    await centre.give(interaction, mei)
    await centre.run(replies.reply, centre.ports, interaction, mei, "Mei", "A courier comes tomorrow.", client_key="k")
    await read_on(centre)
    [answer] = await found(centre, "courier")
    assert (answer.direction, answer.interaction_id, answer.channel) == ("out", interaction, "sms")
    assert answer.customer_id is not None


async def test_of_many_the_newest_are_found(centre: Centre) -> None:
    for n in range(6):
        await centre.customer_writes("+886911000001", f"parcel {n}")
        centre.clock.pass_(seconds=1)
    await read_on(centre)
    assert await texts(centre, "parcel", 3) == ["parcel 5", "parcel 4", "parcel 3"]


async def test_the_oldest_is_found_however_much_came_since(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "the first parcel")
    for n in range(12):
        centre.clock.pass_(hours=24 * 8)
        await centre.customer_writes("+886911000001", f"note {n}")
    await read_on(centre)
    assert await texts(centre, "parcel") == ["the first parcel"]
    assert await texts(centre, "note", 9) == [f"note {n}" for n in range(11, 2, -1)]


async def test_the_words_of_another_organisation_are_out_of_reach(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "secret")
    await read_on(centre)
    other = TenantId(new_id())
    async with centre.db.read(other) as reader:
        assert await search(reader, other, "secret", 50) == []
        assert await search(reader, centre.tenant, "secret", 50) == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await reader.values("select message_id from core.find_messages(%s, 'secret', 1)", [centre.tenant])


async def test_reading_the_log_again_changes_nothing(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "twice")
    await read_on(centre)
    await centre.run(_from_the_start)
    await read_on(centre)
    assert await texts(centre, "twice") == ["twice"]


async def _from_the_start(work: object) -> None:
    await work.execute(  # type: ignore[attr-defined]
        "update core.event_cursor set position = 0 where consumer = %s", [MessageWords.name]
    )
