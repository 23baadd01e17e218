"""core: the words of messages, for search. Filled by a reader of the log, older messages included."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_90_message_words"
down_revision = "2026_11_30_73_quarantine_codes"
branch_labels = None
depends_on = None

WORDS = """
create table core.message_words (
  tenant_id uuid not null, message_id uuid not null, at timestamptz not null, words tsvector not null,
  primary key (tenant_id, message_id),
  foreign key (tenant_id, message_id) references core.message (tenant_id, id) on delete cascade);
create index message_words_newest on core.message_words (tenant_id, at desc, message_id desc);
create index message_words_words on core.message_words using gin (words);

-- The words by which an index of all tenants and times tells them apart.
create function core.tenant_word(tenant uuid) returns text language sql immutable parallel safe as
  $$ select '=' || replace(tenant::text, '-', '') $$;
create function core.tenant_week_word(tenant uuid, week bigint) returns text language sql immutable parallel safe as
  $$ select core.tenant_word(tenant) || '@' || week $$;
create function core.week_of(at timestamptz) returns bigint language sql immutable parallel safe as
  $$ select floor(extract(epoch from at) / 604800)::bigint $$;
"""
FIND = """
-- A policy of row-level security keeps `@@` from the index, as it is not leakproof: so the tenant is held here, and is
-- that of the transaction whatever is asked. A common word is found among the newest messages without the index, one
-- less common in the newest weeks by their own word in the index, a rare one by the whole index: no step has much to
-- read, as the one before would have found enough. Plans are made for the words at hand; a generic one walks all
-- messages by time.
create function core.find_messages(tenant uuid, wanted tsquery, most int) returns table (message_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, core, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  own uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  week bigint;
  part uuid[];
  fits uuid[] := array[]::uuid[];
begin
  if own is distinct from tenant then
    raise exception 'messages of another tenant' using errcode = 'insufficient_privilege';
  end if;
  select array_agg(f.message_id) into part from (
    select n.message_id from (
      select w.message_id, w.at, w.words from core.message_words w
      where w.tenant_id = own order by w.at desc, w.message_id desc limit 2000) n
    where n.words @@ wanted order by n.at desc, n.message_id desc limit most) f;
  if cardinality(part) >= most then
    return query select unnest(part);
    return;
  end if;
  select core.week_of(w.at) into week from core.message_words w
    where w.tenant_id = own order by w.at desc, w.message_id desc limit 1;
  for n in 0..7 loop
    exit when week is null;
    with fit as materialized (
      select w.message_id, w.at from core.message_words w where w.tenant_id = own
      and w.words @@ (quote_literal(core.tenant_week_word(own, week - n))::tsquery && wanted))
    select array_agg(f.message_id) into part
    from (select f.message_id from fit f order by f.at desc, f.message_id desc limit most) f;
    fits := fits || coalesce(part, array[]::uuid[]);
    if cardinality(fits) >= most then
      return query select unnest(fits[1:most]);
      return;
    end if;
  end loop;
  return query
    with fit as materialized (
      select w.message_id, w.at from core.message_words w
      where w.tenant_id = own and w.words @@ (quote_literal(core.tenant_word(own))::tsquery && wanted))
    select f.message_id from fit f order by f.at desc, f.message_id desc limit most;
end $$;
revoke all on function core.find_messages(uuid, tsquery, int) from public;
grant execute on function core.find_messages(uuid, tsquery, int) to cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(WORDS)
    op.execute(PROTECT)
    op.execute(FIND)
