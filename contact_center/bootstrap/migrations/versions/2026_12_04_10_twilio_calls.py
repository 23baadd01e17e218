"""voice: calls over Twilio, and its reports that are stored before they are understood."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_10_twilio_calls"
down_revision = "2026_12_04_06_quality"
branch_labels = None
depends_on = None

TABLES = """
create table channels.twilio_call (
  tenant_id uuid not null, call_id uuid not null, channel_account_id uuid not null, state jsonb not null,
  look_at timestamptz, fetch_at timestamptz, changed_at timestamptz not null,
  primary key (tenant_id, call_id));
create index twilio_call_look on channels.twilio_call (look_at) where look_at is not null;
create index twilio_call_fetch on channels.twilio_call (fetch_at) where fetch_at is not null;

create table channels.twilio_report (
  tenant_id uuid not null, id uuid not null, call_id uuid not null, report jsonb not null,
  received_at timestamptz not null,
  primary key (tenant_id, id));
create index twilio_report_call on channels.twilio_report (tenant_id, call_id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
