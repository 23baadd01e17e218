"""interactions, voice: when card data is told, so that notes of it are masked; what a recording looks like."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_25_recording_pauses"
down_revision = "2026_12_05_10_words_of_customers"
branch_labels = None
depends_on = None

SECRECY = """
create table core.secrecy (
  tenant_id uuid not null, interaction_id uuid not null, began_at timestamptz not null, ended_at timestamptz,
  primary key (tenant_id, interaction_id));
"""


WAVE = "alter table channels.call add column recording_wave jsonb;"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SECRECY)
    op.execute(WAVE)
    op.execute(PROTECT)
