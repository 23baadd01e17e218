"""What each count over waits in queues counts: one condition a name, for PostgreSQL and the warehouse's engine alike.

`e` is a wait (a row of `measures.entry`, or of the warehouse's `queue_wait`), `q.short` the queue's short-abandon limit
in seconds, `{now}` the instant that decides who waits past the target. Whoever counts or lists waits puts these into a
statement of its own; nobody writes them a second time.
"""

from __future__ import annotations

from collections.abc import Mapping

_LEFT_SHORT = "(e.wait_seconds <= q.short or e.left_at <= e.sl_started_at)"

CONDITIONS: Mapping[str, str] = {
    "offered": "true",
    "contacts": "e.kind = 'first'",
    "transferred": "e.kind = 'transferred'",
    "answered": "e.left_how = 'answered'",
    "answered_within": "e.within",
    "answered_late": "not e.within",
    "abandoned": "e.left_how = 'abandoned'",
    "abandoned_short": f"e.left_how = 'abandoned' and {_LEFT_SHORT}",
    "flowed_out": "e.left_how = 'flowed_out'",
    "closed": "e.left_how = 'closed'",
    "waiting": "e.left_at is null",
    "waiting_late": "e.left_at is null and e.sl_due_at < {now}",
}
"""Of which waits each count is the number."""

SUMMED: Mapping[str, tuple[str, str]] = {"answered_wait_seconds": ("e.wait_seconds", "answered")}
"""Each sum: of what, over the waits of which count."""


NAMES: tuple[str, ...] = (*CONDITIONS, *SUMMED)
"""In the order in which `counted` and `flagged` have them."""


def where(name: str, now: str) -> str:
    """The condition of a count, for the `where` of a statement; `now` is the statement's own parameter."""
    return CONDITIONS[name].format(now=now)


def counted(now: str) -> str:
    """All counts and sums as columns of a `select`, in the order in which `Counts` has them."""
    counts = [f"count(*) filter (where {where(name, now)}) as {name}" for name in CONDITIONS]
    sums = [
        f"coalesce(sum({what}) filter (where {where(of, now)}), 0.0) as {name}" for name, (what, of) in SUMMED.items()
    ]
    return ",\n  ".join([*counts, *sums])


def flagged(now: str) -> str:
    """The same of one wait: 1 or 0 for each count, its seconds or 0 for each sum."""
    counts = [f"coalesce({where(name, now)}, false)::int as {name}" for name in CONDITIONS]
    sums = [f"case when {where(of, now)} then {what} else 0 end as {name}" for name, (what, of) in SUMMED.items()]
    return ",\n  ".join([*counts, *sums])
