"""crm: what a newcomer is found by is worked out once.

Customer and address of somebody who writes for the first time are made in one statement, after which both triggers
worked out the same: it was the dearest statement of a message. Who has an address by then is left to its trigger.
"""

from __future__ import annotations

from alembic import op

revision = "2026_12_06_10_newcomers_once"
down_revision = "2026_12_05_50_z_api_keys"
branch_labels = None
depends_on = None

MADE = """
create or replace function crm.customers_made() returns trigger language plpgsql as $$
declare t record;
begin
  for t in select r.tenant_id,
      array_agg(r.id) filter (where not exists (select 1 from crm.customer_address a
        where a.tenant_id = r.tenant_id and a.customer_id = r.id)) as ids,
      array_agg(r.id) filter (where r.fields <> '{}') as own
    from rows r group by r.tenant_id
  loop
    if t.ids is not null then perform crm.refresh_grams(t.tenant_id, t.ids); end if;
    if t.own is not null then perform crm.keep_values(t.tenant_id, t.own); end if;
  end loop;
  return null;
end $$;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MADE)
