"""Measures hold ids of interactions and agents only."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (
    Table(
        "measures.entry",
        "tenant_id interaction_id number queue_id channel tier entered_at left_at left_how agent_id sl_seconds "
        "sl_percent wait_seconds within kind sl_started_at sl_due_at shut position",
    ),
    Table("measures.agent_state", "tenant_id agent_id since until state reason activity segments position"),
)
