"""Personal data of the customer's own door: who asked to come in, and who did; never a code."""

from __future__ import annotations

from contact_center.platform.personal import THEIR_ADDRESSES, About, Table

TABLES = (
    Table(
        "crm.door_knock",
        "tenant_id id kind language asked_at expires_at attempts message_id used_at origin",
        {"value": "''", "customer_id": "null"},
        about=About.CUSTOMER,
        kept="a day",
        of_customer=f"(customer_id = any(%(customers)s) or (kind, value) in ({THEIR_ADDRESSES}))",
        delete=True,
    ),
    Table(
        "crm.door_stay",
        "tenant_id id kind token_hash begun_at seen_at expires_at ended_at",
        {"value": "''", "customer_id": "null"},
        about=About.CUSTOMER,
        kept="30 days",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
)
