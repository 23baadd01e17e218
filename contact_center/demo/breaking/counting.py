"""What has become of the messages of a burst: counted in the product's own tables, and as its console reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.demo.breaking.store import stored_texts
from contact_center.demo.names import KILN, SMS
from contact_center.interactions.reading import message_queries
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one burst. All is well when `stored` = `shown` = what was sent, and `doubled` is 0."""

    stored: int = 0
    """Different messages in the database."""
    doubled: int = 0
    """Stored more than once: must stay 0."""
    shown: int = 0
    """Different messages as the console reads the conversations."""
    in_order: bool = True
    """The console shows each conversation in the order in which it was stored."""
    overtaken: int = 0
    """Messages that arrived after a later one of the same phone: the carrier's doing, kept as they arrived."""


async def count(reader: Reader, marker: str, phones: Sequence[str]) -> Counted:
    stored = await stored_texts(reader, KILN, SMS, phones, marker)
    shown = {id: await _shown(reader, id, marker) for id in stored}
    texts = [text for each in stored.values() for text in each]
    seen = [text for each in shown.values() for text in each]
    return Counted(
        stored=len(set(texts)),
        doubled=len(texts) - len(set(texts)),
        shown=len(set(seen)),
        in_order=stored == shown,
        overtaken=sum(overtaken(each) for each in stored.values()),
    )


async def _shown(reader: Reader, conversation: UUID, marker: str) -> list[str]:
    messages = await message_queries.messages(reader, KILN, conversation, limit=2000)
    return [message.text for message in messages if message.direction == "in" and message.text.startswith(marker)]


def overtaken(texts: Sequence[str]) -> int:
    """How many numbered texts stand behind one with a higher number."""
    highest, late = -1, 0
    for text in texts:
        number = int(text.rpartition(" ")[2])
        late += number < highest
        highest = max(highest, number)
    return late
