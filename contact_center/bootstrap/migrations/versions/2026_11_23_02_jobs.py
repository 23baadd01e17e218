"""jobs: Procrastinate's own tables, in a schema of their own and outside row-level security (D13)."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "2026_11_23_02_jobs"
down_revision = "2026_11_23_01_core"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create schema jobs")
    op.execute("set local search_path = jobs")
    # The driver's own cursor: the schema is full of colons and percent signs that are not parameters.
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    op.execute("grant usage on schema jobs to cc_app, cc_system")
    op.execute("grant all on all tables in schema jobs to cc_app, cc_system")
    op.execute("grant all on all sequences in schema jobs to cc_app, cc_system")
    op.execute("grant execute on all functions in schema jobs to cc_app, cc_system")
    op.execute("set local search_path = public")
