"""The command bar finds documents, customers and what rooms add, and nothing of another organisation."""

from __future__ import annotations

from contact_center.directory.service import Role
from contact_center.interactions.search.service import MessageWords
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import House
from tests.integration.agent_ui.test_finding import buys, connected, customer


async def test_an_order_and_a_customer_are_found_by_what_is_typed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    await buys(house, lin, "SO-20418")
    by_number = (await mei.get("/commands?q=so20418")).text
    assert f'href="/customers/{lin}?tab=orders#document-SO-20418"' in by_number
    by_name = (await mei.get("/commands?q=jiay")).text
    assert f'href="/customers/{lin}"' in by_name
    assert "Lin <mark>Jiay</mark>ing" in by_name
    by_phone = (await mei.get("/commands?q=0912+345")).text
    assert f'href="/customers/{lin}"' in by_phone


async def test_more_than_are_shown_are_one_line_further(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    for n in range(8):
        await customer(house, f"Chen {n}", f"091234500{n}")
    found = (await mei.get("/commands?q=chen")).text
    assert found.count('href="/customers/') == 6
    assert 'href="/customers?q=chen"' in found


async def test_nothing_typed_and_nothing_found_show_no_kind(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    assert 'role="option"' not in (await mei.get("/commands")).text
    assert 'role="option"' not in (await mei.get("/commands?q=nobody+at+all")).text
    assert (await mei.get("/commands?q=" + "x" * 201)).status_code == 422


async def test_settings_are_found_by_who_may_open_them(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    assert 'href="/admin/channels"' in (await ada.get("/commands?q=channel+acc")).text
    assert "/admin/" not in (await mei.get("/commands?q=channel+acc")).text


async def test_markup_in_a_name_or_in_what_is_typed_stays_text(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await customer(house, "<img src=x onerror=alert(1)>", "0912345001")
    found = (await mei.get("/commands?q=%3Cimg")).text
    assert "<img" not in found
    assert "<mark>&lt;img</mark>" in found


async def test_what_was_said_is_found_and_opens_where_it_was_said(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    interaction = await house.text("886900000001", "the+grinder+of+Moss+Lane")
    await house.give(interaction, mei.agent)
    while await consume_once(house.runtime.database, MessageWords()):
        pass
    for address in ("/commands?q=moss", "/search?q=grinder+moss"):
        found = (await mei.get(address)).text
        assert f"?entry={interaction}" in found
    assert "grinder" not in (await mei.get("/search?q=boiler")).text
    assert f"?entry={interaction}" in (await wei.get("/commands?q=moss")).text

    async def elsewhere(work: UnitOfWork) -> None:
        await routing.set_profile(work, wei.agent, skills={}, queues={}, capacity={})

    await house.runtime.database.run(house.tenant, elsewhere, actor="test")
    assert "Moss" not in (await wei.get("/commands?q=moss")).text
