"""SQL of what measures publish as facts: waits in queues and stretches of agents' time."""

from __future__ import annotations

from contact_center.platform.published import PublishedRows

_WAITS = """
select interaction_id, number, queue_id, channel, tier, kind, entered_at, sl_started_at, sl_due_at, left_at, left_how,
  agent_id, wait_seconds, within
from measures.entry where tenant_id = %(tenant)s
"""
# the primary key, and entry_entered
WAITS = PublishedRows(
    of=f"{_WAITS} and interaction_id = any(%(subjects)s)",
    between=f"{_WAITS} and entered_at >= %(start)s and entered_at < %(end)s",
    first="select min(entered_at) from measures.entry where tenant_id = %(tenant)s",
)

_STATES = """
select agent_id, since, until, state as presence, reason, activity
from measures.agent_state where tenant_id = %(tenant)s
"""
# the primary key, and agent_state_since
STATES = PublishedRows(
    of=f"{_STATES} and agent_id = any(%(subjects)s) and position > %(since)s",
    between=f"{_STATES} and since >= %(start)s and since < %(end)s",
    first="select min(since) from measures.agent_state where tenant_id = %(tenant)s",
)
