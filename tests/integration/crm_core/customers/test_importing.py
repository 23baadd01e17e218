"""Customers from a file: tried first, brought in by batches, taken back as a whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from contact_center.kernel.contracts.channels import AddressKind
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.importing import service as importing
from crm_core.customers.importing import store
from crm_core.customers.importing.domain import ImportState, RowOutcome
from crm_core.customers.importing.errors import ImportNotReady, NoSuchImport
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.customers.profile.items import add_address
from tests.centre import Centre
from tests.proving import examples

FILE = (
    "姓名,手機,電子郵件,統編,職稱,客戶編號\r\n"
    "林佳穎,0912 345 081,lin@x.example,,店長,C-81\r\n"
    "陳柏翰,0922000111,chen@x.example,,會計,\r\n"
    "Wrong,12,,,,\r\n"
    "Tax,0922000222,,12345678,,\r\n"
    ",,,12345675,,\r\n"
    "Shared,0933000000,,,,\r\n"
    "陳怡君,,yi@x.example,,,\r\n"
    f"Long,0922000333,,,,{'9' * 101}\r\n"
).encode("cp950")


async def begun(centre: Centre, raw: bytes = FILE) -> UUID:
    found = importing.read_file(raw)
    sam = await centre.agent("Sam")
    id: UUID = await centre.run(importing.keep, "customers.csv", found, UUID(str(sam)))
    known = await read(centre, importing.get, id)
    await centre.run(importing.map_to, id, known.mapping)
    await importing.go_on(centre.db, centre.tenant, id)
    return id


async def read(centre: Centre, function: Any, *args: Any) -> Any:
    async with centre.db.read(centre.tenant) as reader:
        return await function(reader, centre.tenant, *args)


async def have_a_task(work: UnitOfWork, customer: UUID) -> None:
    await work.execute(
        "insert into crm.task "
        "(tenant_id, id, subject, state, owner_id, due_at, timed, promised, customer_id, created_at) "
        "values (%s, %s, 'Call back', 'open', %s, now(), false, false, %s, now())",
        [work.tenant_id, uuid4(), uuid4(), customer],
    )


async def outcomes(centre: Centre, id: UUID) -> dict[int, tuple[str, str | None, str | None]]:
    rows = await read(centre, importing.first_rows, id, 100)
    return {row.n: (row.outcome, row.problem, row.problem_field) for row in rows}


async def test_a_file_is_tried_brought_in_and_taken_back(centre: Centre) -> None:
    lin = await centre.run(customers.create_customer, name="林佳穎", phones=["+886912345081"])
    for _ in range(2):
        await centre.run(customers.create_customer, name="Clerk", phones=["0933 000 000"])
    yi = await centre.run(customers.create_customer, name="陳怡君", emails=["yi@x.example"])
    before = await centre.value("select count(*) from crm.customer")
    id = await begun(centre)
    assert await outcomes(centre, id) == {
        1: (RowOutcome.CHANGES, None, None),
        2: (RowOutcome.NEW, None, None),
        3: (RowOutcome.REFUSED, "not_an_address", "phone"),
        4: (RowOutcome.REFUSED, "not_a_tax_number", "tax_id"),
        5: (RowOutcome.REFUSED, "row_without_customer", "name"),
        6: (RowOutcome.DUPLICATE, "several_customers", None),
        7: (RowOutcome.SAME, None, None),
        8: (RowOutcome.REFUSED, "number_too_long", "erp_number"),
    }
    (first,) = await read(centre, importing.first_rows, id, 1)
    assert first.fields == ["job", "email", "erp_number"]
    assert await centre.value("select count(*) from crm.customer") == before  # nothing changed yet
    await centre.run(importing.run, id)
    await importing.go_on(centre.db, centre.tenant, id)
    await importing.go_on(centre.db, centre.tenant, id)  # a job that runs twice does nothing twice
    assert (await read(centre, importing.get, id)).state == ImportState.DONE
    now = await read(centre, customers.customer, lin)
    assert (now.job, now.external) == ("店長", {"erp": "C-81"})
    (chen,) = await read(centre, customers.search, "陳柏翰")
    assert await centre.value("select count(*) from crm.customer") == before + 1
    with pytest.raises(ImportNotReady):
        await centre.run(importing.run, id)
    await centre.run(importing.undo, id)
    await importing.go_on(centre.db, centre.tenant, id)
    assert (await read(centre, importing.get, id)).state == ImportState.UNDONE
    now = await read(centre, customers.customer, lin)
    assert (now.job, now.external) == (None, {})
    assert [one.value for one in await read(centre, customers.addresses, lin)] == ["+886912345081"]
    assert await read(centre, customers.several, [chen.id]) == {}
    assert await centre.value("select count(*) from crm.customer_change where customer_id = %s", chen.id) == 0
    assert (await read(centre, customers.customer, yi)).name == "陳怡君"


async def test_whoever_wrote_since_or_has_a_task_stays_when_the_import_is_taken_back(centre: Centre) -> None:
    id = await begun(centre, "姓名,手機\r\n林佳穎,0912345081\r\n陳柏翰,0922000111\r\n吳,0922000112\r\n".encode())
    await centre.run(importing.run, id)
    await importing.go_on(centre.db, centre.tenant, id)
    await centre.customer_writes("+886912345081", "Hello")
    (wu,) = await read(centre, customers.search, "0922000112")
    await centre.run(have_a_task, wu.id)
    await centre.run(importing.undo, id)
    await importing.go_on(centre.db, centre.tenant, id)
    assert [one.name for one in await read(centre, customers.search, "")] == ["吳", "林佳穎"]


async def test_rows_are_kept_for_30_days_and_the_import_is_final_then(centre: Centre) -> None:
    id = await begun(centre, "姓名,手機\r\n林佳穎,0912345081\r\n".encode())
    await centre.run(importing.run, id)
    await importing.go_on(centre.db, centre.tenant, id)
    centre.clock.pass_(hours=31 * 24)
    with pytest.raises(NoSuchImport):
        await centre.run(importing.undo, id)
    async with centre.db.pools["system"].connection() as connection:
        await store.tidy(connection, centre.clock.now())
    assert await read(centre, importing.first_rows, id) == []
    assert (await read(centre, importing.get, id)).state == ImportState.DONE


@pytest.mark.prove
@pytest.mark.timeout(3000)
async def test_a_long_file_is_brought_in_with_progress_and_taken_back_whole(centre: Centre) -> None:
    many = examples(700, long=50_000)
    await centre.run(customers.create_customer, name="Old", emails=["c3@x.example"])
    rows = "".join(
        f"Customer {n},c{n if n % 50 else max(0, n - 20)}@x.example,0912{n:06d},{'AB'[n % 2]}\r\n" for n in range(many)
    )
    id = await begun(centre, f"name,email,phone,segment\r\n{rows}".encode())
    tried = await read(centre, importing.counts, id)
    assert sum(tried.values()) == many
    assert tried[RowOutcome.CHANGES] == 1
    await centre.run(importing.run, id)
    places = []
    while (known := await read(centre, importing.get, id)).state == ImportState.RUNNING:
        places.append(known.next_row)
        there = await centre.value("select count(*) from crm.customer where name like 'Customer %%'")
        assert 0 <= there <= places[-1] - 1  # what is said to be done is there, and nothing beyond it
        await centre.run(importing.next_batch, id)
    assert places == list(range(1, many + 1, importing.BATCH))
    done = await read(centre, importing.counts, id)
    again = sum(1 for n in range(1, many) if n % 50 == 0)  # an address of another row of the file, brought in by then
    assert done == {RowOutcome.NEW: many - 1 - again, RowOutcome.CHANGES: 1 + again}
    assert await centre.value("select count(*) from crm.customer") == many - again
    await centre.run(importing.undo, id)
    await importing.go_on(centre.db, centre.tenant, id)
    assert (await read(centre, importing.get, id)).state == ImportState.UNDONE
    (old,) = await read(centre, customers.search, "")
    assert (old.name, old.segment) == ("Old", None)
    assert [one.value for one in await read(centre, customers.addresses, old.id)] == ["c3@x.example"]
    assert await centre.value("select count(*) from crm.customer_address where customer_id <> %s", old.id) == 0


async def test_an_import_goes_on_where_it_was_when_the_worker_is_another(centre: Centre) -> None:
    rows = "".join(f"Customer {n},c{n}@x.example\r\n" for n in range(importing.BATCH + 5))
    id = await begun(centre, f"name,email\r\n{rows}".encode())
    await centre.run(importing.run, id)
    await centre.run(importing.next_batch, id)  # the first batch; then the worker is gone
    assert (await read(centre, importing.get, id)).next_row == importing.BATCH + 1
    await importing.go_on(centre.db, centre.tenant, id)
    assert await centre.value("select count(*) from crm.customer") == importing.BATCH + 5


async def test_an_edit_reads_as_many_customers_in_a_full_house_as_in_an_empty_one(centre: Centre) -> None:
    """A session keeps its plans, and what was right while there was hardly anybody is dear later on."""
    customer = await centre.run(customers.create_customer, name="First")

    async def edited(work: UnitOfWork, number: str) -> int:
        source = EditSource(EditOrigin.PAGE)
        await add_address(work, customer, AddressKind.PHONE, number, source)
        (read,) = await work.values(
            "select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where schemaname = 'crm' "
            "and relname = 'customer'"
        )
        return int(read)

    few = [await centre.run(edited, f"0912{n:06d}") for n in range(8)]
    rows = "".join(f"Customer {n},c{n}@x.example\r\n" for n in range(importing.BATCH))
    id = await begun(centre, f"name,email\r\n{rows}".encode())
    await centre.run(importing.run, id)
    await importing.go_on(centre.db, centre.tenant, id)
    assert await centre.run(edited, "0913000000") <= max(few) + 5
