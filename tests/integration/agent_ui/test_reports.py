"""Reports as a supervisor meets them: every way of telling lines apart, the work behind a figure, the file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

from contact_center.directory.service import Role
from contact_center.interactions.work import closing
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House

REPORTS = "/supervisor/reports"


async def test_a_report_from_the_board_to_the_work_behind_it_and_its_file(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    work, ports = await house.text("886912345678", "hello"), house.runtime.ports
    await house.give(work, mei.agent)

    async def close(unit: UnitOfWork) -> None:
        await closing.close(unit, ports, work, mei.agent, disposition=None)

    await house.runtime.database.run(house.tenant, close, actor="mei")
    while await consume_once(house.runtime.database, Measures()):
        pass
    assert (await mei.get(REPORTS)).status_code == 403
    assert f'href="{REPORTS}"' in (await sam.get("/supervisor")).text
    for by in ("time", "queue", "channel", "agent", "reason"):
        page = await sam.get(f"{REPORTS}?by={by}")
        assert page.status_code == 200
        assert "There was no work" not in page.text, by
    shown = (await sam.get(f"{REPORTS}?by=queue")).text
    behind = [unescape(one) for one in re.findall(rf'href="({REPORTS}/work[^"]+)"', shown)]
    assert len(behind) >= 3
    for address in behind:
        made_of = await sam.get(address)
        assert made_of.status_code == 200
        assert f"/supervisor/work/{work}" in made_of.text, address
    elsewhere = await house.person("sam", Role.SUPERVISOR, house.other)
    assert f"/supervisor/work/{work}" not in (await elsewhere.get(behind[0])).text

    file = await sam.get(f"{REPORTS}.csv?by=queue")
    assert file.headers["content-disposition"].startswith('attachment; filename="report-queue-')
    head, line, total = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert (head[2], line[2], total[2]) == ("Offered", "1", "1")
    for by in ("time", "channel", "agent", "reason"):
        assert len(list(csv.reader(io.StringIO((await sam.get(f"{REPORTS}.csv?by={by}")).text)))) > 1


async def test_what_cannot_be_is_said_and_a_step_too_fine_is_widened(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    assert (await sam.get(f"{REPORTS}?from=2026-11-30&to=2026-11-01")).status_code == 422
    assert (await sam.get(f"{REPORTS}?from=1900-01-01&to=2026-11-01")).status_code == 422
    assert (await sam.get(f"{REPORTS}?queue={house.tenant}")).status_code == 422
    year = await sam.get(f"{REPORTS}?from=2025-12-01&to=2026-11-30&minutes=15")
    assert year.status_code == 200
    assert '<option value="1440" selected' in year.text


async def test_a_report_kept_under_a_name_moves_on_with_the_calendar(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)
    state = "days=last_week&by=queue"
    kept = await sam.post(f"{REPORTS}/views", {"name": "Monday's report", "state": state, "team": "true"})
    assert kept.headers["location"] == f"{REPORTS}?{state}"
    page = (await sam.get(f"{REPORTS}?{state}")).text
    assert "Monday&#39;s report" in page
    assert 'name="days" value="last_week"' in page
    monday = house.runtime.clock.now().date()
    monday -= timedelta(days=monday.weekday() + 7)
    assert f'name="from" value="{monday}"' in page
    # Other days beside it are these days, and the span has no name any more.
    other = (await sam.get(f"{REPORTS}?{state}&from={monday}&to={monday}")).text
    assert 'name="days" value=""' in other
    assert (await mei.post(f"{REPORTS}/views", {"name": "mine", "state": state})).status_code == 403
    # Where nothing is asked for, or just that, the last seven days are marked; a kept report marks its own name.
    usual = f'href="{REPORTS}" aria-current="true"'
    assert usual in (await sam.get(REPORTS)).text
    assert usual not in page
