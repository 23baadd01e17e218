"""Personal data of tasks: what was to be done for whom."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table(
        "crm.task_history",
        "tenant_id task_id number at actor code",
        {"args": "'{}'"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="task_id in (select id from crm.task where tenant_id = %(tenant)s "
        "and customer_id = any(%(customers)s))",
    ),
    Table(
        "crm.task",
        "tenant_id id state owner_id queue_id due_at timed promised remind_at reminded_at next_at conversation_id "
        "interaction_id missed_at ended_at ended_by created_at created_by client_key history_number",
        {"subject": "''", "note": "''", "links": "'[]'", "customer_id": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer="customer_id = any(%(customers)s)",
    ),
)
