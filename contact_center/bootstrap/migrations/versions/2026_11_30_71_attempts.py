"""core: attempts to reach somebody, made by us: by which address, for what, allowed by what, and what became of it."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_71_attempts"
down_revision = "2026_11_30_70_tasks"
branch_labels = None
depends_on = None

ATTEMPT = """
create table core.attempt (
  tenant_id uuid not null, id uuid not null, interaction_id uuid not null, number int not null, message_id uuid,
  channel text not null, channel_account_id uuid not null, address_kind text not null, address text not null,
  purpose text not null, consent text not null, agent_id uuid,
  state text not null check (state in ('scheduled', 'sending', 'dialling', 'ended')),
  scheduled_at timestamptz not null, started_at timestamptz, ended_at timestamptz,
  result text check (result in ('sent', 'delivered', 'undelivered', 'failed', 'answered', 'busy', 'no_answer',
    'machine', 'cancelled')),
  error_code text, cost numeric, currency text, client_key text,
  primary key (tenant_id, id),
  unique (tenant_id, interaction_id, number),
  check ((state = 'ended') = (result is not null))
);
create unique index attempt_key on core.attempt (tenant_id, client_key) where client_key is not null;
create index attempt_message on core.attempt (tenant_id, message_id, number) where message_id is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(ATTEMPT)
    op.execute(PROTECT)
