"""crm: customers brought from a file, row by row: what was read, what would happen, what happened, how it goes back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_93_import"
down_revision = "2026_11_30_92_customer_list"
branch_labels = None
depends_on = None

IMPORTS = """
create table crm.customer_import (
  tenant_id uuid not null, id uuid not null, file_name text not null, encoding text not null, headings text[] not null,
  mapping text[] not null, state text not null check (state in ('mapped', 'checking', 'checked', 'running', 'done',
    'undoing', 'undone')),
  row_count int not null, next_row int not null default 1, created_by uuid not null, created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id));
create index customer_import_at on crm.customer_import (tenant_id, created_at);
create table crm.customer_import_row (
  tenant_id uuid not null, import_id uuid not null, n int not null, cells text[] not null,
  outcome text check (outcome in ('new', 'changes', 'same', 'duplicate', 'refused')),
  problem text, problem_field text, fields text[] not null default '{}',
  customer_id uuid, erp_before text, done boolean not null default false,
  primary key (tenant_id, import_id, n));
create index customer_import_row_outcome on crm.customer_import_row (tenant_id, import_id, outcome, n);
create index customer_import_row_customer on crm.customer_import_row (tenant_id, customer_id)
  where customer_id is not null;
"""

# Whether a customer has a case or a task: whoever has stays when the import is taken back.
PUBLISHED = """
create view crm.case_info with (security_invoker = true) as select tenant_id, id, customer_id from crm.case;
create view crm.task_info with (security_invoker = true) as select tenant_id, id, customer_id from crm.task;
grant select on crm.case_info, crm.task_info to cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(IMPORTS)
    op.execute(PROTECT)
    op.execute(PUBLISHED)
