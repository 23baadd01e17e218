"""Reading on in a conversation: older pages, the other channels of its matter, and where a text stands."""

from __future__ import annotations

import re
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.interactions.work import replies
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service as cases
from crm_core.cases.linking import LinkTo
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from tests.integration.agent_ui.conftest import House, Person
from tests.integration.agent_ui.test_live import Frame, Page, position, watching

OLDER = re.compile(r'data-older="([^"]+)"')
SAID = re.compile(r"no\. (\d+)")


async def notes(house: House, by: Person, interaction: UUID, count: int) -> None:
    async def write(work: UnitOfWork) -> None:
        for n in range(count):
            await replies.note(work, interaction, by.agent, "Mei", f"no. {n}", client_key=f"a-note-{n}")

    await house.runtime.database.run(house.tenant, write, actor=by.who.actor)


async def conversation(house: House, interaction: UUID) -> UUID:
    found = await house.rows("select conversation_id from core.interaction where id = %s", interaction)
    id: UUID = found[0]["conversation_id"]
    return id


async def test_older_messages_are_had_page_by_page_and_found_wherever_they_stand(house: House) -> None:
    mei, ken = await house.person("mei", Role.AGENT), await house.person("ken", Role.AGENT, house.other)
    interaction = await house.text("886912345678", "Die+erste:+100%25+kaputt+磨豆機")
    await house.give(interaction, mei.agent)
    await notes(house, mei, interaction, 230)
    page = (await mei.get(f"/console/thread/{interaction}")).text
    assert SAID.findall(page) == [str(n) for n in range(130, 230)]
    pages, address = [], OLDER.search(page)
    await notes(house, mei, interaction, 230)  # the same once more: nothing is written, nothing moves
    while address:
        found = await mei.get(address[1].replace("&amp;", "&"))
        assert found.status_code == 200
        pages.append(SAID.findall(found.text))
        address = OLDER.search(found.text)
    assert pages == [[str(n) for n in range(30, 130)], [str(n) for n in range(30)]]
    assert "kaputt" in found.text

    path = f"/console/interactions/{interaction}/find"
    for looked_for, count in (("磨", 1), ("100%", 1), ("0% KAPUTT", 1), ("no. 22", 11), ("%", 1), ("nowhere", 0)):
        hits = (await mei.http.get(path, params={"q": looked_for})).json()
        assert (len(hits["hits"]), hits["more"]) == (count, False), looked_for
    first = (await mei.http.get(path, params={"q": "磨"})).json()["hits"][0]
    start = OLDER.search(page)
    assert start
    back = (await mei.get(f"{start[1]}&until={first}")).text
    assert f'id="item-{first}"' in back  # reached at once
    assert (await mei.get(f"/console/interactions/{interaction}/older?before=nonsense")).status_code == 422
    for foreign in (start[1], f"{path}?q=no"):
        assert (await ken.get(foreign)).status_code == 404


async def one_matter(house: House, owner: Person, *interactions: UUID) -> None:
    links = [LinkTo("conversation", str(await conversation(house, one))) for one in interactions]
    opening = Opening("question", "One matter", owner_id=owner.who.user.id, links=links)
    await house.runtime.database.run(
        house.tenant, lambda work: cases.open_case(work, opening, AroundTheClock()), actor=owner.who.actor
    )


async def test_the_other_channels_of_a_matter_are_read_as_one_by_who_may_read_them(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    one, two = [
        await house.text(number, words) for number, words in (("886911111111", "On+one"), ("886922222222", "On+two"))
    ]
    await house.give(one, mei.agent)
    assert "On two" not in (await mei.get(f"/console/thread/{one}")).text
    await one_matter(house, mei, one, two)
    page = (await mei.get(f"/console/thread/{one}")).text
    assert page.index("On one") < page.index("On two")
    assert page.count('data-from="customer"') == 1  # what is written here answers this conversation
    found = (await mei.http.get(f"/console/interactions/{one}/find", params={"q": "on "})).json()
    assert len(found["hits"]) == 2
    await house.runtime.database.run(
        house.tenant,
        lambda work: work.execute("update core.interaction set queue_id = null where id = %s", [two]),
        actor="test",
    )
    assert "On two" not in (await mei.get(f"/console/thread/{one}")).text  # it is in nobody's queue: not hers


async def test_what_is_said_on_another_channel_of_the_matter_comes_into_the_open_thread_and_into_no_other(
    house: House,
) -> None:
    mei = await house.person("mei", Role.AGENT)
    one, two, far = [await house.text(f"88690000000{n}", f"Begin+{n}") for n in (1, 2, 3)]
    for interaction in (one, two, far):
        await house.give(interaction, mei.agent)
    async with watching(house, mei, open=one) as page:
        await one_matter(house, mei, one, two)
        await page.until(lambda: any("matter" in frame.get("changed", ()) for frame in page.frames))
        await house.text("886900000002", "And+by+the+other")
        frame = await page.shows("And by the other")
        in_place = partials(frame, f"#thread-{one}")
        assert len(in_place) == 1  # once here, and once for its own thread, which is not open
        assert "data-beside" in in_place[0]
        assert 'data-from="customer"' not in in_place[0]
        assert "data-beside" not in partials(frame, f"#thread-{two}")[0]
        await house.text("886900000003", "Nothing+to+do+with+it")
        frame = await page.shows("Nothing to do with it")
        assert not any("Nothing to do" in part for part in partials(frame, f"#thread-{one}"))

        read = await position(house)
        await house.text("886900000001", "While+it+was+drawn")
        await page.shows("While it was drawn")
        page.frames.clear()
        page.says(open=str(two), read=read)  # another is opened, drawn before that came
        frame = await page.shows("While it was drawn")
        assert "data-beside" in partials(frame, f"#thread-{two}")[0]
        await house.runtime.database.run(
            house.tenant,
            lambda work: work.execute("update core.interaction set queue_id = null where id = %s", [one]),
            actor="test",
        )
    before = await position(house)
    await house.text("886900000001", "After+it+had+gone")
    async with watching(house, mei, cursor=before, open=two) as page:  # comes again
        assert len(partials(await page.shows("After it had gone"), f"#thread-{two}")) == 1


async def test_what_came_while_its_conversation_was_drawn_stands_there_once(house: House) -> None:
    """It is among what the page has missed, and among what happens now."""
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "Begin")
    await house.give(interaction, mei.agent)
    before = await position(house)
    await house.text("886900000001", "While+it+was+drawn")
    between = await position(house)
    await house.text("886900000001", "And+then")
    for cursor in (before, between):
        async with watching(house, mei, cursor=cursor, open=interaction) as page:
            page.says(open=str(interaction), read=before)
            await page.shows("While it was drawn")
            frame = await page.shows("And then")
            parts = partials(frame, f"#thread-{interaction}")
            assert [sum(text in one for one in parts) for text in ("While it was drawn", "And then")] == [1, 1]


def partials(frame: Frame, target: str) -> list[str]:
    parts = frame.get("content", "").split("<hx-partial ")[1:]
    return [one for one in parts if f'hx-target="{target}"' in one]


async def test_who_else_has_it_open_is_seen_by_who_may_read_it_and_gone_when_they_leave(house: House) -> None:
    mei, ken, eve = [
        await house.person(name, Role.AGENT, tenant)
        for name, tenant in (("mei", house.tenant), ("ken", house.tenant), ("eve", house.other))
    ]
    boss = await house.person("boss", Role.SUPERVISOR)
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    async with watching(house, mei, open=interaction) as page:
        async with watching(house, eve, open=interaction) as stranger, watching(house, ken, open=interaction) as other:
            await page.shows("Ken has this open, too")
            await other.shows("Mei has this open, too")
            page.says(doing="reply")
            assert 'data-writes="reply"' in (await other.shows("Mei is typing a reply"))["content"]
            page.says(doing="")
            await other.until(lambda: "Mei has this open" in company(other)[-1])
            async with watching(house, boss, open=interaction) as third:
                third.says(doing="note")
                await page.shows("Boss is typing a note")
                await third.shows("2 colleagues have this open, too")
            await page.until(lambda: "Ken has this open" in company(page)[-1])
            other.says(open=None)
            await page.until(lambda: "Ken" not in company(page)[-1])
            assert company(stranger) == []
        assert not any("Eve" in shown for shown in company(page))


def company(page: Page) -> list[str]:
    """What the page showed of who else is there, one after the other."""
    contents = [frame.get("content", "") for frame in page.frames]
    return [one for one in contents if 'id="company-' in one]
