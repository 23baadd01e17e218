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
    Table("crm.customer_duplicate", "tenant_id first_id second_id score found_at decision decided_at decided_by"),
    Table(
        "crm.customer_import_row",
        "tenant_id import_id n outcome problem problem_field fields customer_id done",
        {"cells": "'{}'", "erp_before": "null"},
        about=About.CUSTOMER,
        kept="30 days after the import",
        of_customer="customer_id = any(%(customers)s)",
    ),
    Table(
        "crm.customer_import",
        "tenant_id id file_name encoding headings mapping state row_count next_row created_by created_at ended_at",
    ),
    Table("crm.customer_alias", "tenant_id customer_id canonical_id"),
    Table(
        "crm.customer_postal",
        "tenant_id id customer_id use country valid_from valid_until created_at",
        {
            "postal_code": "''",
            "region": "''",
            "city": "''",
            "street": "''",
            "extra": "''",
            "recipient": "''",
            "search": "''",
        },
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer_affiliation",
        "tenant_id id customer_id organisation_id may_order order_limit may_get_invoices may_change_data valid_from "
        "valid_until "
        "created_at",
        {"job": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer_note",
        "tenant_id id customer_id warning author_id valid_until created_at",
        {"text": "''"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer_change",
        "tenant_id id edit_id customer_id field item actor origin reference at undone_at",
        {"before": "null", "after": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer_address",
        "tenant_id customer_id kind verified_at verified_how created_at id use valid_from valid_until",
        {"value": "''", "label": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer_value",
        "tenant_id customer_id code",
        {"said": "''", "plain": "null", "amount": "null", "currency": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "crm.customer",
        # the number is computed from `external`
        "tenant_id id kind organisation_id created_at owner_id segment version erp_number",
        {
            "name": "''",
            "family_name": "null",
            "given_name": "null",
            "form_of_address": "null",
            "tags": "'{}'",
            "fields": "'{}'",
            "job": "null",
            "language": "null",
            "time_zone": "null",
            "note": "null",
            "tax_id": "null",
            "external": "'{}'",
            "grams": "'{}'",
            "erased_at": "now()",
        },
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer="id = any(%(customers)s)",
    ),
)
