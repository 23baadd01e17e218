"""The one statement that writes to the log; the unit of work sends it, last of all (D10)."""

from __future__ import annotations

APPEND = """
with head as (
    update core.event_head set position = position + %(count)s
    where tenant_id = %(tenant)s returning position - %(count)s as base
)
insert into core.event (tenant_id, position, id, type, version, at, actor, correlation_id, payload)
select %(tenant)s, (select base from head) + e.n, e.id, e.type, e.version, %(now)s, %(actor)s, e.correlation_id,
  e.payload
from json_to_recordset(%(events)s::json)
     as e(n bigint, id uuid, type text, version int, correlation_id uuid, payload jsonb)
"""
# A tenant without a head (it was not created through directory) has no position, which the column refuses.
# One JSON document: the driver takes five times as long to write the same as arrays.
