"""routing: waiting work and callbacks name their interaction by id alone; no foreign key crosses a schema."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_90_ids_only"
down_revision = "2026_11_29_75_missed_alert"
branch_labels = None
depends_on = None

IDS_ONLY = """
alter table routing.wait drop constraint wait_tenant_id_interaction_id_fkey;
alter table routing.callback drop constraint callback_tenant_id_interaction_id_fkey;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(IDS_ONLY)
