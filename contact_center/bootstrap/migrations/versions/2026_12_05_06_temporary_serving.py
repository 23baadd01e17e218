"""routing: what agents serve for some hours, beside their profiles."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_06_temporary_serving"
down_revision = "2026_12_05_05_floor"
branch_labels = None
depends_on = None

SERVING = """
create table routing.temporary_serving (
  tenant_id uuid not null, agent_id uuid not null, queues jsonb not null, skills jsonb not null,
  until timestamptz not null, set_at timestamptz not null, set_by text not null, why text not null,
  primary key (tenant_id, agent_id));
create index temporary_serving_until on routing.temporary_serving (tenant_id, until)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SERVING)
    op.execute(PROTECT)
