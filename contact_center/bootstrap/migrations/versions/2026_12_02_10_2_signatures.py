"""crm, core: signatures of the organisation and its queues, each text kept; a message keeps the one it leaves with."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_10_2_signatures"
down_revision = "2026_12_02_10_1_new_drafts"
branch_labels = None
depends_on = None

SIGNATURES = """
create table crm.signature (
  tenant_id uuid not null, queue_id uuid not null, language text not null, number int not null, text text not null,
  changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, queue_id, language, number));
comment on column crm.signature.queue_id is 'all zeros: of every queue that has none of its own';
comment on column crm.signature.language is 'empty: for every language without one of its own';
comment on column crm.signature.text is 'of the highest number it is in force; empty: there is none';
alter table core.message add column if not exists signature text, add column if not exists quoted_from int;
comment on column core.message.quoted_from is 'where in the text begins what is passed on; the signature goes above it';
alter table core.draft add column if not exists unsigned boolean not null default false
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SIGNATURES)
    op.execute(PROTECT)
