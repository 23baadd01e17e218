"""crm: what figures of resolved cases need: their queue, and what a clock had counted when it ended."""

from __future__ import annotations

from alembic import op

revision = "2026_12_02_20_quality"
down_revision = "2026_12_02_20_case_types"
branch_labels = None
depends_on = None

TABLES = """
alter table crm.case add column queue_id uuid;
alter table crm.case_clock add column spent integer;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
