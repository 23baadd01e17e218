"""crm: every change of a consent is kept; core: files of a message that a provider still has."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_50_consent"
down_revision = "2026_11_29_60_opening"
branch_labels = None
depends_on = None

CONSENT = """
create table crm.consent_change (
  tenant_id uuid not null, id uuid not null, kind text not null, value text not null, channel text not null,
  purpose text not null, state text not null check (state in ('given', 'withdrawn', 'unknown')),
  source text not null, at timestamptz not null,
  primary key (tenant_id, id));
create index consent_change_address on crm.consent_change (tenant_id, kind, value, channel, purpose, at);
insert into crm.consent_change (tenant_id, id, kind, value, channel, purpose, state, source, at)
  select tenant_id, gen_random_uuid(), kind, value, channel, purpose, state, source, at from crm.consent;
"""
FILES = """
alter table core.attachment alter column blob_key drop not null, add column remote text, add column trouble text;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(CONSENT)
    op.execute(FILES)
    op.execute(PROTECT)
