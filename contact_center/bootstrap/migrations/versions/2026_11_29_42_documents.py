"""erp: whose order, invoice or delivery a number is, so that a number finds its customer."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_42_documents"
down_revision = "2026_11_29_41_rights"
branch_labels = None
depends_on = None

DOCUMENTS = """
create table erp.document (
  tenant_id uuid not null, source text not null, kind text not null, customer_id uuid not null, number text not null,
  letters text not null, digits text not null,
  primary key (tenant_id, source, kind, customer_id, number));
create index document_digits on erp.document (tenant_id, digits);
"""
ERP_NUMBER = """
alter table crm.customer add column erp_number text generated always as (external ->> 'erp') stored;
create index customer_erp_number on crm.customer (tenant_id, erp_number) where erp_number is not null;
"""
"""A column of its own: under row-level security an index over the expression would not be used."""
FROM_WHAT_IS_KEPT = """
insert into erp.document (tenant_id, source, kind, customer_id, number, letters, digits)
select distinct b.tenant_id, b.source, b.kind, b.customer_id, i.value ->> 'number',
  upper(regexp_replace(i.value ->> 'number', '[^[:alpha:]]', '', 'g')),
  regexp_replace(i.value ->> 'number', '[^0-9]', '', 'g')
from erp.fact_block b cross join lateral jsonb_array_elements(b.items) i
where jsonb_typeof(b.items) = 'array' and i.value ->> 'number' ~ '[0-9]'
on conflict do nothing
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(DOCUMENTS)
    op.execute(ERP_NUMBER)
    op.execute(FROM_WHAT_IS_KEPT)
    op.execute(PROTECT)
