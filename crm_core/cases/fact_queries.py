"""SQL of what cases publish as facts."""

from __future__ import annotations

from contact_center.platform.published import PublishedRows

_CASES = """
select id, customer_id as customer, type, state, priority, reason, cause, remedy, queue_id, owner_id, opened_at,
  resolved_at, closed_at, due_at, cost, currency
from crm.case where tenant_id = %(tenant)s
"""
# the primary key, and case_opened
CASES = PublishedRows(
    of=f"{_CASES} and id = any(%(subjects)s)",
    between=f"{_CASES} and opened_at >= %(start)s and opened_at < %(end)s",
    first="select min(opened_at) from crm.case where tenant_id = %(tenant)s",
)
