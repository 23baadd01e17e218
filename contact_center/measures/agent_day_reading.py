"""Reads one agent's day: their states from the projection, their pieces from what interactions publish."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.directory.errors import NoSuchUser
from contact_center.interactions.reading import agent_day_queries
from contact_center.kernel.ids import TenantId
from contact_center.measures import queries
from contact_center.measures.agent_day import WorkedDay, add_up, finished_figures, timeline
from contact_center.measures.errors import WrongReportDays
from contact_center.platform.unit_of_work import Reader

LOOKED_BACK: Final = timedelta(days=60)
"""Where the days to compare with are looked for."""


async def agent_day(reader: Reader, tenant: TenantId, agent: UUID, day: date, time_zone: str) -> WorkedDay:
    """In the caller's transaction. Raises `NoSuchUser`, and `WrongReportDays` for a day that no calendar here knows.

    Midnights are those of `time_zone`, so a day on which clocks change has 23 or 25 hours.
    """
    start, end = midnights(day, time_zone)
    if not await directory.names(reader, tenant, [agent]):
        raise NoSuchUser(agent)
    upto = min(end, reader.now)
    spans = timeline(await queries.presence_spans(reader, tenant, agent, start, end), start, upto)
    parts = await agent_day_queries.parts(reader, tenant, agent, start, end)
    before = await agent_day_queries.finished(reader, tenant, agent, time_zone, start - LOOKED_BACK, start)
    finished, transferred, medians = finished_figures(parts, before, start, end)
    return WorkedDay(
        agent, day, start, end, spans, add_up(spans), tuple(parts), finished, transferred, medians, reader.now < end
    )  # fmt: skip


def midnights(day: date, time_zone: str) -> tuple[datetime, datetime]:
    if not date(1970, 1, 2) <= day <= date(9000, 1, 1):
        raise WrongReportDays(field="day")
    zone = ZoneInfo(time_zone)
    return (
        datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
    )  # fmt: skip
