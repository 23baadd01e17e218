"""crm, core: customers by the channel they use and by the organisation's own fields; columns of lists.

Values of own fields stand once more each in a row of its own, kept by a trigger, because operators on JSON are not
leakproof: under row-level security no index of the document would serve a question. They are found as text, too.
What a customer is found by is cut anew by the keys of those who are one with them; before, each edit read everybody.
Both go by keys whatever is known of the tables: the first large import comes before any statistics.
"""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_03_10_customer_columns"
down_revision = "2026_12_02_52_assistant"
branch_labels = None
depends_on = None

VALUES = r"""
create table crm.customer_value (
  tenant_id uuid not null, customer_id uuid not null, code text not null, said text collate "C" not null,
  plain text collate "C", amount double precision, currency text,
  primary key (tenant_id, customer_id, code),
  foreign key (tenant_id, customer_id) references crm.customer (tenant_id, id) on delete cascade);
create index customer_value_said on crm.customer_value (tenant_id, code, said);
create index customer_value_plain on crm.customer_value (tenant_id, code, plain) where plain is not null;
create index customer_value_amount on crm.customer_value (tenant_id, code, amount) where amount is not null;

create function crm.keep_values(of_tenant uuid, ids uuid[]) returns void language sql set enable_seqscan = off as $$
  delete from crm.customer_value v where v.tenant_id = of_tenant and v.customer_id = any(ids);
  insert into crm.customer_value (tenant_id, customer_id, code, said, plain, amount, currency)
  select c.tenant_id, c.id, f.key,
    case jsonb_typeof(f.value) when 'object' then concat(f.value ->> 'currency', ' ', f.value ->> 'amount')
      else f.value #>> '{}' end,
    case jsonb_typeof(f.value) when 'string' then translate(lower(normalize(f.value #>> '{}', NFKC)), '臺', '台') end,
    case when n.text ~ '^-?[0-9]{1,20}(\.[0-9]{1,20})?$' then n.text::double precision end,
    case jsonb_typeof(f.value) when 'object' then f.value ->> 'currency' end
  from crm.customer c cross join jsonb_each(c.fields) f
  cross join lateral (select case jsonb_typeof(f.value) when 'object' then f.value ->> 'amount'
    else f.value #>> '{}' end as text) n
  where c.tenant_id = of_tenant and c.id = any(ids) and jsonb_typeof(f.value) <> 'null'
$$;
grant execute on function crm.keep_values(uuid, uuid[]) to cc_app, cc_system;
"""
GRAMS = r"""
create or replace function crm.refresh_grams(of_tenant uuid, ids uuid[]) returns void language sql
set enable_seqscan = off as $$
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
    join crm.customer o on o.tenant_id = of_tenant and o.id = g.one
    group by k.id) w
  where c.tenant_id = of_tenant and c.id = w.id
$$;

create function crm.customers_made() returns trigger language plpgsql as $$
declare t record;
begin
  for t in select r.tenant_id, array_agg(r.id) as ids, array_agg(r.id) filter (where r.fields <> '{}') as own
    from rows r group by r.tenant_id
  loop
    perform crm.refresh_grams(t.tenant_id, t.ids);
    if t.own is not null then perform crm.keep_values(t.tenant_id, t.own); end if;
  end loop;
  return null;
end $$;
drop trigger customer_made on crm.customer;
create trigger customer_made after insert on crm.customer referencing new table as rows
  for each statement execute function crm.customers_made();

create or replace function crm.customer_told() returns trigger language plpgsql as $$
begin
  perform crm.refresh_grams(new.tenant_id, array[coalesce((select m.canonical_id from crm.customer_alias m
    where m.tenant_id = new.tenant_id and m.customer_id = new.id), new.id)]);
  if old.fields is distinct from new.fields then
    perform crm.keep_values(new.tenant_id, array[new.id]);
  end if;
  return null;
end $$;
drop trigger customer_told on crm.customer;
create trigger customer_told after update on crm.customer for each row
  when (old.name is distinct from new.name or old.family_name is distinct from new.family_name
    or old.given_name is distinct from new.given_name or old.tax_id is distinct from new.tax_id
    or old.external is distinct from new.external or old.tags is distinct from new.tags
    or old.owner_id is distinct from new.owner_id or old.segment is distinct from new.segment
    or old.fields is distinct from new.fields or old.erased_at is distinct from new.erased_at)
  execute function crm.customer_told();
"""
FILL = """
do $$ declare t record; begin
  for t in select tenant_id, array_agg(id) as ids from crm.customer where fields <> '{}' group by tenant_id
  loop perform crm.keep_values(t.tenant_id, t.ids); perform crm.refresh_grams(t.tenant_id, t.ids); end loop; end $$;
"""
CONTACTS = """
create or replace view core.conversation_info with (security_invoker = true) as
  select tenant_id, id, customer_id, identity, contact_kind, contact_value, channel, last_inbound_at
  from core.conversation
"""
COLUMNS = """
create table core.list_columns (
  tenant_id uuid not null, user_id uuid not null, subject text not null, columns text[] not null,
  changed_at timestamptz not null,
  primary key (tenant_id, user_id, subject))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in (VALUES, GRAMS, PROTECT, FILL, CONTACTS, COLUMNS, PROTECT):
        op.execute(statement)
