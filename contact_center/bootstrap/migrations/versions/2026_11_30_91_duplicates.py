"""crm: customers who may be one, as found while they come and change, and what people said of them."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_91_duplicates"
down_revision = "2026_11_30_90_message_words"
branch_labels = None
depends_on = None

PAIRS = """
create table crm.customer_duplicate (
  tenant_id uuid not null, first_id uuid not null, second_id uuid not null, score int not null,
  found_at timestamptz not null, decision text check (decision in ('two')), decided_at timestamptz, decided_by text,
  check (first_id < second_id),
  primary key (tenant_id, first_id, second_id));
create index customer_duplicate_second on crm.customer_duplicate (tenant_id, second_id);
create index customer_duplicate_open on crm.customer_duplicate (tenant_id, score desc, first_id, second_id)
  where decision is null;
"""
# Other spellings of one number or mailbox are found by these; the rules (crm_core.customers.duplicates) judge them.
SPELLINGS = """
create index customer_address_number_end on crm.customer_address (tenant_id, right(value, 9)) where kind = 'phone';
create index customer_address_mailbox on crm.customer_address
  (tenant_id, (replace(split_part(split_part(value, '@', 1), '+', 1), '.', '') || '@' || split_part(value, '@', 2)))
  where kind = 'email';
create index customer_tax_id on crm.customer (tenant_id, tax_id) where tax_id is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(PAIRS)
    op.execute(SPELLINGS)
    op.execute(PROTECT)
