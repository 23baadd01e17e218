"""core: a message says who it goes to (To, Cc, Bcc).

Rows from before have none and are read by what they kept: the conversation's contact, and `meta`.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_51_recipients"
down_revision = "2026_11_30_50_merged_customers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.message add column recipients jsonb")
