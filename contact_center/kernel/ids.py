"""Typed identifiers.

Every id is a UUIDv7 (RFC 9562 §5.7): sortable by creation time, so that primary keys append at the
end of their index. The types cost nothing at run time and keep a customer's id out of a queue's place.
"""

from __future__ import annotations

import os
import time
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
AgentId = NewType("AgentId", UUID)
"""The user id of somebody who takes work. An agent is a user; the type says in which role."""
QueueId = NewType("QueueId", UUID)
ChannelAccountId = NewType("ChannelAccountId", UUID)
CustomerId = NewType("CustomerId", UUID)
ConversationId = NewType("ConversationId", UUID)
InteractionId = NewType("InteractionId", UUID)
SegmentId = NewType("SegmentId", UUID)
MessageId = NewType("MessageId", UUID)
AttachmentId = NewType("AttachmentId", UUID)
EnvelopeId = NewType("EnvelopeId", UUID)
CallId = NewType("CallId", UUID)
TaskId = NewType("TaskId", UUID)
SnippetId = NewType("SnippetId", UUID)
MentionId = NewType("MentionId", UUID)
MacroId = NewType("MacroId", UUID)
AnnouncementId = NewType("AnnouncementId", UUID)
HelpRequestId = NewType("HelpRequestId", UUID)
RatingId = NewType("RatingId", UUID)
ScoreCardId = NewType("ScoreCardId", UUID)
EvaluationId = NewType("EvaluationId", UUID)
EventId = NewType("EventId", UUID)


def new_id(unix_ms: int | None = None) -> UUID:
    """A fresh UUIDv7; `unix_ms` sets its time (virtual time in simulations), default is now."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    value = (ms & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
