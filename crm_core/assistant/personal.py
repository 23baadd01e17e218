"""The setting of the assistant is about nobody; what it is asked is not kept."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (Table("crm.assistant", "tenant_id enabled base_url model deadline_seconds secret changed_at changed_by"),)
