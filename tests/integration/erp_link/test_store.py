from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from contact_center.kernel.contracts.erp import Account, Order, OrderLine, OrderState
from contact_center.kernel.ids import CustomerId, TenantId, new_id
from contact_center.kernel.money import Money
from erp_link.domain import AccountLink, CachedBlock, DocumentNumber, FactKind, Holder
from erp_link.store import PostgresFactsStore
from tests.integration.erp_link.conftest import TENANT

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LINK = AccountLink(Account("5", "C1", "苔巷咖啡", emails=("tom@mosslane.example",)), NOW)
PRICE = Money("EUR", Decimal("0.10"))
ORDER = Order(
    "9",
    "SO-1",
    OrderState.CONFIRMED,
    "Processing",
    date(2026, 11, 5),
    None,
    date(2026, 11, 26),
    PRICE,
    (OrderLine(1, "G2", "Grinder", Decimal("2.5"), Decimal(0), "kg", PRICE, PRICE),),
)


def block(minutes: int, *orders: Order) -> dict[FactKind, CachedBlock]:
    return {FactKind.ORDERS: CachedBlock(orders, NOW + timedelta(minutes=minutes))}


def somebody() -> CustomerId:
    return CustomerId(new_id())


async def test_what_was_kept_comes_back_exactly(store: PostgresFactsStore) -> None:
    customer = somebody()
    await store.save_link(TENANT, customer, "Tryton", LINK)
    await store.save_blocks(TENANT, customer, "Tryton", block(0, ORDER))
    assert await store.read(TENANT, customer, "Tryton") == (LINK, block(0, ORDER))


async def test_nothing_is_known_of_a_stranger_or_in_another_tenant(store: PostgresFactsStore) -> None:
    customer = somebody()
    await store.save_link(TENANT, customer, "Tryton", LINK)
    assert await store.read(TENANT, somebody(), "Tryton") == (None, {})
    assert await store.read(TenantId(new_id()), customer, "Tryton") == (None, {})
    assert await store.read(TENANT, customer, "Odoo") == (None, {})


async def test_an_answer_that_comes_late_does_not_replace_a_newer_one(store: PostgresFactsStore) -> None:
    customer = somebody()
    await store.save_blocks(TENANT, customer, "Tryton", block(5, ORDER))
    await store.save_blocks(TENANT, customer, "Tryton", block(0))
    assert (await store.read(TENANT, customer, "Tryton"))[1] == block(5, ORDER)


async def test_facts_of_another_account_go_with_its_link(store: PostgresFactsStore) -> None:
    customer = somebody()
    await store.save_link(TENANT, customer, "Tryton", LINK)
    await store.save_blocks(TENANT, customer, "Tryton", block(0, ORDER))
    await store.save_link(TENANT, customer, "Tryton", replace(LINK, as_of=NOW + timedelta(hours=1)))
    assert (await store.read(TENANT, customer, "Tryton"))[1] == block(0, ORDER)
    await store.save_link(TENANT, customer, "Tryton", AccountLink(Account("6", "C2", "Fold"), NOW))
    assert (await store.read(TENANT, customer, "Tryton"))[1] == {}


async def test_link_made_by_hand_is_not_replaced_by_a_guess(store: PostgresFactsStore) -> None:
    customer = somebody()
    by_hand = replace(LINK, by_hand=True)
    await store.save_link(TENANT, customer, "Tryton", by_hand)
    await store.save_blocks(TENANT, customer, "Tryton", block(0, ORDER))
    await store.save_link(TENANT, customer, "Tryton", AccountLink(None, NOW, several=True))
    assert await store.read(TENANT, customer, "Tryton") == (by_hand, block(0, ORDER))


async def test_doubt_between_accounts_is_kept(store: PostgresFactsStore) -> None:
    customer = somebody()
    doubt = AccountLink(None, NOW, several=True)
    await store.save_link(TENANT, customer, "Tryton", doubt)
    assert (await store.read(TENANT, customer, "Tryton"))[0] == doubt


async def test_a_number_finds_whose_document_it_is_until_the_erp_no_longer_names_it(store: PostgresFactsStore) -> None:
    customer, other = somebody(), somebody()
    await store.save_blocks(TENANT, customer, "Tryton", block(0, replace(ORDER, number="SO-77001")))
    await store.save_blocks(TENANT, other, "Tryton", block(0, replace(ORDER, number="SO-77002")))
    found = [Holder(customer, FactKind.ORDERS, "SO-77001")]
    assert await store.holders(TENANT, DocumentNumber("SO", "77001"), 20) == found
    assert await store.holders(TENANT, DocumentNumber("", "77001"), 20) == found
    assert await store.holders(TENANT, DocumentNumber("INV", "77001"), 20) == []
    assert await store.holders(TenantId(new_id()), DocumentNumber("SO", "77001"), 20) == []
    await store.save_blocks(TENANT, customer, "Tryton", block(1, replace(ORDER, number="SO-77003")))
    assert await store.holders(TENANT, DocumentNumber("SO", "77001"), 20) == []


async def test_numbers_of_another_account_go_with_its_link(store: PostgresFactsStore) -> None:
    customer = somebody()
    await store.save_link(TENANT, customer, "Tryton", LINK)
    await store.save_blocks(TENANT, customer, "Tryton", block(0, replace(ORDER, number="SO-77010")))
    assert await store.customers_of(TENANT, "Tryton", "5") == [customer]
    assert LINK.account is not None
    await store.save_link(TENANT, customer, "Tryton", replace(LINK, account=replace(LINK.account, external_id="6")))
    assert await store.holders(TENANT, DocumentNumber("SO", "77010"), 20) == []
