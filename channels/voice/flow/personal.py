"""Personal data of call flows: who is in one, what they typed, and who is blocked; the flows are about nobody.

A call that ends in its flow leaves nothing of its caller behind: address and digits go with its end.
"""

from __future__ import annotations

from contact_center.interactions.personal import CONVERSATIONS
from contact_center.platform.personal import THEIR_ADDRESSES, About, Table

TABLES = (
    Table("channels.call_flow", "tenant_id id name draft edits published changed_at changed_by"),
    Table("channels.call_flow_version", "tenant_id flow_id version content note published_at published_by"),
    Table("channels.call_flow_account", "tenant_id account_id flow_id changed_at changed_by"),
    Table(
        "channels.call_flow_sound", "tenant_id id flow_id blob_key content_type bytes added_at added_by",
    ),
    Table(
        "channels.call_flow_run",
        "tenant_id id account_id flow_id version turn began_at changed_at ended_at outcome closed call_id "
        "conversation_id",
        {"caller_kind": "''", "caller_value": "''", "kept": "null"},
        about=About.CUSTOMER,
        kept="until the call leaves its flow; what goes with it to an agent until the customer is erased",
        of_customer=f"conversation_id in ({CONVERSATIONS}) or (caller_kind, caller_value) in ({THEIR_ADDRESSES})",
    ),
    Table(
        "channels.caller_block",
        "tenant_id id conversation_id call_id blocked_at blocked_by",
        {"caller_kind": "''", "caller_value": "''"},
        about=About.CUSTOMER,
        kept="until a supervisor lifts it",
        of_customer=f"(caller_kind, caller_value) in ({THEIR_ADDRESSES})",
        delete=True,
    ),
)  # fmt: skip
