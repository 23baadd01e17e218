"""Personal data of care: what customers said of us."""

from __future__ import annotations

from contact_center.platform.personal import About, Retention, Table

TABLES = (
    Table("crm.care_setting", "tenant_id channel asks kind question cap_days delay_minutes changed_at"),
    Table(
        "crm.rating",
        "tenant_id id interaction_id conversation_id channel queue_id agent_id kind question language asked_at "
        "expires_at score bad answered_at task_id",
        {"comment": "''", "customer_id": "null", "token_hash": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased; the number stays so that past figures still add up",
        of_customer="customer_id = any(%(customers)s)",
    ),
)

RETENTION = (
    Retention(
        "ratings", "crm.rating", "asked_at < %(before)s", at="asked_at", left="comment <> ''", columns=("comment",)
    ),
)
"""What customers wrote beside a rating goes by time, where the organisation says so; the number stays."""
