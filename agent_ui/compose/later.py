"""When a message is to go out, as a form says it."""

from __future__ import annotations

from datetime import datetime

from agent_ui.words.languages import Words
from contact_center.interactions.scheduled.errors import NotThen


def send_at(words: Words, said: str) -> datetime | None:
    """When a message is to go out; a time without a zone is the reader's own. Raises `NotThen`."""
    if not said:
        return None
    try:
        chosen = datetime.fromisoformat(said)
    except ValueError as wrong:
        raise NotThen(said[:40], field="send_at") from wrong
    return chosen if chosen.tzinfo else chosen.replace(tzinfo=words.zone)
