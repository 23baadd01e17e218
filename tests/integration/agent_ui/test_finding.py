"""What an agent looks for is found, and what looks like a link leads where it says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.kernel.contracts.erp import Order, OrderState
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from erp_link.domain import CachedBlock, FactKind
from erp_link.store import PostgresFactsStore
from tests.integration.agent_ui.conftest import House, Person


async def customer(house: House, name: str, phone: str) -> CustomerId:
    async def make(work: UnitOfWork) -> CustomerId:
        return await customers.create_customer(work, name=name, phones=[phone])

    return await house.runtime.database.run(house.tenant, make, actor="test")


async def buys(house: House, who: CustomerId, *numbers: str) -> None:
    """The ERP has said so, and it is kept."""
    day = date(2026, 11, 5)
    price = Money("TWD", Decimal(100))
    orders = tuple(Order(n, n, OrderState.CONFIRMED, "Processing", day, None, None, price) for n in numbers)
    store = PostgresFactsStore(house.runtime.database)
    read = {FactKind.ORDERS: CachedBlock(orders, house.runtime.clock.now())}
    await store.save_blocks(house.tenant, who, "Tryton", read)


async def connected(house: House) -> None:
    """An ERP that nobody answers for: what was read is there, and that it is silent is said."""

    async def connect(work: UnitOfWork) -> None:
        secret = house.runtime.vault.seal(b"nothing")
        await work.execute(
            "insert into erp.system (tenant_id, kind, url, database, login, secret) "
            "values (%s, 'tryton', 'http://127.0.0.1:9', 'none', 'nobody', %s)",
            [work.tenant_id, secret],
        )

    await house.runtime.database.run(house.tenant, connect, actor="test")


async def test_the_number_of_an_order_opens_its_customer_where_the_order_stands(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    await buys(house, lin, "SO-20418")
    for typed in ("SO-20418", "so20418", "20418"):
        answer = await mei.get(f"/customers?q={typed}")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/customers/{lin}?tab=orders#document-SO-20418"
    page = (await mei.get(f"/customers/{lin}?tab=orders")).text
    assert 'id="document-SO-20418"' in page


async def test_a_number_that_several_have_lists_them_all(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    for name, phone, number in (("Lin", "0912345001", "SO-20418"), ("Hale", "0912345002", "INV-20418")):
        await buys(house, await customer(house, name, phone), number)
    page = (await mei.get("/customers?q=20418")).text
    assert "SO-20418" in page
    assert "INV-20418" in page


async def test_where_the_erp_is_silent_a_number_that_is_not_found_says_so(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    page = (await mei.get("/customers?q=SO-55555")).text
    assert "Tryton does not answer." in page
    assert "cannot be searched by number now" in page


async def test_a_number_in_a_text_is_a_link_that_opens_what_it_names(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    await buys(house, lin, "SO-20418")
    interaction = await house.text("886912345001", "Where+is+SO-20418%3F")
    await house.give(interaction, mei.agent)
    page = (await mei.get(f"/console?c={interaction}")).text
    [address] = re.findall(r'<a class="ref" href="([^"]+)">SO-20418</a>', page)
    # Our copy of the ERP has it not: then whose it is.
    search = (await mei.get(address)).headers["location"]
    assert search == "/customers?q=SO-20418"
    assert (await mei.get(search)).headers["location"].startswith(f"/customers/{lin}?tab=orders")


async def _contacts(house: House, mei: Person, how_many: int) -> list[UUID]:
    """So many closed conversations with one customer, oldest first."""
    made = []
    for n in range(how_many):
        interaction = await house.text("886912345001", f"contact+number+{n:02}")
        segment = await house.give(interaction, mei.agent)
        answer = await mei.post(f"/console/interactions/{interaction}/close", {"anyway": "1"})
        assert answer.status_code < 300, answer.text
        answer = await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": "other"})
        assert answer.status_code < 300, answer.text
        made.append(interaction)
    return made


async def test_every_line_of_the_history_leads_to_what_was_said(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    await _contacts(house, mei, 24)
    history = (await mei.get(f"/console/customers/{lin}/history")).text
    addresses = re.findall(r'class="past" href="([^"]+)"', history)
    assert len(addresses) == 24
    for address, n in ((addresses[0], 23), (addresses[-1], 0), (addresses[20], 3)):
        entry = address.partition("#")[2]
        page = (await mei.get(address.partition("#")[0])).text
        opened = re.search(rf'<details[^>]*id="{entry}" open>.*?</details>', page, re.S)
        assert opened is not None
        assert f"contact number {n:02}" in opened[0]


async def test_the_open_conversation_is_not_among_what_else_is_open(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    interaction = await house.text("886912345001", "the+only+matter")
    await house.give(interaction, mei.agent)
    page = (await mei.get(f"/console?c={interaction}")).text
    [again] = set(re.findall(rf'hx-get="(/console/customers/{lin}/now[^"]*)"', page))
    for shown in (page, (await mei.get(again)).text):
        assert "Also open" not in shown
    assert f"beside={interaction}" in again


async def test_how_a_customer_proved_who_they_are_is_asked_kept_and_can_be_taken_back(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await customer(house, "Lin Jiaying", "0912345001")
    interaction = await house.text("886912345001", "hello")
    await house.give(interaction, mei.agent)
    dialog = (await mei.get(f"/console/interactions/{interaction}/verify")).text
    assert "0 of 1 question answered" in dialog
    at = f"/console/interactions/{interaction}"
    assert (await mei.post(f"{at}/verify")).status_code == 422
    assert (await mei.post(f"{at}/verify", {"how": "guessed"})).status_code == 422
    shown = (await mei.post(f"{at}/verify", {"how": "question"})).text
    assert "answered a security question" in shown
    back = (await mei.post(f"{at}/unverify")).text
    assert "the verification was withdrawn" in back
    assert (await mei.post(f"{at}/unverify")).status_code == 409


async def test_an_offer_shows_what_the_customer_wrote_not_what_we_answered(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    wei = await house.person("wei", Role.AGENT)
    interaction = await house.text("886912345001", "Where+is+my+order%3F")
    await house.give(interaction, mei.agent)
    form = {"text": "One moment, I will look.", "client_key": "k" * 12}
    assert (await mei.post(f"/console/interactions/{interaction}/messages", form)).status_code == 204
    to = f"queue:{house.queues[house.tenant]}"
    assert (await mei.post(f"/console/interactions/{interaction}/transfer", {"to": to})).status_code < 300
    await house.offer(interaction, wei.agent)
    [offer] = re.findall(r'<section class="offer".*?</section>', (await wei.get("/console")).text, re.S)
    assert "Where is my order?" in offer
    assert "One moment" not in offer


async def test_an_address_that_was_never_seen_is_not_said_to_be_on_file(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    first = await house.text("886900000777", "hello")
    await house.offer(first, mei.agent)
    assert "First contact from this address" in (await mei.get("/console")).text
    await customer(house, "Lin Jiaying", "0912345001")
    wei = await house.person("wei", Role.AGENT)
    await house.offer(await house.text("886912345001", "hello"), wei.agent)
    assert "The address is on file" in (await wei.get("/console")).text
