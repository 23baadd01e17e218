"""erp: proposals to the ERP, and how far somebody decides alone."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_40_erp_proposals"
down_revision = "2026_12_05_25_zz_menu_ends"
branch_labels = None
depends_on = None

TABLES = """
create table erp.proposal (
  tenant_id uuid not null, id uuid not null, kind text not null,
  state text not null check (state in (
    'proposed', 'approved', 'sent', 'done', 'refused', 'unknown', 'rejected', 'withdrawn')),
  source text not null, account text not null, customer_id uuid, interaction_id uuid, case_id uuid,
  entity text not null, external_id text not null, number text not null,
  payload jsonb not null, preview jsonb not null, outcome jsonb, words text not null default '',
  trouble text not null default '', amount numeric, currency text,
  proposed_by uuid not null, proposed_at timestamptz not null, sent_at timestamptz, settled_at timestamptz,
  tries int not null default 0, undoes uuid, undone_by uuid,
  primary key (tenant_id, id));
create index proposal_open on erp.proposal (tenant_id, proposed_at)
  where state in ('proposed', 'approved', 'sent', 'unknown');
create index proposal_latest on erp.proposal (tenant_id, proposed_at desc, id);
create index proposal_of_person on erp.proposal (tenant_id, proposed_by, proposed_at desc);
create index proposal_of_customer on erp.proposal (tenant_id, customer_id, proposed_at desc);
create index proposal_of_account on erp.proposal (tenant_id, account, proposed_at desc);
create index proposal_of_case on erp.proposal (tenant_id, case_id, proposed_at desc) where case_id is not null;
create unique index proposal_undoes on erp.proposal (tenant_id, undoes)
  where undoes is not null and state not in ('refused', 'rejected', 'withdrawn');

create table erp.act_limit (
  tenant_id uuid not null, kind text not null, currency text not null, alone numeric not null check (alone >= 0),
  per_record numeric, per_customer numeric, per_agent numeric,
  primary key (tenant_id, kind, currency));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
