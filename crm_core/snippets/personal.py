"""Snippets are texts of the organisation: about nobody."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (Table("crm.snippet", "tenant_id id name language queue_id text changed_at changed_by"),)
