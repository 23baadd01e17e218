"""Personal data of customers."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table(
        "crm.customer_merge",
        "tenant_id id survivor_id absorbed_id at by_actor ended_at ended_by",
        {"kept": "'{}'", "taken": "'{}'"},
        about=About.CUSTOMER,
        kept="until the customer is erased; that two were one stays, so that past figures still add up",
        of_customer="(survivor_id = any(%(customers)s) or absorbed_id = any(%(customers)s))",
    ),
    Table("crm.customer_alias", "tenant_id customer_id canonical_id"),
    Table(
        "crm.customer_address",
        "tenant_id customer_id kind verified_at verified_how created_at",
        {"value": "''", "label": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer",
        "tenant_id id kind organisation_id created_at erp_number",  # the number is computed from `external`
        {
            "name": "''",
            "job": "null",
            "language": "null",
            "time_zone": "null",
            "note": "null",
            "tax_id": "null",
            "external": "'{}'",
            "erased_at": "now()",
        },
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer="id = any(%(customers)s)",
    ),
)
