"""crm: from where a code at the customers' door was asked for, so that a stranger uses up none of its owner's."""

from __future__ import annotations

from alembic import op

revision = "2026_12_03_20_door_origins"
down_revision = "2026_12_03_20_case_outcomes"
branch_labels = None
depends_on = None

TABLE = """
alter table crm.door_knock add column origin text not null default '';
comment on column crm.door_knock.origin is 'the network as a keyed hash, or that the device is known';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
