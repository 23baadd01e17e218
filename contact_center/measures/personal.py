"""Measures hold ids of interactions and agents only."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (
    Table(
        "measures.entry",
        "tenant_id interaction_id number queue_id channel tier entered_at left_at left_how agent_id sl_seconds "
        "sl_percent wait_seconds within kind sl_started_at sl_due_at shut position",
    ),
    Table(
        "measures.day_cell",
        "tenant_id day queue_id channel kind offered answered answered_within answered_late flowed_out closed "
        "answered_wait_seconds",
    ),
    Table("measures.day_handled", "tenant_id day queue_id channel pieces contact_seconds hold_seconds wrap_seconds"),
    Table("measures.rolled_up", "tenant_id time_zone position handled_before"),
    Table("measures.menu_end", "tenant_id run_id at outcome closed position"),
    Table("measures.agent_state", "tenant_id agent_id since until state reason activity segments position"),
)
