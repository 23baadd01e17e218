"""core: senders whose messages are closed as spam when they come."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_03_30_blocked_senders"
down_revision = "2026_12_03_20_signature_places"
branch_labels = None
depends_on = None

TABLE = """
create table core.blocked_sender (
  tenant_id uuid not null, channel text not null, contact_value text not null, conversation_id uuid not null,
  interaction_id uuid not null, blocked_by uuid not null, blocked_at timestamptz not null,
  primary key (tenant_id, channel, contact_value))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute("create index blocked_sender_of on core.blocked_sender (tenant_id, conversation_id)")
    op.execute(PROTECT)
