"""core: an attempt that is a call: the number it showed, the price of a minute, and the work for which it was made."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_30_calls_out"
down_revision = "2026_12_04_10_twilio_calls"
branch_labels = None
depends_on = None

COLUMNS = """
alter table core.attempt add column caller_id text, add column minute_price numeric, add column for_interaction_id uuid;
create index attempt_called on core.attempt (tenant_id, channel_account_id, scheduled_at) where caller_id is not null;
create index attempt_for on core.attempt (tenant_id, for_interaction_id) where for_interaction_id is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(COLUMNS)
    op.execute(PROTECT)
