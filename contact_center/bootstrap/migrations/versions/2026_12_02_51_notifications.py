"""core: how a person wants to be told what happens."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_51_notifications"
down_revision = "2026_12_02_50_guides"
branch_labels = None
depends_on = None

TABLE = """
create table core.notification_choice (
  tenant_id uuid not null, user_id uuid not null, sound text[] not null, browser text[] not null,
  volume int not null check (volume between 0 and 100), changed_at timestamptz not null,
  primary key (tenant_id, user_id))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(PROTECT)
