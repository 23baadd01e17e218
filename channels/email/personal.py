"""Personal data the e-mail channel keeps itself."""

from __future__ import annotations

from contact_center.platform.personal import Table

TABLES = (Table("channels.mail_cursor", "tenant_id channel_account_id folder uidvalidity uid moved_at"),)
