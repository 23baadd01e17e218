"""Whether a caller is to leave a message, as the interaction says it."""

from __future__ import annotations

from channels.voice.domain import TakeMessage
from contact_center.interactions.domain import Interaction
from contact_center.interactions.intake import voicemail


def message_wanted(row: Interaction) -> TakeMessage | None:
    """None for work that is not at voicemail now."""
    wanted = voicemail.wanted(row)
    return TakeMessage(wanted.seconds, wanted.queue) if wanted is not None else None
