"""An intake for tests: keeps every mail once under its id, remembers the cursor, refuses what it is told to."""

from __future__ import annotations

from collections import Counter

from channels.email.ports import Cursor
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.phrases import Phrase


class Intake:
    def __init__(self) -> None:
        self.kept: dict[str, RawEnvelope] = {}
        self.brought: Counter[str] = Counter()
        self.refused_words: set[bytes] = set()
        self.refused = 0
        self.put_aside: list[str] = []
        """Refused for good, unread."""
        self.saved: Cursor | None = None

    async def take(self, raw: RawEnvelope) -> None:
        if any(word in raw.body for word in self.refused_words):
            self.refused += 1
            raise ConnectionError("the database is away")
        self.brought[raw.provider_id] += 1
        self.kept.setdefault(raw.provider_id, raw)

    async def refuse(self, raw: RawEnvelope, reason: Phrase) -> None:
        self.put_aside.append(reason)
        await self.take(raw)

    async def cursor(self) -> Cursor | None:
        return self.saved

    async def save_cursor(self, cursor: Cursor) -> None:
        self.saved = cursor
