"""core: which visitors of web sites have a page open, by the web process that holds its line."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_70_visitors"
down_revision = "2026_11_29_50_consent"
branch_labels = None
depends_on = None

VISITORS = """
create table core.visitor_line (
  tenant_id uuid not null, channel_account_id uuid not null, visitor text not null, process_id uuid not null,
  seen_at timestamptz not null, left_at timestamptz, told_at timestamptz,
  primary key (tenant_id, channel_account_id, visitor, process_id));
create index visitor_line_process on core.visitor_line (process_id) where left_at is null;
create index visitor_line_gone on core.visitor_line ((coalesce(left_at, seen_at)));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(VISITORS)
    op.execute(PROTECT)
