"""erp: any kind of ERP with settings of its own, and room on the pages of the copy for rows that change."""

from __future__ import annotations

from alembic import op

revision = "2026_12_05_45_erp_kinds"
down_revision = "2026_12_05_40_erp_proposals"
branch_labels = None
depends_on = None

CHANGES = """
alter table erp.system drop constraint system_kind_check;
alter table erp.system add column settings jsonb not null default '{}';
alter table erp.record set (fillfactor = 50);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(CHANGES)
