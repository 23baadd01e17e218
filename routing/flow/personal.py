"""Personal data of waiting work: the number of who wants to be called back."""

from __future__ import annotations

from contact_center.interactions.personal import CONVERSATIONS
from contact_center.platform.personal import About, Table

TABLES = (
    Table(
        "routing.wait",
        "tenant_id interaction_id queue_id started_at steps groups callback_offered_at announced_until "
        "announced_position announced_at",
    ),
    Table(
        "routing.callback",
        "tenant_id interaction_id requested_at promised_until state attempts next_at alerted_at ended_at",
        {"number": "''", "name": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="interaction_id in (select id from core.work_info where tenant_id = %(tenant)s "
        f"and conversation_id in ({CONVERSATIONS}))",
        delete=True,
    ),
)
