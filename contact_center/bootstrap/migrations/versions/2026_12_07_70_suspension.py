"""core: an organisation may be suspended, so that nobody of it comes in, and then deleted with its log."""

from __future__ import annotations

from alembic import op

revision = "2026_12_07_70_suspension"
down_revision = "2026_12_07_60_documents"
branch_labels = None
depends_on = None

DELETE_LOG = """
create function core.delete_log(gone uuid, most int) returns int
language sql volatile security definer set search_path = pg_catalog, core, pg_temp as $$
  with deleted as (
    delete from core.event where ctid = any(array(
      select e.ctid from core.event e where e.tenant_id = gone
        and exists (select 1 from core.tenant t where t.tenant_id = gone and t.suspended_at is not null)
        and not exists (select 1 from core.event_head h where h.tenant_id = gone)
      limit most)) returning 1)
  select count(*)::int from deleted
$$;
revoke all on function core.delete_log(uuid, int) from public;
grant execute on function core.delete_log(uuid, int) to cc_app, cc_system;
"""
"""Nobody changes or deletes what the log holds, but for an organisation that is deleted: it is suspended, and its log
has no head any more, so that nothing can be added."""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.tenant add suspended_at timestamptz, add suspended_why text not null default ''")
    op.execute(DELETE_LOG)
