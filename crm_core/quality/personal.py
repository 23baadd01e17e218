"""Personal data of quality: what was remarked about conversations with customers, and by whom."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table("crm.score_card", "tenant_id id name queue_id questions active changed_at changed_by"),
    Table(
        "crm.evaluation",
        "tenant_id id card_id card_name questions interaction_id channel queue_id agent_id evaluator_id state points "
        "share fatal created_at published_at disputed replied_at",
        {"remarks": "'{}'::jsonb", "comment": "''", "reply": "''", "customer_id": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased; the points stay so that past figures still add up",
        of_customer="customer_id = any(%(customers)s)",
    ),
)
