"""The page and the API of the data warehouse, over files that were loaded as a worker loads them."""

from __future__ import annotations

from datetime import timedelta

from contact_center.bootstrap.joins.facts import fact_sources
from contact_center.bootstrap.warehousing import warehouse_of
from contact_center.directory.service import Role
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from contact_center.warehouse.following import FactsFollow
from contact_center.warehouse.loading import FactLoader
from tests.integration.agent_ui.conftest import House


async def load(house: House, loader: FactLoader) -> None:
    for consumer in (Measures(), FactsFollow(fact_sources())):
        while await consume_once(house.runtime.database, consumer):
            pass
    while await loader.round(house.tenant):
        pass


async def test_administrators_see_how_the_warehouse_stands_and_reports_are_asked_as_of_an_instant(house: House) -> None:
    admin, agent = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    assert "not loaded yet" in (await admin.get("/admin/warehouse")).text
    before = house.runtime.clock.now()
    span = {"from": (before - timedelta(hours=1)).isoformat(), "to": (before + timedelta(hours=1)).isoformat()}
    early = await admin.http.get("/api/v1/measures/as-of", params={**span, "minutes": 60})
    assert early.json()["type"].endswith("nothing_known_then")
    await house.text("886900000002", "hello")
    loader = FactLoader(warehouse_of(house.runtime), fact_sources())
    try:
        await load(house, loader)
        said = (await admin.http.get("/api/v1/measures/as-of", params={**span, "minutes": 60})).json()
        now = (await admin.http.get("/api/v1/measures/intervals", params={**span, "minutes": 60})).json()
        assert [one["counts"] for one in said["intervals"]] == [one["counts"] for one in now]
        assert sum(one["counts"]["offered"] for one in said["intervals"]) == 1
        async with house.runtime.database.work(house.tenant, actor="test") as work:
            await work.execute("update core.interaction set priority = priority + 1")
        assert (await admin.post("/admin/warehouse/compare")).headers["location"] == "/admin/warehouse?done=compare"
        found = await loader.check(house.tenant)
        assert [(one.missing, one.changed) for one in found if one.changed] == [(0, 1)]
        shown = (await admin.get("/admin/warehouse")).text
        assert str(found[0].named[0]) in shown
        facts = (await admin.http.get("/api/v1/warehouse/facts")).json()
        assert next(one for one in facts["facts"] if one["name"] == "interaction")["differences"]
        assert (await admin.post("/admin/warehouse/read-again")).status_code == 303
        await house.text("886900000003", "hello")
        await load(house, loader)
        assert await loader.check(house.tenant) == []
        again = await admin.http.get("/api/v1/measures/as-of", params={**span, "minutes": 60, "as_of": said["as_of"]})
        assert again.json() == said
        assert {one["name"] for one in (await admin.http.get("/api/v1/warehouse/measures")).json()} >= {"service_level"}
    finally:
        loader.reading.engine.close()
    assert (await agent.get("/admin/warehouse")).status_code == 403
    assert (await agent.post("/admin/warehouse/compare")).status_code == 403
