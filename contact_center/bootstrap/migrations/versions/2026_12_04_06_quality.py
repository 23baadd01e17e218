"""crm: score cards, and how pieces of work were evaluated with them."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_06_quality"
down_revision = "2026_12_04_05_agent_day"
branch_labels = None
depends_on = None

TABLES = """
create table crm.score_card (
  tenant_id uuid not null, id uuid not null, name text not null, queue_id uuid, questions jsonb not null,
  active boolean not null, changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, id));
create unique index score_card_name on crm.score_card (tenant_id, lower(name));
create table crm.evaluation (
  tenant_id uuid not null, id uuid not null, card_id uuid not null, card_name text not null, questions jsonb not null,
  interaction_id uuid not null, customer_id uuid, channel text not null, queue_id uuid, agent_id uuid not null,
  evaluator_id uuid not null, state text not null check (state in ('draft', 'published')), points jsonb not null,
  remarks jsonb not null, comment text not null, share double precision, fatal int not null,
  created_at timestamptz not null, published_at timestamptz, reply text not null, disputed boolean not null,
  replied_at timestamptz,
  primary key (tenant_id, id));
create unique index evaluation_once on crm.evaluation (tenant_id, interaction_id, agent_id, evaluator_id, card_id);
create index evaluation_published on crm.evaluation (tenant_id, published_at, id) where state = 'published';
create index evaluation_agent on crm.evaluation (tenant_id, agent_id, published_at) where state = 'published';
create index evaluation_draft on crm.evaluation (tenant_id, evaluator_id, created_at) where state = 'draft';
create index evaluation_customer on crm.evaluation (tenant_id, customer_id);
"""


def upgrade() -> None:
    for statement in (TABLES, PROTECT):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table crm.evaluation, crm.score_card")
