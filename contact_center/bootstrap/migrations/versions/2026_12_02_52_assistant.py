"""crm: the language model of an organisation, off until it is switched on."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_52_assistant"
down_revision = "2026_12_02_51_notifications"
branch_labels = None
depends_on = None

TABLE = """
create table crm.assistant (
  tenant_id uuid not null primary key, enabled boolean not null, base_url text not null, model text not null,
  deadline_seconds int not null check (deadline_seconds between 2 and 120), secret bytea,
  changed_at timestamptz not null, changed_by text not null)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(PROTECT)
