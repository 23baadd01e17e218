"""core: what stands below the letters of a user besides their name."""

from __future__ import annotations

from alembic import op

revision = "2026_12_03_20_signature_places"
down_revision = "2026_12_03_20_door_origins"
branch_labels = None
depends_on = None

COLUMNS = """
alter table core.user_account
  add column title text not null default '',
  add column team text not null default '',
  add column phone text not null default '';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(COLUMNS)
