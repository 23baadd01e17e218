"""channels: up to when each account's provider was asked for messages that no webhook brought."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_07_missed"
down_revision = "2026_11_23_06_erp"
branch_labels = None
depends_on = None

MISSED = """
create table channels.missed_cursor (
  tenant_id uuid not null, channel_account_id uuid not null, asked_at timestamptz not null,
  primary key (tenant_id, channel_account_id));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MISSED)
    op.execute(PROTECT)
