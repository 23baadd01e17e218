"""crm: texts that agents insert, for everybody or one queue, in any language or one."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_95_snippets"
down_revision = "2026_11_30_94_begun"
branch_labels = None
depends_on = None

SNIPPET = """
create table crm.snippet (
  tenant_id uuid not null, id uuid not null, name text not null, language text, queue_id uuid, text text not null,
  changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, id));
create unique index snippet_name on crm.snippet (tenant_id, lower(name), coalesce(language, ''),
  coalesce(queue_id, '00000000-0000-0000-0000-000000000000'))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SNIPPET)
    op.execute(PROTECT)
