"""Personal data the voice channel keeps itself."""

from __future__ import annotations

from contact_center.interactions.personal import CONVERSATIONS
from contact_center.platform.personal import About, Table

TABLES = (
    Table(
        "channels.call",
        "tenant_id id interaction_id conversation_id channel_account_id provider node last_sequence started_at "
        "ended_at end_reason recording_started_at recording_erasable_at version settled changed_at due_at",
        {
            "recording_key": "null",
            "recording_wave": "null",
            "state": """case when jsonb_typeof(state -> 'out') = 'object'
              then jsonb_set(state, '{out,number}', '"erased"') else state end""",
        },
        about=About.CUSTOMER,
        kept="until the customer is erased, or the queue's retention ends",
        of_customer=f"conversation_id in ({CONVERSATIONS})",
        blobs="recording_key",
    ),
    Table(
        "channels.voicemail",
        "tenant_id call_id conversation_id interaction_id seconds left_at",
        {"recording_key": "null", "erased_at": "coalesce(erased_at, now())"},
        about=About.CUSTOMER,
        kept="until the customer is erased, or the queue's retention ends",
        of_customer=f"conversation_id in ({CONVERSATIONS})",
        blobs="recording_key",
    ),
    Table(
        "channels.transcript",
        "tenant_id call_id interaction_id conversation_id state tries due_at model made_at",
        {"lines": "'[]'"},
        about=About.CUSTOMER,
        kept="as long as its recording",
        of_customer=f"conversation_id in ({CONVERSATIONS})",
        delete=True,
    ),
    Table(
        "channels.twilio_call",
        "tenant_id call_id channel_account_id state look_at fetch_at changed_at",
        kept="a week after the call",
    ),
    Table("channels.twilio_report", "tenant_id id call_id report received_at", kept="until it is understood, at once"),
)
