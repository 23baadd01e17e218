"""Personal data in conversations and interactions."""

from __future__ import annotations

from contact_center.platform.personal import THEIR_ADDRESSES, About, Retention, Table

CONVERSATIONS = (
    "select id from core.conversation where tenant_id = %(tenant)s and (customer_id = any(%(customers)s) "
    f"or (contact_kind, contact_value) in ({THEIR_ADDRESSES}))"
)
"""Conversations of a data subject: chosen for them, or held on an address that is theirs alone. Other rooms that keep
rows by conversation select theirs by it."""

_THEIR_VALUES = f"select value from ({THEIR_ADDRESSES}) as theirs(kind, value)"
ON_REQUEST = "until the customer is erased"
IN_CONVERSATION = f"conversation_id in ({CONVERSATIONS})"
OF_MESSAGE = f"message_id in (select id from core.message where tenant_id = %(tenant)s and {IN_CONVERSATION})"
OF_INTERACTION = (
    f"interaction_id in (select id from core.interaction where tenant_id = %(tenant)s and {IN_CONVERSATION})"
)

TABLES = (
    Table("core.disposition", "tenant_id code name position active parent queues case_type"),
    Table("core.disposition_former", "tenant_id code until parent name"),
    Table("core.secrecy", "tenant_id interaction_id began_at ended_at"),
    Table("core.channel_account", "tenant_id id channel name address settings secrets queue_id active created_at"),
    Table(
        "core.message_words",
        "tenant_id message_id at",
        {"words": "''"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_MESSAGE,
        delete=True,
    ),
    Table(
        "core.attachment",
        "tenant_id id message_id size blob_key trouble",
        {"name": "''", "content_type": "''", "content_id": "null", "remote": "null"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_MESSAGE,
        delete=True,
        blobs="blob_key",
    ),
    Table(
        "core.visitor_line",
        "tenant_id channel_account_id process_id seen_at left_at told_at",
        {"visitor": "''"},
        about=About.CUSTOMER,
        kept="until the page is closed, a day longer if an agent was told",
        of_customer="(channel_account_id, visitor) in (select channel_account_id, contact_value "
        f"from core.conversation where tenant_id = %(tenant)s and id in ({CONVERSATIONS}))",
        delete=True,
    ),
    Table(
        "core.blocked_sender",
        "tenant_id channel conversation_id interaction_id blocked_by blocked_at",
        {"contact_value": "''"},
        about=About.CUSTOMER,
        kept="until somebody opens a message of theirs again",
        of_customer=IN_CONVERSATION,
        delete=True,
    ),
    Table(
        "core.mail_import_item",
        "tenant_id import_id n place size at automatic outcome direction conversation_id message_id made_customer",
        {
            "raw": "null",
            "writer": "null",
            "writer_name": "null",
            "answer_to": "null",
            "named": "'{}'",
            "subject": "null",
            "own_key": "null",
            "thread_keys": "'{}'",
            "provider_id": "null",
            "refusal": "null",
            "contact": "null",
        },
        about=About.CUSTOMER,
        kept="30 days after the import",
        of_customer=f"(writer in ({_THEIR_VALUES}) or answer_to in ({_THEIR_VALUES}) "
        f"or named && array({_THEIR_VALUES}))",
        delete=True,
    ),
    Table(
        "core.mail_import_address",
        "tenant_id import_id mails role",
        {"address": "''", "name": "null", "means": "null"},
        about=About.CUSTOMER,
        kept="30 days after the import",
        of_customer=f"address in ({_THEIR_VALUES})",
        delete=True,
    ),
    Table(
        "core.mail_import",
        "tenant_id id channel_account_id file_names state item_count next_place created_by created_at ended_at",
    ),
    Table(
        "core.envelope",
        "tenant_id id channel_account_id received_at content_type state message_id attempts erasable_at",
        {"raw": "null", "provider_id": "id::text", "reason": "null", "refusal": "null"},
        about=About.CUSTOMER,
        kept="30 days (CONTACT_CENTER_RAW_KEPT)",
        of_customer=OF_MESSAGE,
    ),
    Table(
        "core.thread_key",
        "tenant_id channel_account_id conversation_id",
        {"key": "''"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=IN_CONVERSATION,
        delete=True,
    ),
    Table(
        "core.draft",
        "tenant_id agent_id conversation_id kind base_position updated_at client_key writing unsigned",
        {"text": "''", "copies": "null"},
        about=About.CUSTOMER,
        kept="until it is sent",
        of_customer=IN_CONVERSATION,
        delete=True,
    ),
    Table(
        "core.new_draft",
        "tenant_id agent_id begins customer_id client_key writing kept_at",
        {"address": "''", "content": "'{}'"},
        about=About.CUSTOMER,
        kept="until it is sent, at most 14 days",
        of_customer="(customer_id = any(%(customers)s) or address in "
        f"(select value from ({THEIR_ADDRESSES}) as theirs(kind, value)))",
        delete=True,
    ),
    Table(
        "core.draft_file",
        "tenant_id id agent_id conversation_id size blob_key",
        {"name": "''", "content_type": "''"},
        about=About.CUSTOMER,
        kept="until it is sent",
        of_customer=IN_CONVERSATION,
        delete=True,
        blobs="blob_key",
    ),
    Table(
        "core.attempt",
        "tenant_id id interaction_id number message_id channel channel_account_id address_kind purpose consent "
        "consent_record agent_id state scheduled_at started_at ended_at result error_code cost currency client_key "
        "caller_id minute_price for_interaction_id",
        {"address": "'erased'"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_INTERACTION,
    ),
    Table(
        "core.message",
        "tenant_id id conversation_id position interaction_id channel_account_id direction author_kind author_id "
        "language at claimed_at client_key out_number delivery delivery_at attempts error_code goes_at held "
        "quoted_from",
        {
            "text": "''",
            "html": "null",
            "signature": "null",
            "subject": "null",
            "meta": "'{}'",
            "recipients": "null",
            "author_name": "case when author_kind = 'customer' then null else author_name end",
            "provider_id": "case when provider_id is null then null else id::text end",
            "error": "null",
            "failure": "null",
        },
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=IN_CONVERSATION,
    ),
    Table("core.mention", "tenant_id id conversation_id interaction_id message_id user_id by_id at seen_at"),
    Table(
        "core.announcement",
        "tenant_id id by_id at text urgent audience audience_name expires_at taken_back_at",
        kept="as long as the organisation; said to colleagues, not about customers",
    ),
    Table("core.announcement_reader", "tenant_id announcement_id user_id seen_at"),
    Table(
        "core.help_request",
        "tenant_id id agent_id interaction_id at taken_by taken_at ended_at ended_by",
        {"text": "''"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_INTERACTION,
    ),
    Table(
        "core.interaction_history",
        "tenant_id interaction_id number at from_state to_state actor why code args",
    ),
    Table(
        "core.segment",
        "tenant_id id interaction_id agent_id purpose state reason channel tier queue_id weight offered_at expires_at "
        "connected_at held_at hold_seconds parked_at parked_seconds wrapping_at wrap_until wrap_mode leaving done_at "
        "disposition overridden_by policy_version read_position came_to",
        {"explanation": "null"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_INTERACTION,
    ),
    Table("core.agent_load", "tenant_id agent_id channel used capacity"),
    Table(
        "core.presence",
        "tenant_id agent_id state reason since next_state next_reason idle_since missed missed_alert unreachable_since",
    ),
    Table("core.agent_connection", "tenant_id id agent_id process_id opened_at beat_at closed_at"),
    Table(
        "core.interaction_record",
        "tenant_id interaction_id closed_at channel tier direction queue_id outcome disposition entered_at answered_at "
        "wait_seconds handle_seconds talk_seconds hold_seconds wrap_seconds within_service_level agent_id offers "
        "transfers messages_in messages_out",
        {
            "customer_id": "null",
            "segments": "(select coalesce(jsonb_agg(s - 'explanation'), '[]') from jsonb_array_elements(segments) s)",
        },
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=OF_INTERACTION,
    ),
    Table(
        "core.interaction",
        "tenant_id id conversation_id channel channel_account_id tier direction state outcome language queue_id "
        "priority skills weight created_at entered_at ranked_at queued_at at_head requeues preferred_agent_id "
        "preferred_until owner_agent_id sl_started_at sl_seconds sl_percent sl_due_at shut waited_seconds "
        "answered_at first_reply_due_at first_replied_at "
        "next_reply_due_at resolution_due_at waiting_since due_at parked_until parked_why closed_at disposition "
        "correlation_id history_number handed_by_agent_id handed_to_agent_id handed_until",
        {"subject": "null", "facts": "'{}'", "rules": "'[]'", "customer_id": "null"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=IN_CONVERSATION,
    ),
    Table(
        "core.conversation",
        "tenant_id id channel channel_account_id contact_kind identity identity_at identity_contact language single "
        "state last_position last_out customer_read last_message_at last_inbound_at opened_at closed_at correlation_id",
        {
            "contact_value": "'erased:' || id",
            "contact_name": "null",
            "customer_id": "null",
            "identity_how": "null",
            "subject": "null",
        },
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=f"id in ({CONVERSATIONS})",
    ),
    Table(
        "core.conversation_tag",
        "tenant_id conversation_id",
        {"tag": "''"},
        about=About.CUSTOMER,
        kept=ON_REQUEST,
        of_customer=IN_CONVERSATION,
        delete=True,
    ),
    Table("core.chat_invitation", "tenant_id interaction_id conversation_id agent_id state at until answered_at"),
    Table("core.bulk_act", "tenant_id id user_id kind at items"),
)
"""In the order of erasing: what is found through a conversation goes before the conversation."""

_CLOSED = (
    "conversation_id in (select id from core.conversation c where c.tenant_id = %(tenant)s and c.state = 'closed' "
    "and c.last_message_at < %(before)s)"
)
_OF_CLOSED = f"message_id in (select id from core.message where tenant_id = %(tenant)s and {_CLOSED})"

RETENTION = (
    Retention("messages", "core.message_words", _OF_CLOSED, at="at", delete=True),
    Retention("messages", "core.attachment", _OF_CLOSED, at="null::timestamptz", delete=True),
    Retention(
        "messages", "core.message", _CLOSED, at="at",
        left="(text <> '' or html is not null or subject is not null or signature is not null)",
    ),
)  # fmt: skip
"""What was said in conversations that are closed, and in which nothing was said since, goes by time, where the
organisation says so. What is found through a message goes before it is emptied."""
