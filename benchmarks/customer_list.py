"""The list of customers: its pages by channel and by own fields, counted as the page counts.

    make bench NAME=customer_list                       100,000 customers, a conversation each
    CUSTOMERS=1000000 make bench NAME=customer_list

The floor is fifty customers read by their ids on the same database in the same run.
"""

from __future__ import annotations

import os
import random
from time import perf_counter

import psycopg
import uvloop

from benchmarks.figures import id_of, p95
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers.listing import service
from crm_core.customers.listing.domain import CustomerFilter, CustomerOrder, FieldTest, OwnFilter

CUSTOMERS = int(os.environ.get("CUSTOMERS", "100000"))
ASKED = 20
"""Pages of a kind."""
SHOWN = 50
STEP = 20_000

FIELDS = {"Bench city": FieldKind.TEXT, "Bench shops": FieldKind.NUMBER, "Bench since": FieldKind.DATE,
          "Bench plan": FieldKind.CHOICE, "Bench visited": FieldKind.YES_NO}  # fmt: skip
N = "generate_series(%(first)s::int, %(last)s::int) n"
ROWS = (
    f"""
insert into crm.customer (tenant_id, id, kind, name, tags, external, fields, created_at)
select %(tenant)s, md5('u' || n)::uuid, 'person', 'Customer ' || md5('n' || n), '{{}}', '{{}}',
  jsonb_build_object('bench_city', (array['Taipei', 'Taichung', 'Tainan', 'Hualien'])[1 + n %% 4] || ' ' || n,
    'bench_shops', (n::bigint * 7919 %% 10000)::text, 'bench_since', (date '2016-01-01' + (n * 37) %% 3650)::text,
    'bench_plan', (array['Gold', 'Silver', 'Basic'])[1 + n %% 3], 'bench_visited', n %% 2 = 0),
  now() - make_interval(secs => n * 60)
from {N}""",
    f"""
insert into crm.customer_address (tenant_id, customer_id, kind, value, created_at)
select %(tenant)s, md5('u' || n)::uuid, kind, value, now() from {N}
cross join lateral (values ('email', 'u' || n || '@customers.example'), ('phone', '+8869' || lpad(n::text, 8, '0')))
  as v(kind, value)
where kind = 'email' or n %% 500 = 0""",
    f"""
insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, customer_id,
  identity, single, state, opened_at, last_message_at, last_inbound_at, correlation_id)
select %(tenant)s, md5('c' || n)::uuid, case when n %% 1000 = 0 then 'sms' else 'email' end, a.id, 'email',
  'u' || n || '@customers.example', md5('u' || n)::uuid, 'verified', false, 'closed', now(), now(), now(),
  md5('c' || n)::uuid
from {N}, (select id from core.channel_account where tenant_id = %(tenant)s limit 1) a""",
    f"select crm.keep_values(%(tenant)s, array(select md5('u' || n)::uuid from {N}))",
    f"select crm.refresh_grams(%(tenant)s, array(select md5('u' || n)::uuid from {N}))",
)
"""Without the triggers, which do the same row by row."""


def main() -> None:
    with installation() as made:
        load(made)
        uvloop.run(measure(made))


def load(made: Installation) -> None:
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        connection.execute("alter table crm.customer disable trigger user")
        connection.execute("alter table crm.customer_address disable trigger user")
        for first in range(1, CUSTOMERS + 1, STEP):
            for statement in ROWS:
                connection.execute(
                    statement,
                    {"tenant": names.KILN, "first": first, "last": min(first + STEP - 1, CUSTOMERS)},
                )
        connection.execute("alter table crm.customer enable trigger user")
        connection.execute("alter table crm.customer_address enable trigger user")


async def measure(made: Installation) -> None:
    await analyze(made)
    chance = random.Random(11)
    newest = CustomerOrder.NEWEST
    kinds = {
        "everybody": CustomerFilter(),
        "with an e-mail address (nearly all)": CustomerFilter(reach="email"),
        "with a phone number (few)": CustomerFilter(reach="phone"),
        "wrote by e-mail (nearly all)": CustomerFilter(wrote="email"),
        "wrote by SMS (few), newest first": CustomerFilter(wrote="sms", order=newest),
        "text contains, a quarter": _own("bench_city", FieldTest.CONTAINS, "chung"),
        "text is, one": _own("bench_city", FieldTest.IS, "Taichung 5"),
        "number from to, one in a hundred": _own("bench_shops", FieldTest.FROM, "9900"),
        "date from, most": _own("bench_since", FieldTest.FROM, "2017-01-01"),
        "any of two choices": _own("bench_plan", FieldTest.ANY, "Gold", "Basic"),
        "yes, and a choice, and by e-mail": CustomerFilter(
            wrote="email",
            own=(OwnFilter("bench_visited", FieldTest.IS, ("yes",)), OwnFilter("bench_plan", FieldTest.IS, ("Gold",))),
        ),
    }
    async with open_runtime(made.settings, "benchmark") as runtime:
        await runtime.database.run(names.KILN, _defined, actor="benchmark")
        floor = p95([await _bare(runtime, chance) for _ in range(ASKED)])
        for kind, asked in kinds.items():
            took = [await _page(runtime, asked) for _ in range(ASKED)]
            note = f"{CUSTOMERS:,} customers, {SHOWN} lines, counted up to 10,000; less is better"
            report(Result(f"list of customers, p95: {kind}", p95(took), "ms", floor, note))


def _own(code: str, test: FieldTest, *values: str) -> CustomerFilter:
    return CustomerFilter(own=(OwnFilter(code, test, values),))


async def _defined(work: UnitOfWork) -> None:
    for name, kind in FIELDS.items():
        choices = ["Gold", "Silver", "Basic"] if kind is FieldKind.CHOICE else []
        await own_fields.define(work, FieldSubject.CUSTOMER, name, kind, choices)


async def _page(runtime: Runtime, asked: CustomerFilter) -> float:
    async with runtime.database.read(names.KILN) as reader:
        start = perf_counter()
        found = await service.page(reader, names.KILN, asked, SHOWN)
        took = perf_counter() - start
    assert found.customers, asked
    return took


async def _bare(runtime: Runtime, chance: random.Random) -> float:
    async with runtime.database.read(names.KILN) as reader:
        ids = [id_of(f"u{chance.randrange(CUSTOMERS) + 1}") for _ in range(SHOWN)]
        start = perf_counter()
        await reader.values("select name from crm.customer where tenant_id = %s and id = any(%s)", [names.KILN, ids])
        return perf_counter() - start


if __name__ == "__main__":
    main()
