"""crm: articles with versions, categories, files, their words for search, what was used of them, what nobody found.
core: the reason of work, published for whoever counts contacts about the same thing."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_01_10_knowledge"
down_revision = "2026_12_01_01_work_list"
branch_labels = None
depends_on = None

TABLES = """
create table crm.article_category (
  tenant_id uuid not null, id uuid not null, names jsonb not null, position int not null,
  primary key (tenant_id, id));
create table crm.article_counter (tenant_id uuid primary key, last int not null);
create table crm.article (
  tenant_id uuid not null, id uuid not null, number int not null, category_id uuid,
  visibility text not null check (visibility in ('inside', 'customers')), owner_id uuid, review_on date,
  state text not null check (state in ('draft', 'approved', 'published', 'archived')),
  latest int not null, published int, published_before int, edition int not null default 1,
  created_at timestamptz not null, created_by uuid, changed_at timestamptz not null, request_key text,
  primary key (tenant_id, id));
create unique index article_number on crm.article (tenant_id, number);
create unique index article_request on crm.article (tenant_id, created_by, request_key) where request_key is not null;
create index article_changed on crm.article (tenant_id, changed_at, id);
create index article_category_of on crm.article (tenant_id, category_id);
comment on column crm.article.latest is 'the version that is written on; the live one is `published`';
create table crm.article_version (
  tenant_id uuid not null, article_id uuid not null, n int not null,
  state text not null check (state in ('draft', 'approved', 'published', 'replaced')), texts jsonb not null,
  written_by uuid, written_at timestamptz not null, approved_by uuid, approved_at timestamptz,
  published_by uuid, published_at timestamptz,
  primary key (tenant_id, article_id, n),
  foreign key (tenant_id, article_id) references crm.article (tenant_id, id) on delete cascade);
create table crm.article_words (
  tenant_id uuid not null, article_id uuid not null, language text not null, live boolean not null,
  title text not null, title_words tsvector not null, words tsvector not null,
  primary key (tenant_id, article_id, language, live),
  foreign key (tenant_id, article_id) references crm.article (tenant_id, id) on delete cascade);
create index article_words_words on crm.article_words using gin (words);
create table crm.article_file (
  tenant_id uuid not null, id uuid not null, article_id uuid not null, name text not null, content_type text not null,
  size int not null, blob_key text not null, added_by uuid, added_at timestamptz not null, removed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, article_id) references crm.article (tenant_id, id) on delete cascade);
create index article_file_of on crm.article_file (tenant_id, article_id);
create index article_file_blob on crm.article_file (tenant_id, blob_key);
create table crm.article_use (
  tenant_id uuid not null, article_id uuid not null, interaction_id uuid not null, version int not null,
  language text not null, how text not null check (how in ('text', 'link', 'read')), customer_id uuid, agent_id uuid,
  at timestamptz not null, back_id uuid, back_at timestamptz,
  primary key (tenant_id, article_id, interaction_id),
  foreign key (tenant_id, article_id) references crm.article (tenant_id, id) on delete cascade);
create index article_use_customer on crm.article_use (tenant_id, customer_id, at) where customer_id is not null;
create index article_use_interaction on crm.article_use (tenant_id, interaction_id);
create table crm.article_gap (
  tenant_id uuid not null, id uuid not null, language text not null, terms text not null, text text not null,
  places text[] not null default '{}', count int not null default 1, first_at timestamptz not null,
  last_at timestamptz not null, state text not null check (state in ('open', 'begun', 'dismissed')), article_id uuid,
  primary key (tenant_id, id));
create unique index article_gap_terms on crm.article_gap (tenant_id, language, terms);
create index article_gap_last on crm.article_gap (tenant_id, last_at);
"""
FIND = """
-- A policy of row-level security keeps `@@` from the index: so the tenant is held here, as in `core.find_messages`.
-- Which of the terms stand in the title and in the whole text is told by their numbers; who asks weighs them.
create function crm.find_articles(of_tenant uuid, terms text[], marks text[], most int)
returns table (article_id uuid, language text, in_title int[], in_text int[])
language plpgsql stable security definer set search_path = pg_catalog
set plan_cache_mode = force_custom_plan as $$
declare
  own uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  wanted tsquery;
  mark text;
begin
  if own is distinct from of_tenant then
    raise exception 'articles of another tenant' using errcode = 'insufficient_privilege';
  end if;
  wanted := array_to_string(array(select '(' || t || ')' from unnest(terms) t), ' | ')::tsquery;
  foreach mark in array marks loop
    wanted := quote_literal(mark)::tsquery && wanted;
  end loop;
  wanted := quote_literal('=' || replace(own::text, '-', ''))::tsquery && wanted;
  return query
    select f.article_id, f.language, f.in_title, f.in_text from (
      select w.article_id, w.language,
        array(select n::int from unnest(terms) with ordinality t(term, n)
          where w.title_words @@ term::tsquery) in_title,
        array(select n::int from unnest(terms) with ordinality t(term, n) where w.words @@ term::tsquery) in_text
      from crm.article_words w where w.words @@ wanted) f
    order by 2 * cardinality(f.in_title) + cardinality(f.in_text) desc, f.article_id limit most;
end $$;
revoke all on function crm.find_articles(uuid, text[], text[], int) from public;
grant execute on function crm.find_articles(uuid, text[], text[], int) to cc_app, cc_system;
"""
PUBLISHED = """
create view core.work_reason with (security_invoker = true) as
  select tenant_id, id, customer_id, coalesce(disposition, queue_id::text) as reason, created_at from core.interaction;
grant select on core.work_reason to cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in (TABLES, PROTECT, FIND, PUBLISHED):
        op.execute(statement)
