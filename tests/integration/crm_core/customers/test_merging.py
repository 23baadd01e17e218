"""Two customers become one, and two again; no row of any room is rewritten."""

from __future__ import annotations

from contact_center.kernel.ids import CustomerId, new_id
from crm_core.customers import service as customers
from tests.centre import Centre


async def test_whoever_was_never_merged_stands_for_themselves(centre: Centre) -> None:
    lin = await centre.run(customers.create_customer, name="林佳穎")
    stranger = CustomerId(new_id())
    async with centre.db.read(centre.tenant) as reader:
        assert await customers.canonical(reader, centre.tenant, [lin, stranger]) == {lin: lin, stranger: stranger}
        assert await customers.aliases(reader, centre.tenant, lin) == [lin]
        assert await customers.canonical(reader, centre.tenant, []) == {}
