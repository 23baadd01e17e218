"""Personal data of cases."""

from __future__ import annotations

from contact_center.platform.personal import About, Retention, Table

_THEIRS = "case_id in (select id from crm.case where tenant_id = %(tenant)s and customer_id = any(%(customers)s))"

TABLES = (
    Table("crm.case_type", "tenant_id code definition changed_at"),
    Table("crm.case_type_change", "tenant_id code n at actor was became"),
    Table("crm.case_counter", "tenant_id last"),
    Table("crm.case_clock", "tenant_id case_id kind started_at goal still still_since ended_at deadline spent"),
    Table(
        "crm.case_outcome",
        "tenant_id case_id resolved_at type cause queue_id cost currency took counted late reopened back_at back_id",
        {"products": "'{}'"},
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer=_THEIRS,
    ),
    Table("crm.case_watcher", "tenant_id case_id user_id"),
    Table("crm.case_change", "tenant_id case_id n at actor code args"),  # codes and ids, never what somebody wrote
    Table(
        "crm.incident",
        "tenant_id case_id words products lots advice announcement announced expected_at declared_at declared_by "
        "ended_at",
    ),
    Table("crm.incident_update", "tenant_id id case_id at actor texts outcomes"),
    Table("crm.incident_refusal", "tenant_id incident_id ref at actor"),
    Table(
        "crm.case_link",
        "tenant_id case_id kind source linked_at",
        {"ref": "''", "label": "''"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer=_THEIRS,
        delete=True,
    ),
    Table(
        "crm.case",
        "tenant_id id number type state sub_state priority reason customer_id owner_id contract cause remedy cost "
        "currency wait_for waiting_since wake_at opened_at opened_by changed_at resolved_at closed_at due_at due_kind "
        "parent_id follows_id merged_into is_incident version shut request_key request_hash queue_id",
        {
            "title": "''",
            "wants": "''",
            "told": "''",
            "fields": "'{}'",
            "resolution": "''",
            "cost_note": "''",
            "wait_note": "''",
            "undo": "null",
        },
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer="customer_id = any(%(customers)s)",
    ),
)

RETENTION = (
    Retention(
        "cases", "crm.case", "closed_at < %(before)s", at="closed_at",
        left="(title <> '' or wants <> '' or told <> '' or resolution <> '' or cost_note <> '' or wait_note <> '' "
        "or fields <> '{}' or undo is not null)",
    ),
    Retention(
        "cases", "crm.case_link",
        "case_id in (select id from crm.case where tenant_id = %(tenant)s and closed_at < %(before)s)", at="linked_at",
        delete=True,
    ),
)  # fmt: skip
"""What closed cases say goes by time, where the organisation says so; their figures stay."""
