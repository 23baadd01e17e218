"""crm: a category of articles that was removed can be put back, with the articles that were in it."""

from __future__ import annotations

from alembic import op

revision = "2026_12_02_30_put_back"
down_revision = "2026_12_02_30_door"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table crm.article_category add column dropped_at timestamptz, add column held uuid[]")
