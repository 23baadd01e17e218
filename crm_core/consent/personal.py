"""Personal data of consent: it is kept by address, and goes with an address that is the customer's alone."""

from __future__ import annotations

from contact_center.platform.personal import THEIR_ADDRESSES, About, Table

TABLES = (
    Table(
        "crm.consent",
        "tenant_id channel purpose state source at kind message_id change_id",
        {"value": "''", "note": "''"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer=f"(kind, value) in ({THEIR_ADDRESSES})",
        delete=True,
    ),
    Table(
        "crm.consent_change",
        "tenant_id id channel purpose state source at kind message_id client_key",
        {"value": "''", "note": "''"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer=f"(kind, value) in ({THEIR_ADDRESSES})",
        delete=True,
    ),
)
"""What an address that two customers share has agreed to, or refused, stands until both are erased."""
