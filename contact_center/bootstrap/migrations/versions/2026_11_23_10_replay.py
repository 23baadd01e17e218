"""routing: simulations and replays that were asked for, with their results."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_10_replay"
down_revision = "2026_11_23_08_policy"
branch_labels = None
depends_on = None

STUDY = """
create table routing.study (
  tenant_id uuid not null, id uuid not null,
  kind text not null check (kind in ('simulate', 'find_agents', 'plan_agents', 'replay')),
  question jsonb not null, asked_by text not null, asked_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  done int not null default 0, steps int not null default 1,
  result jsonb, problem text, ended_at timestamptz,
  primary key (tenant_id, id));
create index study_asked on routing.study (tenant_id, asked_at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(STUDY)
    op.execute(PROTECT)
