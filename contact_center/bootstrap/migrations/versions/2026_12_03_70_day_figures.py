"""measures: figures of whole days, so that a report of a year reads days and not every piece of work."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_03_70_day_figures"
down_revision = "2026_12_03_40_consults"
branch_labels = None
depends_on = None

TABLES = """
create table measures.day_cell (
  tenant_id uuid not null, day date not null, queue_id uuid not null, channel text not null,
  kind text not null check (kind in ('first', 'transferred', 'next')),
  offered int not null, answered int not null, answered_within int not null, answered_late int not null,
  flowed_out int not null, closed int not null, answered_wait_seconds double precision not null,
  primary key (tenant_id, day, queue_id, channel, kind));

create table measures.day_handled (
  tenant_id uuid not null, day date not null, queue_id uuid not null, channel text not null, pieces int not null,
  contact_seconds double precision not null, hold_seconds double precision not null,
  wrap_seconds double precision not null,
  primary key (tenant_id, day, queue_id, channel));

create table measures.rolled_up (
  tenant_id uuid not null primary key, time_zone text not null, position bigint not null, handled_before date);

create index entry_final on measures.entry (tenant_id, position) where left_at is not null;
create index entry_abandoned on measures.entry (tenant_id, queue_id, entered_at) where left_how = 'abandoned';

create function measures.count_days_anew() returns trigger language plpgsql as $$
begin
  delete from measures.rolled_up where tenant_id in (select distinct tenant_id from gone);
  return null;
end $$;
create trigger entry_gone after delete on measures.entry referencing old table as gone
  for each statement execute function measures.count_days_anew();

create function measures.count_tenant_anew() returns trigger language plpgsql as $$
begin
  delete from measures.rolled_up where tenant_id = old.tenant_id;
  return null;
end $$;
create trigger entry_mended after update on measures.entry
  for each row when (old.left_at is not null) execute function measures.count_tenant_anew();
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
