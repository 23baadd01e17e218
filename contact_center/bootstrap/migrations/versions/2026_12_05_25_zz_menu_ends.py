"""measures: what became of calls in their menus."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_25_zz_menu_ends"
down_revision = "2026_12_05_25_z_transcripts"
branch_labels = None
depends_on = None

MENU_END = """
create table measures.menu_end (
  tenant_id uuid not null, run_id uuid not null, at timestamptz not null, outcome text not null,
  closed boolean not null, position bigint not null, primary key (tenant_id, run_id));
create index menu_end_at on measures.menu_end (tenant_id, at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MENU_END)
    op.execute(PROTECT)
