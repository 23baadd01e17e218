"""crm: how a snippet has read so far, so that a change is known and one that was removed can be brought back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_10_3_snippet_versions"
down_revision = "2026_12_02_10_2_signatures"
branch_labels = None
depends_on = None

VERSIONS = """
create table crm.snippet_version (
  tenant_id uuid not null, snippet_id uuid not null, number int not null, name text not null, language text,
  queue_id uuid, text text not null, removed boolean not null, changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, snippet_id, number));
insert into crm.snippet_version (tenant_id, snippet_id, number, name, language, queue_id, text, removed, changed_at,
  changed_by)
select tenant_id, id, 1, name, language, queue_id, text, false, changed_at, changed_by from crm.snippet
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(VERSIONS)
    op.execute(PROTECT)
