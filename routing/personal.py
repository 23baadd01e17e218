"""Routing keeps no personal data of customers."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (
    Table(
        "routing.queue",
        "tenant_id id name priority skills offer_seconds sl_seconds sl_percent first_reply_seconds next_reply_seconds "
        "resolution_seconds wrap_mode wrap_seconds settings position active",
    ),
    Table("routing.agent_profile", "tenant_id agent_id skills queues capacity"),
    Table("routing.temporary_serving", "tenant_id agent_id queues skills until set_at set_by why"),
    Table("routing.policy_head", "tenant_id version settings"),
    Table("routing.policy_version", "tenant_id version at author source note restores document"),
    Table("routing.policy_draft", "tenant_id revision based_on at author document"),
    Table("routing.unserved", "tenant_id interaction_id queue_id since lack missing"),
    Table(
        "routing.study", "tenant_id id kind question asked_by asked_at state done steps result problem refused ended_at"
    ),
    Table("routing.undo", "tenant_id id actor at act subject before"),
    Table("routing.shard", "shard holder backend_pid beat_at"),
)
