"""core, routing: views that a room publishes for the others to read, instead of its tables.

Views run with the rights of who asks (`security_invoker`), so a tenant's policy holds behind them.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_96_published"
down_revision = "2026_11_29_95_refused"
branch_labels = None
depends_on = None

VIEWS = """
create view core.person with (security_invoker = true) as
  select tenant_id, id, login, name, role, locale, active, demo, created_at from core.user_account;
create view core.organisation with (security_invoker = true) as
  select tenant_id, slug, name, locale, time_zone from core.tenant;
create view routing.queue_info with (security_invoker = true) as
  select tenant_id, id, name, position, sl_percent, sl_seconds, skills, settings, active from routing.queue;
create view routing.agent_queues with (security_invoker = true) as
  select tenant_id, agent_id, array(select jsonb_object_keys(queues))::uuid[] as queues, skills
  from routing.agent_profile;
create view routing.reserved_places with (security_invoker = true) as
  select tenant_id, coalesce(settings -> 'reserved', '{}') as places from routing.policy_head;
grant select on core.person, core.organisation, routing.queue_info, routing.agent_queues, routing.reserved_places
  to cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(VIEWS)
