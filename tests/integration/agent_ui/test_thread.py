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


async def test_the_other_channels_of_a_matter_are_read_as_one_by_who_may_read_them(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    one, two = [
        await house.text(number, words) for number, words in (("886911111111", "On+one"), ("886922222222", "On+two"))
    ]
    other = await conversation(house, two)
    await house.give(one, mei.agent)
    assert "On two" not in (await mei.get(f"/console/thread/{one}")).text
    links = [LinkTo("conversation", str(await conversation(house, one))), LinkTo("conversation", str(other))]
    opening = Opening("question", "One matter", owner_id=mei.who.user.id, links=links)
    await house.runtime.database.run(
        house.tenant, lambda work: cases.open_case(work, opening, AroundTheClock()), actor=mei.who.actor
    )
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
