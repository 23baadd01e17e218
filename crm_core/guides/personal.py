"""Personal data of guides: what customers said is in the answers, the steps are about nobody."""

from __future__ import annotations

from contact_center.interactions.personal import CONVERSATIONS
from contact_center.platform.personal import About, Table

TABLES = (
    Table("crm.guide", "tenant_id queue_id version steps changed_at changed_by"),
    Table(
        "crm.guide_run",
        "tenant_id interaction_id queue_id version begun_at changed_at",
        {"answers": "'{}'"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="interaction_id in (select id from core.work_info where tenant_id = %(tenant)s "
        f"and conversation_id in ({CONVERSATIONS}))",
        delete=True,
    ),
)
