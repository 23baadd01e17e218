"""erp: over how many days a limit adds up, and who agrees to what is over it."""

from __future__ import annotations

from alembic import op

revision = "2026_12_07_40_act_limits"
down_revision = "2026_12_07_20_parked_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "alter table erp.act_limit add column days int not null default 30 check (days between 1 and 366), "
        "add column released_by uuid[] not null default '{}'"
    )
