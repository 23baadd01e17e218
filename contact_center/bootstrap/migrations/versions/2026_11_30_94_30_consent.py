"""crm: each purpose has its legal basis, each decision its proof; core: an attempt says by what it was allowed."""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_94_30_consent"
down_revision = "2026_11_30_93_import"
branch_labels = None
depends_on = None

# Notices about what a customer has with us need no consent: who "withdrew" it has objected, and who "gave" it has said
# nothing that is needed. What was recorded stays in the history.
BASIS = """
alter table crm.consent_change
  add column message_id uuid, add column note text not null default '', add column client_key text,
  drop constraint consent_change_state_check,
  add constraint consent_change_state_check check (state in ('given', 'withdrawn', 'objected', 'unknown'));
create unique index consent_change_key on crm.consent_change (tenant_id, client_key) where client_key is not null;
update crm.consent_change set state = 'objected' where purpose = 'service' and state = 'withdrawn';
update crm.consent_change set message_id = substr(source, 9)::uuid where source ~ '^message:[0-9a-f-]{36}$';
alter table crm.consent
  add column message_id uuid, add column note text not null default '', add column change_id uuid,
  drop constraint if exists consent_state_check;
alter table crm.consent
  add constraint consent_state_check check (state in ('given', 'withdrawn', 'objected'));
"""
STANDING = """
delete from crm.consent where purpose = 'service' and state = 'given';
update crm.consent set state = 'objected' where purpose = 'service';
update crm.consent set message_id = substr(source, 9)::uuid where source ~ '^message:[0-9a-f-]{36}$';
update crm.consent c set change_id = coalesce((
  select h.id from crm.consent_change h where h.tenant_id = c.tenant_id and h.kind = c.kind and h.value = c.value
    and h.channel = c.channel and h.purpose = c.purpose order by h.at desc, h.id desc limit 1),
  gen_random_uuid());
alter table crm.consent alter column change_id set not null;
"""
ATTEMPTS = """
alter table core.attempt add column consent_record uuid;
update core.attempt set consent = case when purpose in ('survey', 'marketing') then 'consent' else 'contract' end
  where consent = 'allowed';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(BASIS)
    op.execute(STANDING)
    op.execute(ATTEMPTS)
