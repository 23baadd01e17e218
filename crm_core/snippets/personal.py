"""Snippets and signatures are texts of the organisation: about nobody."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (
    Table("crm.snippet", "tenant_id id name language queue_id text changed_at changed_by"),
    Table(
        "crm.snippet_version",
        "tenant_id snippet_id number name language queue_id text removed changed_at changed_by",
    ),
    Table("crm.signature", "tenant_id queue_id language number text changed_at changed_by"),
)
