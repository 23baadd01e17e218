"""routing: work that nobody signed in could take, for wallboard and console."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_05_routing"
down_revision = "2026_11_23_04_voice"
branch_labels = None
depends_on = None

UNSERVED = """
create table routing.unserved (
  tenant_id uuid not null, interaction_id uuid not null, queue_id uuid not null, since timestamptz not null,
  lack text not null check (lack in ('no_member', 'skill', 'not_signed_in')), missing jsonb not null default '[]',
  primary key (tenant_id, interaction_id));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(UNSERVED)
    op.execute(PROTECT)
