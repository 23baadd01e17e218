"""erp: which ERP a tenant has, and how we sign in there."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_06_erp"
down_revision = "2026_11_23_05_routing"
branch_labels = None
depends_on = None

SYSTEM = """
create table erp.system (
  tenant_id uuid primary key, kind text not null check (kind in ('tryton')), url text not null,
  database text not null, login text not null, secret bytea not null, active boolean not null default true)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SYSTEM)
    op.execute(PROTECT)
