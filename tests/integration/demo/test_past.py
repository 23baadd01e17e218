"""A small year of history: made by the real services and the real engine, and it balances."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo.company import articles, cases, past_cases, ratings
from contact_center.demo.company.past import history
from contact_center.demo.company.past.plan import first_day
from contact_center.demo.names import KILN
from contact_center.kernel.clock import ManualClock
from contact_center.measures import service
from contact_center.platform.eventlog import consume_once
from contact_center.warehouse.definitions.counts import add_counts
from crm_core.cases import quality
from crm_core.cases.outcomes import CaseOutcomes
from crm_core.cases.quality import QualityFilter
from tests.integration.demo.conftest import DAYS, NOW, Company, settings, tell_year
from tests.servers import Database, Postgres

LOG = (
    "select position, type, at from core.event where tenant_id = %s and type not in ('routing.policy_changed') "
    "order by position"
)


async def rows(company: Company, query: str) -> list[dict[str, Any]]:
    async with company.runtime.database.read(KILN) as reader:
        return await reader.dicts(query, [KILN])


async def test_a_year_balances_in_every_report_and_leaves_nothing_half_done(company: Company) -> None:
    await every_cell_of_the_year_balances(company)
    await whatever_is_closed_has_its_record_and_nobody_is_still_busy(company)
    await nobody_ever_had_more_work_than_their_capacity(company)
    await the_log_is_dense_and_its_time_runs_forward_into_the_past(company)
    await what_agents_wrote_has_gone_out_by_the_one_door(company)
    await the_live_processes_begin_where_the_past_ends(company)
    await articles_of_the_story_have_helped(company)
    await customers_of_the_story_have_rated_us(company)
    await cases_of_the_past_were_resolved_for_their_causes(company)


async def cases_of_the_past_were_resolved_for_their_causes(company: Company) -> None:
    assert isinstance(company.runtime.clock, ManualClock)
    company.runtime.clock.set(NOW)
    await cases.keep_types(company.runtime)
    await past_cases.note(company.runtime, recent=timedelta(days=3))
    told = await rows(company, "select * from crm.case where tenant_id = %s order by number")
    assert [one["opened_at"] for one in told] == sorted(one["opened_at"] for one in told)
    assert len({one["type"] for one in told}) > 2
    assert all(one["resolved_at"] and one["resolution"] and one["resolved_at"] <= NOW for one in told)
    assert any(one["cause"] and one["remedy"] and one["cost"] for one in told)
    assert any(one["queue_id"] for one in told), "they belong to conversations of the year"
    while await consume_once(company.runtime.database, CaseOutcomes()):
        pass
    async with company.runtime.database.read(KILN) as reader:
        found = await quality.quality(reader, KILN, QualityFilter(NOW - timedelta(days=366), NOW))
    assert found.all.cases == len(told)
    assert len(found.causes) > 2


async def articles_of_the_story_have_helped(company: Company) -> None:
    await articles.note(company.runtime)
    states = await rows(company, "select state, count(*) as n from crm.article where tenant_id = %s group by state")
    assert {one["state"]: one["n"] for one in states} == {"published": 10, "approved": 1, "draft": 2}
    [used] = await rows(company, "select count(*) as n from crm.article_use where tenant_id = %s")
    assert used["n"] > 20


async def customers_of_the_story_have_rated_us(company: Company) -> None:
    await ratings.note(company.runtime)
    given = await rows(company, "select score, task_id from crm.rating where tenant_id = %s order by answered_at desc")
    answered = [one for one in given if one["score"] is not None]
    assert (len(answered), len(given) > len(answered)) == (12, True)
    assert answered[0]["score"] == 2
    assert answered[0]["task_id"] is not None


async def every_cell_of_the_year_balances(company: Company) -> None:
    end = NOW + timedelta(minutes=1)
    async with company.runtime.database.read(KILN) as reader:
        found = await service.cells(
            reader, KILN, None, first_day(NOW, DAYS), end, now=NOW, minutes=1440, channel=None
        )  # fmt: skip
    assert found
    assert all(cell.counts.balanced for cell in found)
    total = add_counts(cell.counts for cell in found)
    assert total.offered > 40
    assert total.answered > total.offered * 0.8


async def whatever_is_closed_has_its_record_and_nobody_is_still_busy(company: Company) -> None:
    closed = await rows(company, "select count(*) as n from core.interaction where tenant_id = %s and state = 'closed'")
    records = await rows(company, "select count(*) as n from core.interaction_record where tenant_id = %s")
    assert closed[0]["n"] == records[0]["n"] > 40
    assert not await rows(company, "select 1 from core.segment where tenant_id = %s and state <> 'done'")
    assert not await rows(company, "select 1 from core.presence where tenant_id = %s and state <> 'offline'")
    assert not await rows(company, "select 1 from core.agent_load where tenant_id = %s and used <> 0")


async def nobody_ever_had_more_work_than_their_capacity(company: Company) -> None:
    """Counted anew from all segments, not from the load rows that forbid it."""
    over = await rows(
        company,
        "select a.agent_id, a.channel from core.segment a join core.segment b on b.tenant_id = a.tenant_id "
        "and b.agent_id = a.agent_id and b.channel = a.channel and b.offered_at <= a.offered_at "
        "and b.done_at > a.offered_at join core.agent_load l on l.tenant_id = a.tenant_id "
        "and l.agent_id = a.agent_id and l.channel = a.channel where a.tenant_id = %s "
        "group by a.agent_id, a.channel, a.id, l.capacity having sum(b.weight) > l.capacity",
    )
    assert over == []


async def the_log_is_dense_and_its_time_runs_forward_into_the_past(company: Company) -> None:
    log = await rows(company, LOG.replace("and type not in ('routing.policy_changed') ", ""))
    assert [event["position"] for event in log] == list(range(1, len(log) + 1))
    times = [event["at"] for event in log]
    assert times == sorted(times)
    assert times[0] == first_day(NOW, DAYS)
    assert NOW - timedelta(minutes=10) < times[-1] < NOW
    assert await history.told(company.runtime.database)


async def what_agents_wrote_has_gone_out_by_the_one_door(company: Company) -> None:
    waiting = await rows(
        company,
        "select 1 from core.message where tenant_id = %s and direction = 'out' and (delivery < 20 or delivery > 40)",
    )
    assert waiting == []
    explained = await rows(company, "select explanation from core.segment where tenant_id = %s limit 5")
    assert all("eligible" in json.dumps(row["explanation"]) for row in explained)


async def the_live_processes_begin_where_the_past_ends(company: Company) -> None:
    behind = await rows(
        company,
        "select consumer from core.event_cursor c join core.event_head h on h.tenant_id = c.tenant_id "
        "where c.tenant_id = %s and c.position < h.position - 1",
    )
    assert behind == []


async def test_the_same_seed_tells_the_same_year(database: Database, postgres: Postgres, tmp_path: Path) -> None:
    twin = postgres.create(postgres.migrated_template(migrate))
    logs = []
    try:
        for n, place in enumerate((database, twin)):
            given = settings(place, tmp_path / str(n))
            async with open_runtime(given, "test", ManualClock(first_day(NOW, DAYS))) as runtime:
                story = await tell_year(runtime, 12, [])
                logs.append(await rows(Company(runtime, story, []), LOG))
    finally:
        postgres.drop(twin)
    assert logs[0] == logs[1]
