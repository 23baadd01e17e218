"""crm: what was changed of the types of case, so that it can be read and taken back; figures of resolved cases."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_20_case_types"
down_revision = "2026_12_02_10_3_snippet_versions"
branch_labels = None
depends_on = None

TABLES = """
create table crm.case_type_change (
  tenant_id uuid not null, code text not null, n integer not null, at timestamptz not null, actor text not null,
  was jsonb, became jsonb,
  primary key (tenant_id, code, n));
create index case_resolved on crm.case (tenant_id, resolved_at, id)
  where resolved_at is not null and merged_into is null;
create index case_type_open on crm.case (tenant_id, type, state);
create index case_reopened on crm.case_change (tenant_id, case_id, at) where code = 'reopened';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
