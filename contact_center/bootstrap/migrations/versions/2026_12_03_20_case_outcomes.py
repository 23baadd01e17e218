"""crm: what came of each resolved case, for figures that do not read every case anew."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_03_20_case_outcomes"
down_revision = "2026_12_03_10_customer_columns"
branch_labels = None
depends_on = None

TABLE = """
create table crm.case_outcome (
  tenant_id uuid not null, case_id uuid not null, resolved_at timestamptz not null, type text not null, cause text,
  queue_id uuid, cost numeric, currency text, took double precision not null, counted integer, late boolean not null,
  reopened boolean not null, products text[] not null, back_at timestamptz, back_id uuid,
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
comment on column crm.case_outcome.took is 'seconds of the calendar from opened to resolved';
comment on column crm.case_outcome.back_at is 'when the customer next came with the same type or product';
"""
FILL = """
insert into crm.case_outcome
select c.tenant_id, c.id, c.resolved_at, c.type, c.cause, c.queue_id, c.cost, c.currency,
  extract(epoch from c.resolved_at - c.opened_at)::float8, s.spent,
  coalesce(s.spent > s.goal, false) or coalesce(t.ended_at > t.deadline, false),
  exists (select 1 from crm.case_change h where h.tenant_id = c.tenant_id and h.case_id = c.id
    and h.code = 'reopened'),
  about.products, back.opened_at, back.id
from crm.case c
left join crm.customer_alias a on a.tenant_id = c.tenant_id and a.customer_id = c.customer_id
left join crm.case_clock s on s.tenant_id = c.tenant_id and s.case_id = c.id and s.kind = 'solve'
left join crm.case_clock t on t.tenant_id = c.tenant_id and t.case_id = c.id and t.kind = 'statutory'
cross join lateral (select array(select l.ref from crm.case_link l where l.tenant_id = c.tenant_id
  and l.case_id = c.id and l.kind = 'product' order by l.ref) as products) about
left join lateral (
  select n.id, n.opened_at from (
    select coalesce(a.canonical_id, c.customer_id) as id
    union all select o.customer_id from crm.customer_alias o where o.tenant_id = c.tenant_id
      and o.canonical_id = coalesce(a.canonical_id, c.customer_id)) same
  cross join lateral (select m.id, m.opened_at from crm.case m where m.tenant_id = c.tenant_id
    and m.customer_id = same.id and m.opened_at > c.resolved_at and m.id <> c.id
    and (m.type = c.type or exists (select 1 from crm.case_link y where y.tenant_id = c.tenant_id
      and y.case_id = m.id and y.kind = 'product' and y.ref = any(about.products)))
    order by m.opened_at, m.id limit 1) n
  order by n.opened_at, n.id limit 1) back on true
where c.resolved_at is not null and c.merged_into is null
"""
INDEXES = """
create index case_outcome_resolved on crm.case_outcome (tenant_id, resolved_at, case_id);
create index case_outcome_back on crm.case_outcome (tenant_id, back_id) where back_id is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(FILL)
    op.execute(INDEXES)
    op.execute(PROTECT)
