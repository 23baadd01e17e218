"""What is kept of resolved cases agrees with the cases, whatever happens in whatever order."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.domain import Role
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CustomerId
from contact_center.platform import parked
from contact_center.platform.eventlog import consume_once
from crm_core.cases import linking, outcome_store, quality, service
from crm_core.cases.domain import Case, CaseLinkKind
from crm_core.cases.linking import LinkTo
from crm_core.cases.outcomes import CaseOutcomes
from crm_core.cases.permissions import Actor
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.quality import QualityFilter
from crm_core.cases.service import Opening
from crm_core.customers.merging import service as merging
from crm_core.customers.service import create_customer
from tests.centre import Centre

HOURS = AroundTheClock()
TYPES, CAUSES, PRODUCTS = ("complaint", "repair", "return"), ("product/lot", "use"), ("Kiln G1", "Kiln G2")


class Days:
    """A desk on which things happen at random."""

    def __init__(self, centre: Centre, sam: Actor, customers: list[CustomerId], seed: int) -> None:
        self.centre, self.sam, self.customers, self.chance = centre, sam, customers, random.Random(seed)
        self.cases: list[UUID] = []
        self.merges: list[UUID] = []

    async def do(self, function: Any, *args: Any) -> Any:
        return await self.centre.run(function, *args, actor=f"user:{self.sam.user}")

    async def comes_back(self) -> None:
        """Whatever chance has done: one case is resolved, opened again and resolved."""
        opening = Opening(type="complaint", title="It rattles", customer_id=self.customers[0], links=[])
        made: Case = await self.do(service.open_case, opening, HOURS)
        await self.do(service.edit, made.id, self.sam, {"cause": CAUSES[0], "remedy": "replaced"})
        for act in ((service.resolve, made.id, self.sam, "Explained."), (service.reopen, made.id, self.sam, HOURS)):
            await self.do(*act)
        await self.do(service.resolve, made.id, self.sam, "Repaired.")

    async def happens(self) -> None:
        pick = self.chance.choice
        self.centre.clock.pass_(hours=self.chance.randrange(1, 16))
        links = [LinkTo(CaseLinkKind.PRODUCT, pick(PRODUCTS))] if self.chance.random() < 0.6 else []
        if len(self.cases) < 6 or self.chance.random() < 0.25:
            opening = Opening(type=pick(TYPES), title="It rattles", customer_id=pick(self.customers), links=links)
            made: Case = await self.do(service.open_case, opening, HOURS)
            self.cases.append(made.id)
            await self.do(service.edit, made.id, self.sam, {"cause": pick(CAUSES), "remedy": "replaced"})
            return
        case, other = self.chance.sample(self.cases, 2)
        n = self.chance.randrange(900)
        acts: dict[str, tuple[Any, ...]] = {
            "resolve": (service.resolve, case, self.sam, "Explained."),
            "reopen": (service.reopen, case, self.sam, HOURS),
            "edit": (service.edit, case, self.sam, {"cause": pick(CAUSES), "cost": n, "currency": "TWD"}),
            "theirs": (service.edit, case, self.sam, {"customer_id": pick(self.customers)}),
            "link": (linking.link, case, self.sam, LinkTo(CaseLinkKind.PRODUCT, pick(PRODUCTS))),
            "unlink": (linking.unlink, case, self.sam, CaseLinkKind.PRODUCT, pick(PRODUCTS)),
            "merge": (linking.merge, case, other, self.sam),
            "undo": (service.undo, case, self.sam),
            "same": (merging.merge, *self.chance.sample(self.customers, 2)),
            "apart": (merging.unmerge, pick(self.merges or [case])),
        }  # fmt: skip
        weights = [14, 8, 5, 3, 3, 3, 1, 2, 1, 1]
        [what] = self.chance.choices(list(acts), weights)
        with suppress(ContactCenterError):
            done = await self.do(*acts[what])
            if what == "same":
                self.merges.append(done)


async def follow(centre: Centre) -> None:
    while await consume_once(centre.db, CaseOutcomes(), batch=7):
        pass


@pytest.mark.parametrize("seed", [1, 2])
async def test_figures_are_those_of_the_cases_whatever_happened(centre: Centre, seed: int) -> None:
    sam = Actor(await centre.agent("Sam", role=Role.SUPERVISOR), Role.SUPERVISOR)
    customers = [CustomerId(await centre.run(create_customer, name=name)) for name in ("Anna", "Ben", "Chu")]
    days = Days(centre, sam, customers, seed)
    begun = centre.clock.now()
    for n in range(90):
        await days.happens()
        if n % 30 == 17:
            await follow(centre)
    await days.comes_back()
    await follow(centre)
    wanted = QualityFilter(begun, centre.clock.now() + timedelta(days=1))
    async with centre.db.read(centre.tenant) as reader:
        assert await outcome_store.differing(reader, centre.tenant) == []
        found = await quality.quality(reader, centre.tenant, wanted)
    told = [(one.dimension, one.key, one.cases, one.repeated, one.reopened, one.median, one.cost)
            for one in (found.all, *found.types, *(each.row for each in found.causes), *found.products)]  # fmt: skip
    assert sorted(told, key=repr) == sorted(await reckoned(centre), key=repr)
    assert found.all.cases > 5
    assert found.all.repeated > 0
    assert found.all.reopened > 0
    assert (await parked.recount(centre.db, centre.tenant, CaseOutcomes())).agrees, "read again from the log's start"


async def reckoned(centre: Centre) -> list[tuple[Any, ...]]:
    """The same figures by hand, from the rows of the cases."""
    rows = await centre.rows("select * from crm.case")
    whole = {row["customer_id"]: row["canonical_id"] for row in await centre.rows("select * from crm.customer_alias")}
    links: dict[UUID, set[str]] = {}
    for row in await centre.rows("select case_id, ref from crm.case_link where kind = 'product'"):
        links.setdefault(row["case_id"], set()).add(row["ref"])
    reopened = {
        row["case_id"] for row in await centre.rows("select case_id from crm.case_change where code = 'reopened'")
    }

    def who(row: dict[str, Any]) -> UUID:
        return whole.get(row["customer_id"], row["customer_id"])

    def came_back(row: dict[str, Any]) -> bool:
        end: datetime = row["resolved_at"]
        return any(
            other["id"] != row["id"] and who(other) == who(row) and end < other["opened_at"] <= end + timedelta(days=7)
            and (other["type"] == row["type"] or links.get(other["id"], set()) & links.get(row["id"], set()))
            for other in rows
        )  # fmt: skip

    counted = [row for row in rows if row["resolved_at"] is not None and row["merged_into"] is None]

    def line(dimension: str, key: str | None, of: list[dict[str, Any]]) -> tuple[Any, ...]:
        costs = [row["cost"] for row in of if row["cost"] is not None]
        took = median((row["resolved_at"] - row["opened_at"]).total_seconds() for row in of)
        again = sum(row["id"] in reopened for row in of)
        return (dimension, key, len(of), sum(map(came_back, of)), again, took, sum(costs) if costs else None)

    found = [line("all", None, counted)]
    for dimension in ("type", "cause"):
        for key in {row[dimension] for row in counted}:
            found.append(line(dimension, key, [row for row in counted if row[dimension] == key]))
    for product in {ref for row in counted for ref in links.get(row["id"], ())}:
        found.append(line("product", product, [row for row in counted if product in links.get(row["id"], ())]))
    return found
