"""core: the audit is read by person and by customer."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_98_audit"
down_revision = "2026_11_29_96_published"
branch_labels = None
depends_on = None

INDEXES = """
create index audit_actor on core.audit (tenant_id, actor, at);
create index audit_customer on core.audit (tenant_id, (detail ->> 'customer'), at)
  where detail ->> 'customer' is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(INDEXES)
