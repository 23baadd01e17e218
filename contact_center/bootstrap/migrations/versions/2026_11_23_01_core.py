"""core: tenants and people, the event log, conversations, interactions, segments, presence."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_01_core"
down_revision = None
branch_labels = None
depends_on = None

DIRECTORY = """
create table core.tenant (
  tenant_id uuid primary key, slug text not null unique, name text not null,
  locale text not null default 'en', time_zone text not null default 'UTC',
  settings jsonb not null default '{}', created_at timestamptz not null);

create table core.user_account (
  tenant_id uuid not null, id uuid not null, login text not null, name text not null, email text,
  password_hash text not null, role text not null check (role in ('agent', 'supervisor', 'admin')),
  locale text not null default 'en', active boolean not null default true, demo boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, id), unique (tenant_id, login));

create table core.session (
  tenant_id uuid not null, id uuid not null, user_id uuid not null, token_hash bytea not null,
  created_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz, user_agent text,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references core.user_account (tenant_id, id) on delete cascade);

create table core.audit (
  tenant_id uuid not null, id uuid not null, at timestamptz not null, actor text not null, action text not null,
  subject text not null, detail jsonb not null default '{}',
  primary key (tenant_id, id));
create index audit_at on core.audit (tenant_id, at);

create table core.disposition (
  tenant_id uuid not null, code text not null, name jsonb not null, position int not null default 0,
  active boolean not null default true,
  primary key (tenant_id, code));
"""

LOG = """
create table core.event_head (
  tenant_id uuid primary key, position bigint not null default 0);

create table core.event (
  tenant_id uuid not null, position bigint not null, id uuid not null, type text not null, version int not null,
  at timestamptz not null, actor text not null, correlation_id uuid, payload jsonb not null,
  primary key (tenant_id, position));
create index event_interaction on core.event (tenant_id, (payload ->> 'interaction_id'), position)
  where payload ->> 'interaction_id' is not null;

create table core.event_cursor (
  tenant_id uuid not null, consumer text not null, position bigint not null, moved_at timestamptz,
  primary key (tenant_id, consumer));

create table core.event_parked (
  tenant_id uuid not null, consumer text not null, position bigint not null, parked_at timestamptz not null,
  primary key (tenant_id, consumer, position));

create table core.process (
  id uuid primary key, kind text not null, started_at timestamptz not null, beat_at timestamptz not null);
grant select, insert, update, delete on core.process to cc_system;
"""

INTAKE = """
create table core.channel_account (
  tenant_id uuid not null, id uuid not null, channel text not null, name text not null, address text not null,
  settings jsonb not null default '{}', secrets bytea, queue_id uuid, active boolean not null default true,
  created_at timestamptz not null,
  primary key (tenant_id, id), unique (tenant_id, channel, address));

create table core.envelope (
  tenant_id uuid not null, id uuid not null, channel_account_id uuid not null, provider_id text not null,
  received_at timestamptz not null, content_type text not null, raw bytea,
  state text not null check (state in ('accepted', 'quarantined', 'discarded')), reason text,
  message_id uuid, attempts int not null default 1, erasable_at timestamptz not null,
  primary key (tenant_id, id), unique (tenant_id, channel_account_id, provider_id));
create index envelope_quarantined on core.envelope (tenant_id, received_at) where state = 'quarantined';
create index envelope_erasable on core.envelope (tenant_id, erasable_at) where raw is not null;
create index envelope_message on core.envelope (tenant_id, message_id);
"""

CONVERSATION = """
create table core.conversation (
  tenant_id uuid not null, id uuid not null, channel text not null, channel_account_id uuid not null,
  contact_kind text not null, contact_value text not null, contact_name text,
  customer_id uuid,
  identity text not null default 'unknown' check (identity in ('unknown', 'claimed', 'ambiguous', 'verified')),
  identity_how text, identity_at timestamptz,
  subject text, language text, single boolean not null default false,
  state text not null default 'open' check (state in ('open', 'closed')),
  last_position bigint not null default 0, last_out bigint not null default 0,
  customer_read bigint not null default 0,
  last_message_at timestamptz, last_inbound_at timestamptz,
  opened_at timestamptz not null, closed_at timestamptz, correlation_id uuid not null,
  primary key (tenant_id, id));
create unique index conversation_single on core.conversation
  (tenant_id, channel_account_id, contact_value) where single and state = 'open';
create index conversation_contact on core.conversation (tenant_id, contact_kind, contact_value, opened_at);
create index conversation_customer on core.conversation (tenant_id, customer_id, opened_at);

create table core.thread_key (
  tenant_id uuid not null, channel_account_id uuid not null, key text not null, conversation_id uuid not null,
  primary key (tenant_id, channel_account_id, key),
  foreign key (tenant_id, conversation_id) references core.conversation (tenant_id, id) on delete cascade);
create index thread_key_conversation on core.thread_key (tenant_id, conversation_id);

create table core.message (
  tenant_id uuid not null, id uuid not null, conversation_id uuid not null, position bigint not null,
  interaction_id uuid, channel_account_id uuid not null,
  direction text not null check (direction in ('in', 'out', 'note', 'event')),
  author_kind text not null check (author_kind in ('customer', 'agent', 'system')), author_id uuid, author_name text,
  text text not null, html text, subject text, language text, meta jsonb not null default '{}',
  at timestamptz not null, claimed_at timestamptz, client_key text,
  out_number bigint, provider_id text, delivery smallint, delivery_at timestamptz, attempts int not null default 0,
  error_code text, error text,
  primary key (tenant_id, id), unique (tenant_id, conversation_id, position),
  foreign key (tenant_id, conversation_id) references core.conversation (tenant_id, id) on delete cascade);
create unique index message_client_key on core.message (tenant_id, conversation_id, client_key)
  where client_key is not null;
create unique index message_outbox on core.message (tenant_id, conversation_id, out_number)
  where out_number is not null;
create index message_unsent on core.message (tenant_id, conversation_id, out_number) where delivery < 20;
create index message_provider on core.message (tenant_id, channel_account_id, provider_id)
  where provider_id is not null;
create index message_interaction on core.message (tenant_id, interaction_id);

create table core.attachment (
  tenant_id uuid not null, id uuid not null, message_id uuid not null, name text not null,
  content_type text not null, size bigint not null, blob_key text not null, content_id text,
  primary key (tenant_id, id),
  foreign key (tenant_id, message_id) references core.message (tenant_id, id) on delete cascade);
create index attachment_message on core.attachment (tenant_id, message_id);

create table core.draft (
  tenant_id uuid not null, agent_id uuid not null, conversation_id uuid not null, text text not null,
  base_position bigint not null, updated_at timestamptz not null,
  primary key (tenant_id, agent_id, conversation_id));
"""

INTERACTION = """
create table core.interaction (
  tenant_id uuid not null, id uuid not null, conversation_id uuid not null, channel text not null,
  channel_account_id uuid not null, tier text not null check (tier in ('live', 'messaging', 'deferred')),
  direction text not null check (direction in ('inbound', 'outbound')),
  state text not null check (state in ('scheduled', 'queued', 'working', 'waiting', 'closed')),
  outcome text, customer_id uuid, subject text, language text,
  queue_id uuid, priority int not null default 0, skills jsonb not null default '{}', weight int not null default 1,
  created_at timestamptz not null, entered_at timestamptz, ranked_at timestamptz, queued_at timestamptz,
  at_head boolean not null default false, requeues int not null default 0,
  preferred_agent_id uuid, preferred_until timestamptz, owner_agent_id uuid,
  sl_started_at timestamptz, sl_seconds int, sl_percent int, answered_at timestamptz,
  first_reply_due_at timestamptz, first_replied_at timestamptz, next_reply_due_at timestamptz,
  resolution_due_at timestamptz, waiting_since timestamptz, due_at timestamptz,
  parked_until timestamptz, closed_at timestamptz, disposition text,
  facts jsonb not null default '{}', correlation_id uuid not null, history_number int not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references core.conversation (tenant_id, id) on delete cascade);
create unique index interaction_open on core.interaction (tenant_id, conversation_id) where state <> 'closed';
create index interaction_queued on core.interaction (tenant_id, queue_id, ranked_at) where state = 'queued';
create index interaction_owner on core.interaction (tenant_id, owner_agent_id) where state = 'waiting';
create index interaction_customer on core.interaction (tenant_id, customer_id, created_at);
create index interaction_closed on core.interaction (tenant_id, closed_at) where state = 'closed';

create table core.interaction_history (
  tenant_id uuid not null, interaction_id uuid not null, number int not null, at timestamptz not null,
  from_state text, to_state text not null, actor text not null, why text not null,
  primary key (tenant_id, interaction_id, number),
  foreign key (tenant_id, interaction_id) references core.interaction (tenant_id, id) on delete cascade);

create table core.segment (
  tenant_id uuid not null, id uuid not null, interaction_id uuid not null, agent_id uuid not null,
  purpose text not null check (purpose in ('work', 'consult')),
  state text not null check (state in ('alerting', 'connected', 'held', 'wrapping', 'done')),
  reason text check (reason in ('completed', 'transferred', 'rejected', 'timed_out', 'rescinded', 'lost')),
  channel text not null, tier text not null, queue_id uuid, weight int not null default 1,
  offered_at timestamptz not null, expires_at timestamptz, connected_at timestamptz, held_at timestamptz,
  hold_seconds double precision not null default 0, parked_at timestamptz,
  wrapping_at timestamptz, wrap_until timestamptz, wrap_mode text, leaving text, done_at timestamptz,
  disposition text, overridden_by text, explanation jsonb, policy_version bigint, read_position bigint,
  primary key (tenant_id, id),
  check ((state = 'done') = (reason is not null)),
  foreign key (tenant_id, interaction_id) references core.interaction (tenant_id, id) on delete cascade);
create unique index segment_one_offer on core.segment (tenant_id, interaction_id, purpose) where state = 'alerting';
create unique index segment_one_worker on core.segment (tenant_id, interaction_id)
  where purpose = 'work' and state in ('connected', 'held');
create index segment_agent_open on core.segment (tenant_id, agent_id) where state <> 'done';
create index segment_done on core.segment (tenant_id, done_at) where state = 'done';
create index segment_interaction on core.segment (tenant_id, interaction_id, offered_at);

create table core.agent_load (
  tenant_id uuid not null, agent_id uuid not null, channel text not null, used int not null default 0,
  capacity int not null, primary key (tenant_id, agent_id, channel));

create table core.presence (
  tenant_id uuid not null, agent_id uuid not null,
  state text not null check (state in ('offline', 'available', 'away', 'not_responding')), reason text,
  since timestamptz not null, next_state text, next_reason text, idle_since timestamptz not null,
  missed int not null default 0, unreachable_since timestamptz,
  primary key (tenant_id, agent_id));

create table core.agent_connection (
  tenant_id uuid not null, id uuid not null, agent_id uuid not null, process_id uuid not null,
  opened_at timestamptz not null, beat_at timestamptz not null, closed_at timestamptz,
  primary key (tenant_id, id));
create index agent_connection_agent on core.agent_connection (tenant_id, agent_id, beat_at);
create index agent_connection_process on core.agent_connection (tenant_id, process_id);

create table core.interaction_record (
  tenant_id uuid not null, interaction_id uuid not null, closed_at timestamptz not null, channel text not null,
  tier text not null, direction text not null, queue_id uuid, customer_id uuid, outcome text not null,
  disposition text, entered_at timestamptz, answered_at timestamptz, wait_seconds double precision,
  handle_seconds double precision, talk_seconds double precision, hold_seconds double precision,
  wrap_seconds double precision, within_service_level boolean, agent_id uuid, offers int not null,
  transfers int not null, messages_in int not null, messages_out int not null, segments jsonb not null,
  primary key (tenant_id, interaction_id));
create index interaction_record_closed on core.interaction_record (tenant_id, closed_at);
create index interaction_record_customer on core.interaction_record (tenant_id, customer_id, closed_at);
"""

CAPACITY = """
create function core.segment_weight(s core.segment) returns int immutable language sql as
  $$ select case when s.state = 'done' or s.parked_at is not null then 0 else s.weight end $$;

-- Load follows segments whatever the code does. An increase above capacity is refused; a release
-- never is, even when the limit was lowered meanwhile. An override by a supervisor is a column.
create function core.segment_capacity() returns trigger language plpgsql as $$
declare
  before int := 0;
  after int := core.segment_weight(new);
  changed text;
begin
  if tg_op = 'UPDATE' then before := core.segment_weight(old); end if;
  if after = before then return new; end if;
  for changed in select unnest(array['*', new.channel]) loop
    insert into core.agent_load (tenant_id, agent_id, channel, used, capacity)
      values (new.tenant_id, new.agent_id, changed, 0, case changed when '*' then 1 else 0 end)
      on conflict do nothing;
    update core.agent_load set used = used + after - before
      where tenant_id = new.tenant_id and agent_id = new.agent_id and channel = changed
        and (after < before or new.overridden_by is not null or used + after - before <= capacity);
    if not found then
      raise exception 'agent % is at capacity for %', new.agent_id, changed
        using errcode = '23514', constraint = 'agent_capacity';
    end if;
  end loop;
  return new;
end $$;

create trigger segment_capacity before insert or update of state, parked_at, weight on core.segment
  for each row execute function core.segment_capacity();
"""

CHANNELS = """
create schema channels;
create table channels.mail_cursor (
  tenant_id uuid not null, channel_account_id uuid not null, folder text not null, uidvalidity bigint not null,
  uid bigint not null, moved_at timestamptz not null,
  primary key (tenant_id, channel_account_id, folder));

create table channels.call (
  tenant_id uuid not null, id uuid not null, interaction_id uuid not null, conversation_id uuid not null,
  channel_account_id uuid not null, provider text not null, node text not null,
  state jsonb not null, last_sequence bigint not null default 0,
  started_at timestamptz not null, ended_at timestamptz, end_reason text,
  recording_key text, recording_started_at timestamptz, recording_erasable_at timestamptz,
  primary key (tenant_id, id), unique (tenant_id, interaction_id));
create index call_open on channels.call (tenant_id, node) where ended_at is null;
"""

ROUTING = """
create schema routing;
create table routing.queue (
  tenant_id uuid not null, id uuid not null, name text not null, priority int not null default 0,
  skills jsonb not null default '{}', offer_seconds jsonb not null default '{}',
  sl_seconds jsonb not null default '{}', sl_percent int not null default 80,
  first_reply_seconds int, next_reply_seconds int, resolution_seconds int,
  wrap_mode jsonb not null default '{}', wrap_seconds jsonb not null default '{}',
  settings jsonb not null default '{}', position int not null default 0, active boolean not null default true,
  primary key (tenant_id, id), unique (tenant_id, name));

create table routing.agent_profile (
  tenant_id uuid not null, agent_id uuid not null, skills jsonb not null default '{}',
  queues jsonb not null default '{}', capacity jsonb not null default '{}',
  primary key (tenant_id, agent_id));

create table routing.policy_head (
  tenant_id uuid primary key, version bigint not null default 1);

create table routing.shard (
  shard int primary key, holder uuid, backend_pid int, beat_at timestamptz);
grant select, insert, update, delete on routing.shard to cc_system;
"""

CRM = """
create schema crm;
create table crm.customer (
  tenant_id uuid not null, id uuid not null, kind text not null check (kind in ('person', 'organisation')),
  name text not null, organisation_id uuid, job text, language text, time_zone text, note text, tax_id text,
  external jsonb not null default '{}', created_at timestamptz not null, erased_at timestamptz,
  primary key (tenant_id, id));
create index customer_name on crm.customer (tenant_id, lower(name));
create index customer_organisation on crm.customer (tenant_id, organisation_id);

create table crm.customer_address (
  tenant_id uuid not null, customer_id uuid not null, kind text not null, value text not null, label text,
  verified_at timestamptz, verified_how text, created_at timestamptz not null,
  primary key (tenant_id, customer_id, kind, value),
  foreign key (tenant_id, customer_id) references crm.customer (tenant_id, id) on delete cascade);
create index customer_address_value on crm.customer_address (tenant_id, kind, value);

create table crm.consent (
  tenant_id uuid not null, kind text not null, value text not null, channel text not null, purpose text not null,
  state text not null check (state in ('given', 'withdrawn')), source text not null, at timestamptz not null,
  primary key (tenant_id, kind, value, channel, purpose));
"""

ERP = """
create schema erp;
create table erp.account_map (
  tenant_id uuid not null, customer_id uuid not null, source text not null, external_id text,
  account jsonb, as_of timestamptz not null,
  primary key (tenant_id, customer_id, source));

create table erp.fact_block (
  tenant_id uuid not null, customer_id uuid not null, source text not null, kind text not null,
  items jsonb not null, as_of timestamptz not null,
  primary key (tenant_id, customer_id, source, kind));
"""

MEASURES = """
create schema measures;
create table measures.entry (
  tenant_id uuid not null, interaction_id uuid not null, number int not null, queue_id uuid not null,
  channel text not null, tier text not null, entered_at timestamptz not null, left_at timestamptz,
  left_how text check (left_how in ('answered', 'abandoned', 'flowed_out', 'closed')),
  agent_id uuid, sl_seconds int, sl_percent int, wait_seconds double precision, within boolean,
  primary key (tenant_id, interaction_id, number));
create index entry_queue on measures.entry (tenant_id, queue_id, entered_at);
create index entry_waiting on measures.entry (tenant_id, queue_id) where left_at is null;

create table measures.agent_state (
  tenant_id uuid not null, agent_id uuid not null, since timestamptz not null, until timestamptz,
  state text not null, reason text,
  primary key (tenant_id, agent_id, since));
"""

GRANTS = """
grant usage on schema core, channels, routing, crm, erp, measures to cc_app, cc_system;
revoke update, delete on core.event from cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for part in (DIRECTORY, LOG, INTAKE, CONVERSATION, INTERACTION, CAPACITY, CHANNELS, ROUTING, CRM, ERP, MEASURES):
        op.execute(part)
    op.execute(PROTECT)
    op.execute(GRANTS)
