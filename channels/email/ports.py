"""What the poller needs from those who take the mail in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a folder has been read: UIDs are comparable only under one UIDVALIDITY."""

    uidvalidity: int
    uid: int
    """Every mail up to this UID is with intake. 0: none yet."""


class MailSink(Protocol):
    """Takes raw mail. All are called in the event loop, one at a time per mailbox."""

    async def take(self, raw: RawEnvelope) -> None:
        """Keep a mail for good (parsed or in quarantine); a second call with the same id changes nothing.

        Raises anything if it could not be kept: the poller brings the same mail again later.
        """
        ...

    async def refuse(self, raw: RawEnvelope, reason: Phrase) -> None:
        """Keep a mail that could not be taken in quarantine, unread. Raises anything if not even that works."""
        ...

    async def cursor(self) -> Cursor | None:
        """The cursor saved last, None if this mailbox was never read."""
        ...

    async def save_cursor(self, cursor: Cursor) -> None: ...
