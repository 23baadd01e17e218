"""crm: named sets of acts that agents run on a conversation."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_40_named_acts"
down_revision = "2026_12_02_40_mentions"
branch_labels = None
depends_on = None

MACRO = """
create table crm.macro (
  tenant_id uuid not null, id uuid not null, name text not null, language text, queue_id uuid, acts jsonb not null,
  changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, id));
create unique index macro_name on crm.macro (tenant_id, lower(name), coalesce(language, ''),
  coalesce(queue_id, '00000000-0000-0000-0000-000000000000'))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MACRO)
    op.execute(PROTECT)
