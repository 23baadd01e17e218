"""core: which rows name a file is found by its key."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_71_shared_files"
down_revision = "2026_11_29_71_called_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create index attachment_blob on core.attachment (tenant_id, blob_key)")
