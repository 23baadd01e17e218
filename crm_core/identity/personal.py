"""Personal data of identity: that something was asked and sent, never an answer or a code."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (
    Table("crm.identity_policy", "tenant_id questions needed locked attempts lock_minutes own_door changed_at"),
    Table("crm.identity_check", "tenant_id id customer_id interaction_id question passed agent_id at undone_at"),
    Table(
        "crm.identity_code",
        "tenant_id id customer_id interaction_id address_id channel message_id attempts sent_by sent_at expires_at "
        "used_at",
    ),
)
