"""Personal data the SMS channel keeps itself."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (Table("channels.missed_cursor", "tenant_id channel_account_id asked_at"),)
