"""Macros are acts of the organisation: about nobody."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (Table("crm.macro", "tenant_id id name language queue_id acts changed_at changed_by"),)
