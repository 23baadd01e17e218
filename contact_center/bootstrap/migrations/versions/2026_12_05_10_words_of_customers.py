"""crm: what customers are found by is planned for what is there by then.

A session kept the plan that it made of these functions at its first call. Made while there were hardly any customers,
it read all of the organisation's for each one: an import into an empty house took longer with every row, an hour for
50,000. Planning costs a millisecond. Each customer is looked up by key, whatever statistics say or do not say yet.
"""

from __future__ import annotations

from alembic import op

revision = "2026_12_05_10_words_of_customers"
down_revision = "2026_12_05_06_temporary_serving"
branch_labels = None
depends_on = None

GRAMS = r"""
create or replace function crm.refresh_grams(of_tenant uuid, ids uuid[]) returns void language sql
set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
  update crm.customer c set grams = case
    when c.erased_at is not null or exists (select 1 from crm.customer_alias m
      where m.tenant_id = c.tenant_id and m.customer_id = c.id) then '{}'
    else array[c.tenant_id::text] || crm.search_grams(w.words) || array(select '#' || tag from unnest(c.tags) tag)
      || array['kind ' || c.kind] || case when c.owner_id is null then '{}' else array['owner ' || c.owner_id] end
      || case when c.segment is null then '{}' else array['segment ' || c.segment] end end
  from (select k.id, string_agg(concat_ws(' ', o.name, o.family_name, o.given_name, o.tax_id, o.erp_number,
      array_to_string(o.tags, ' '),
      (select string_agg(f.value #>> '{}', ' ') from jsonb_each(o.fields) f where jsonb_typeof(f.value) = 'string'),
      (select string_agg(p.search, ' ') from crm.customer_postal p
        where p.tenant_id = of_tenant and p.customer_id = o.id),
      (select string_agg(a.value, ' ') from crm.customer_address a
        where a.tenant_id = of_tenant and a.customer_id = o.id and a.kind <> 'web')), ' ') as words
    from unnest(ids) k(id)
    cross join lateral (select k.id as one union all
      select m.customer_id from crm.customer_alias m where m.tenant_id = of_tenant and m.canonical_id = k.id) g
    cross join lateral (select s.id, s.name, s.family_name, s.given_name, s.tax_id, s.erp_number, s.tags, s.fields
      from crm.customer s where s.tenant_id = of_tenant and s.id = g.one offset 0) o
    group by k.id) w
  where c.tenant_id = of_tenant and c.id = w.id
$$;
"""
VALUES = "alter function crm.keep_values(uuid, uuid[]) set plan_cache_mode = force_custom_plan"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in (GRAMS, VALUES):
        op.execute(statement)
