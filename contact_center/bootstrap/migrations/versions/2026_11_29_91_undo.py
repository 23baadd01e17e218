"""routing: what a supervisor has just done can be taken back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_91_undo"
down_revision = "2026_11_29_90_ids_only"
branch_labels = None
depends_on = None

UNDO = """
create table routing.undo (
  tenant_id uuid not null, id uuid not null, actor text not null, at timestamptz not null, act text not null,
  subject uuid, before jsonb not null, primary key (tenant_id, id));
create index undo_at on routing.undo (tenant_id, at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(UNDO)
    op.execute(PROTECT)
