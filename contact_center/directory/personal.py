"""Personal data in the tables of the directory."""

from __future__ import annotations

from contact_center.platform.personal import About, Retention, Table

EMPLOYED = "while they work here; removed with the user"

TABLES = (
    Table(
        "core.privacy_request",
        "tenant_id id customer_id kind came_on due_on noted_by outcome ended_at ended_by",
        {"note": "''", "answer": "''"},
        about=About.CUSTOMER,
        kept="until the customer is erased; that somebody asked, and when they were answered, stays",
        of_customer="customer_id = any(%(customers)s)",
    ),
    Table("core.legal_hold", "tenant_id id customer_id why set_by set_at lifted_at lifted_by"),
    Table("core.retention_rule", "tenant_id kind days changed_at"),
    Table("core.retention_run", "tenant_id id kind before began_at ended_at erased", kept="400 days"),
    Table("core.tenant", "tenant_id slug name locale time_zone settings created_at suspended_at suspended_why"),
    Table(
        "core.user_account",
        "tenant_id id password_hash role locale active demo created_at opens_next",
        {"login": "id::text", "name": "''", "email": "null", "title": "''", "team": "''", "phone": "''"},
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.session",
        "tenant_id id user_id token_hash created_at expires_at revoked_at idle seen_at",
        {"user_agent": "null", "address": "null"},
        about=About.USER,
        kept="7 days after the session ended",
    ),
    Table(
        "core.account_key",
        "tenant_id id user_id purpose secret_hash created_at expires_at used_at",
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.second_factor",
        "tenant_id user_id secret begun_at confirmed_at last_step wrong wrong_since",
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.recovery_code",
        "tenant_id id user_id code_hash made_at used_at",
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.sign_in_provider",
        "tenant_id name issuer client_id secret claim rules makes_people only_matched trusts_email local_for active "
        "changed_at",
    ),
    Table(
        "core.sign_in_identity",
        "tenant_id issuer user_id linked_at",
        {"subject": "user_id::text"},
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.api_key",
        "tenant_id id name user_id scopes per_minute created_by created_at expires_at revoked_at used_at secret_hash",
        {"used_from": "null"},
        about=About.USER,
        kept=EMPLOYED,
    ),
    Table(
        "core.people_act",
        "tenant_id id kind user_id done_by done_at undone_at",
        {"before": "'{}'"},
        about=About.USER,
        kept="30 days",
    ),
    Table(
        "core.approval",
        "tenant_id id subject kind amount currency why asked_by asked_at verdict decided_by decided_at reason",
    ),
    Table(
        "core.webhook",
        "tenant_id id name url kinds whole state after secret former_secret former_until created_by created_at "
        "changed_at failing_since taken_at",
    ),
    Table(
        "core.webhook_delivery",
        "tenant_id webhook_id id position kind subject body made_at state tries next_at taken_at",
        kept="30 days; bodies are made of events, which have ids and no personal data",
    ),
    Table(
        "core.webhook_attempt", "tenant_id webhook_id delivery_id n at took_ms status trouble answer", kept="30 days"
    ),
    Table("core.audit", "tenant_id id at actor action subject detail"),
    Table(
        "core.saved_view",
        "tenant_id id subject name owner_id created_by created_at",
        {"query": "''"},
        about=About.USER,
        kept="until whoever made it deletes it",
    ),
    Table("core.list_columns", "tenant_id user_id subject columns changed_at"),
    Table("core.notification_choice", "tenant_id user_id sound browser volume changed_at"),
    Table("core.field_definition", "tenant_id id subject code name kind choices position created_at retired_at"),
)

RETENTION = (Retention("audit", "core.audit", "at < %(before)s", at="at", delete=True),)
"""What goes by time alone, where the organisation says so."""
