"""routing: a callback ends when its customer calls in, too."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_71_called_in"
down_revision = "2026_11_29_70_visitors"
branch_labels = None
depends_on = None

STATE = """
alter table routing.callback drop constraint callback_state_check;
alter table routing.callback add constraint callback_state_check
  check (state in ('waiting', 'reached', 'given_up', 'cancelled', 'called_in'));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(STATE)
