"""crm: customers are found by any part of a name, an address or a number, in whatever number there are; saved views.

What is looked for is cut into groups of letters (`crm.search_grams`), which an index of arrays finds without an
extension that a managed PostgreSQL might refuse. Operators on arrays are not leakproof, so under row-level security no
index would serve them: the function that asks holds the tenant inside, and refuses another than the transaction's.
"""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_92_customer_list"
down_revision = "2026_11_30_91_duplicates"
branch_labels = None
depends_on = None

GRAMS = r"""
create function crm.search_grams(t text) returns text[] language sql immutable parallel safe as $$
  with n as (select translate(lower(normalize(coalesce(t, ''), NFKC)), '臺', '台') as t),
  words as (select distinct m[1] as w from n, regexp_matches(n.t, '[a-z0-9\u00b5-\u1fff]+', 'g') m),
  runs as (select distinct m[1] as w from n,
    regexp_matches(n.t, '[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+', 'g') m)
  select coalesce(array_agg(distinct g), '{}') from (
    select '^' || left(w, 1) from words union select '^' || left(w, 2) from words
    union select substr(w, i, 3) from words, generate_series(1, length(w) - 2) i
    union select substr(w, i, 1) from runs, generate_series(1, length(w)) i
    union select substr(w, i, 2) from runs, generate_series(1, length(w) - 1) i) x(g)
$$;

alter table crm.customer add column grams text[] not null default '{}';

create function crm.refresh_grams(of_tenant uuid, ids uuid[]) returns void language sql as $$
  update crm.customer c set grams = case
    when c.erased_at is not null or exists (select 1 from crm.customer_alias m
      where m.tenant_id = c.tenant_id and m.customer_id = c.id) then '{}'
    else array[c.tenant_id::text] || crm.search_grams(w.words) || array(select '#' || tag from unnest(c.tags) tag)
      || array['kind ' || c.kind] || case when c.owner_id is null then '{}' else array['owner ' || c.owner_id] end
      || case when c.segment is null then '{}' else array['segment ' || c.segment] end end
  from (select k.id, string_agg(concat_ws(' ', o.name, o.family_name, o.given_name, o.tax_id, o.erp_number,
      array_to_string(o.tags, ' '),
      (select string_agg(p.search, ' ') from crm.customer_postal p
        where p.tenant_id = of_tenant and p.customer_id = o.id),
      (select string_agg(a.value, ' ') from crm.customer_address a
        where a.tenant_id = of_tenant and a.customer_id = o.id and a.kind <> 'web')), ' ') as words
    from unnest(ids) k(id) join crm.customer o on o.tenant_id = of_tenant and (o.id = k.id or o.id in (
      select m.customer_id from crm.customer_alias m where m.tenant_id = of_tenant and m.canonical_id = k.id))
    group by k.id) w
  where c.tenant_id = of_tenant and c.id = w.id
$$;
"""
TRIGGERS = """
create function crm.customer_told() returns trigger language plpgsql as $$
begin
  perform crm.refresh_grams(new.tenant_id, array[new.id]);
  return null;
end $$;
create trigger customer_made after insert on crm.customer for each row execute function crm.customer_told();
create trigger customer_told after update on crm.customer for each row
  when (old.name is distinct from new.name or old.family_name is distinct from new.family_name
    or old.given_name is distinct from new.given_name or old.tax_id is distinct from new.tax_id
    or old.external is distinct from new.external or old.tags is distinct from new.tags
    or old.owner_id is distinct from new.owner_id or old.segment is distinct from new.segment
    or old.erased_at is distinct from new.erased_at)
  execute function crm.customer_told();

create function crm.address_told() returns trigger language plpgsql as $$
declare t record;
begin
  for t in select r.tenant_id, array_agg(distinct coalesce(m.canonical_id, r.customer_id)) as ids from rows r
    left join crm.customer_alias m on m.tenant_id = r.tenant_id and m.customer_id = r.customer_id group by r.tenant_id
  loop perform crm.refresh_grams(t.tenant_id, t.ids); end loop;
  return null;
end $$;
create trigger address_made after insert on crm.customer_address referencing new table as rows
  for each statement execute function crm.address_told();
create trigger address_changed after update on crm.customer_address referencing new table as rows
  for each statement execute function crm.address_told();
create trigger address_gone after delete on crm.customer_address referencing old table as rows
  for each statement execute function crm.address_told();

create trigger postal_made after insert on crm.customer_postal referencing new table as rows
  for each statement execute function crm.address_told();
create trigger postal_changed after update on crm.customer_postal referencing new table as rows
  for each statement execute function crm.address_told();
create trigger postal_gone after delete on crm.customer_postal referencing old table as rows
  for each statement execute function crm.address_told();

create function crm.alias_told() returns trigger language plpgsql as $$
declare t record;
begin
  for t in select tenant_id, array_agg(customer_id) || array_agg(canonical_id) as ids from rows group by tenant_id
  loop perform crm.refresh_grams(t.tenant_id, array(select distinct unnest(t.ids))); end loop;
  return null;
end $$;
create trigger alias_made after insert on crm.customer_alias referencing new table as rows
  for each statement execute function crm.alias_told();
create trigger alias_gone after delete on crm.customer_alias referencing old table as rows
  for each statement execute function crm.alias_told();
"""
FIND = """
create function crm.find_customers(of_tenant uuid, wanted text[], otherwise text[], most int) returns setof uuid
language sql stable security definer set search_path = pg_catalog as $$
  select c.id from crm.customer c
  where of_tenant::text = current_setting('app.tenant', true)
    and (c.grams @> (array[of_tenant::text] || wanted) or c.grams @> (array[of_tenant::text] || otherwise))
  limit most
$$;
revoke all on function crm.find_customers(uuid, text[], text[], int) from public;
grant execute on function crm.find_customers(uuid, text[], text[], int) to cc_app, cc_system;
grant execute on function crm.search_grams(text), crm.refresh_grams(uuid, uuid[]) to cc_app, cc_system;
"""
FILL = """
do $$ declare t record; begin
  for t in select tenant_id, array_agg(id) as ids from crm.customer group by tenant_id
  loop perform crm.refresh_grams(t.tenant_id, t.ids); end loop; end $$;
create index customer_grams on crm.customer using gin (grams);
create index customer_by_name on crm.customer (tenant_id, lower(name), id);
create index customer_change_reference on crm.customer_change (tenant_id, reference) where reference is not null;
create index customer_by_age on crm.customer (tenant_id, created_at, id);
"""
VIEWS = """
create table core.saved_view (
  tenant_id uuid not null, id uuid not null, subject text not null, name text not null, query text not null,
  owner_id uuid, created_by uuid not null, created_at timestamptz not null,
  primary key (tenant_id, id));
create index saved_view_subject on core.saved_view (tenant_id, subject, name);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in (GRAMS, TRIGGERS, FIND, FILL, VIEWS, PROTECT):
        op.execute(statement)
