"""How long finished work was in hand, and what it was about: sums over segments and closed work, for reports.

Handling is contact, holds and after-contact work of segments that ended in the span; parked time is none of it. What
an offer became counts when that was clear. Nothing here is a contact: those are counted where they arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


class HandledBy(StrEnum):
    """What sums are told apart by."""

    TIME = "time"
    DAYS = "days"
    """So many days on the calendar of a time zone, from the time of day at which the span begins."""
    QUEUE = "queue"
    CHANNEL = "channel"
    AGENT = "agent"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class HandledRow:
    """Sums of one value; seconds of the calendar."""

    key: Any
    """When the interval begins, its number (for days), the id of the queue or agent, the code of the channel or reason;
    None: without one."""
    pieces: int
    contact_seconds: float
    hold_seconds: float
    wrap_seconds: float


@dataclass(frozen=True, slots=True)
class HandledDay:
    """Sums of one day, queue and channel."""

    day: date
    queue_id: UUID | None
    channel: str
    pieces: int
    contact_seconds: float
    hold_seconds: float
    wrap_seconds: float


@dataclass(frozen=True, slots=True)
class RefusedOffers:
    """Offers that an agent did not take."""

    agent_id: UUID
    missed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    reason: str | None
    """None: closed without one."""
    closed: int


_KEYS = {
    HandledBy.TIME: "(%(edges)s::timestamptz[])[width_bucket(done_at, %(edges)s::timestamptz[])]",
    HandledBy.DAYS: """floor(extract(epoch from (done_at at time zone %(zone)s)
      - (%(begin)s::timestamptz at time zone %(zone)s))::float8 / 86400 / %(days)s)::int""",
    HandledBy.QUEUE: "queue_id",
    HandledBy.CHANNEL: "channel",
    HandledBy.AGENT: "agent_id",
    HandledBy.REASON: "disposition",
}
_OF = "(%(queue)s::uuid is null or queue_id = %(queue)s) and (%(channel)s::text is null or channel = %(channel)s)"

_SUMS = """count(*)::int as pieces,
  coalesce(sum(greatest(0, extract(epoch from coalesce(wrapping_at, done_at) - connected_at)::float8
    - hold_seconds - parked_seconds)), 0) as contact_seconds,
  coalesce(sum(hold_seconds), 0) as hold_seconds,
  coalesce(sum(greatest(0, extract(epoch from done_at - wrapping_at)::float8)), 0) as wrap_seconds
"""
# segment_done
_HANDLED = f"""
select {{key}} as key, {_SUMS}from core.segment
where tenant_id = %(tenant)s and state = 'done' and done_at >= %(start)s and done_at < %(end)s
  and connected_at is not null and channel is distinct from %(without)s and {_OF}
group by 1
"""
_BY_DAY = f"""
select (done_at at time zone %(zone)s)::date as day, queue_id, channel, {_SUMS}from core.segment
where tenant_id = %(tenant)s and state = 'done' and (%(start)s::timestamptz is null or done_at >= %(start)s)
  and done_at < %(end)s and connected_at is not null
group by 1, 2, 3
"""
_REFUSED = f"""
select agent_id, count(*) filter (where reason = 'timed_out')::int as missed,
  count(*) filter (where reason = 'rejected')::int as rejected
from core.segment
where tenant_id = %(tenant)s and state = 'done' and done_at >= %(start)s and done_at < %(end)s
  and connected_at is null and reason in ('timed_out', 'rejected') and {_OF}
group by 1
"""

# interaction_closed
_REASONS = f"""
select disposition as reason, count(*)::int as closed from core.interaction
where tenant_id = %(tenant)s and state = 'closed' and closed_at >= %(start)s and closed_at < %(end)s and {_OF}
group by 1
"""


async def handled(
    reader: Reader, tenant: UUID, by: HandledBy, start: datetime, end: datetime, *,
    edges: Sequence[datetime] = (), queue: UUID | None = None, channel: str | None = None, without: str | None = None,
    days: int = 1, time_zone: str = "UTC", begin: datetime | None = None,
) -> list[HandledRow]:  # fmt: skip
    """`edges`: where the intervals begin, for `HandledBy.TIME`; `days` and `time_zone` for `HandledBy.DAYS`,
    whose numbers begin at `begin`, else at `start`.

    `without`: a channel that is left out.
    """
    given = _given(tenant, start, end, queue, channel)
    given |= {"edges": list(edges), "without": without, "days": days, "zone": time_zone, "begin": begin or start}
    return await reader.many(HandledRow, _HANDLED.format(key=_KEYS[by]), given)


async def handled_by_day(
    reader: Reader, tenant: UUID, time_zone: str, start: datetime | None, end: datetime
) -> list[HandledDay]:
    """All that was finished, by day of the time zone, queue and channel; `start` None: from the beginning."""
    given = {"tenant": tenant, "zone": time_zone, "start": start, "end": end}
    return await reader.many(HandledDay, _BY_DAY, given)


async def refused(
    reader: Reader, tenant: UUID, start: datetime, end: datetime, *, queue: UUID | None = None,
    channel: str | None = None,
) -> list[RefusedOffers]:  # fmt: skip
    return await reader.many(RefusedOffers, _REFUSED, _given(tenant, start, end, queue, channel))


async def reasons(
    reader: Reader, tenant: UUID, start: datetime, end: datetime, *, queue: UUID | None = None,
    channel: str | None = None,
) -> list[ReasonRow]:  # fmt: skip
    """Of the work that was closed in the span."""
    return await reader.many(ReasonRow, _REASONS, _given(tenant, start, end, queue, channel))


def _given(tenant: UUID, start: datetime, end: datetime, queue: UUID | None, channel: str | None) -> dict[str, Any]:
    return {"tenant": tenant, "start": start, "end": end, "queue": queue, "channel": channel}
