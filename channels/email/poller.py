"""Reading one mailbox, for ever: one thread per mailbox, because its IMAP library blocks.

What has been read is known by UID alone; IDLE only says that it may be worth looking again, and when a
connection dies, hangs or loses half a line the poller hangs up, signs in anew and catches up. A mail
counts as read when intake has it; one that intake cannot keep is brought again later and holds up no
other.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import CapabilityError  # type: ignore[import-untyped]
from imapclient.imapclient import SEEN  # type: ignore[import-untyped]

from channels.email.domain import MailboxSettings
from channels.email.identity import provider_id
from channels.email.imap import connect, hang_up
from channels.email.ports import Cursor, MailSink
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope, UnparseableCode, unparseable
from contact_center.kernel.errors import ReauthNeeded
from contact_center.platform.trouble import passes

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

MAX_MAIL_BYTES = 64 * 1024 * 1024
"""Of a larger mail only this much is fetched; what is cut off is missing attachments."""
_FAILURES_IN_A_ROW = 3
"""After so many the fault is intake's, not the mails': pause."""
_ATTEMPTS = 6
"""… of one mail, with growing pauses between them; then it goes to quarantine and holds up nothing."""
_LONGEST_PAUSE = 32
"""Looks at the mailbox between two attempts of one mail."""
_SAVE_EVERY = 20
"""Mails between two saves of the cursor; intake recognises what is brought twice."""
_AT_ONCE = 0.05
_PATIENCE = 50
"""Tenths of a second that `stop` waits for the thread."""


@dataclass(frozen=True, slots=True)
class PollingPace:
    """Waiting times, in seconds."""

    idle: float = 240.0
    """Longest stay in IDLE before looking anyway; at most 600 (routers forget silent connections)."""
    idle_first: float = 1.0
    """The first stay after there was mail; four times longer with each look that finds nothing. Not every
    server speaks in IDLE of what came just before it."""
    poll: float = 30.0
    """Between looks where the server cannot IDLE."""
    retry: float = 2.0
    """First pause after a failure; doubles up to `retry_longest`."""
    retry_longest: float = 60.0
    intake: float = 300.0
    """Longest wait for intake to keep one mail; longer than reading one may take."""


@dataclass(frozen=True, slots=True)
class PollerStatus:
    """For health pages."""

    connected: bool = False
    checked_at: datetime | None = None
    """When the mailbox was last read to its end."""
    taken: int = 0
    """Mails handed over since the start."""
    waiting: int = 0
    """Mails that intake could not keep yet."""
    error: str | None = None
    """Why the mailbox is not connected at present."""


class MailPoller:
    """`start` in the event loop in which the sink lives; `stop` waits until the thread is gone."""

    def __init__(
        self, account: ChannelAccount, settings: MailboxSettings, sink: MailSink, clock: Clock,
        pace: PollingPace = PollingPace(),
    ) -> None:  # fmt: skip
        self._account = account
        self._settings = settings
        self._sink = sink
        self._clock = clock
        self._pace = pace
        self._stopping = threading.Event()
        self._client: IMAPClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._calls: set[Any] = set()
        self._pending = _Pending()
        self._saved: Cursor | None = None
        self._failures = 0
        self._quiet_looks = 0
        self.status = PollerStatus()

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"mail-{self._account.name}", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Hang up and wait for the thread. A mail being taken is brought again after the next start."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        for _ in range(_PATIENCE):  # beyond that it hangs in a connection attempt and ends after it
            if thread is None or not thread.is_alive():
                return
            if self._client is not None:
                hang_up(self._client)
            for call in list(self._calls):
                call.cancel()
            await asyncio.to_thread(thread.join, 0.1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._stay_connected()
            except Exception as error:
                if not self._stopping.is_set():
                    self._pause(error)
        self._note(connected=False)

    def _pause(self, error: Exception) -> None:
        """A connection that worked and broke is replaced at once; then the pauses grow."""
        self._failures += 1
        seconds = _AT_ONCE if self._failures == 1 else self._pace.retry * 2.0 ** min(self._failures - 2, 10)
        if isinstance(error, ReauthNeeded):  # more attempts would only lock the mailbox
            seconds = self._pace.retry_longest
        self._note(connected=False, error=f"{type(error).__name__}: {error}")
        _log.warning("mailbox_disconnected", account=str(self._account.id), reason=repr(error))
        self._stopping.wait(min(seconds, self._pace.retry_longest))

    def _stay_connected(self) -> None:
        self._client = client = connect(self._account, self._settings)
        try:
            while not self._stopping.is_set():
                while self._catch_up(client):
                    self._quiet_looks = 0
                self._note(connected=True, checked_at=self._clock.now(), error=None)
                self._wait_for_mail(client)
        finally:
            self._client = None
            hang_up(client)

    def _wait_for_mail(self, client: IMAPClient) -> None:
        """Until the server hints at news, a mail that failed is due again, or the pace says look."""
        longest = min(self._pace.idle, self._pace.idle_first * 4.0 ** min(self._quiet_looks, 10))
        if self._pending.failed:
            longest = min(longest, self._pace.retry)
        self._quiet_looks += 1
        try:
            client.idle()
        except CapabilityError:
            self._stopping.wait(min(longest, self._pace.poll))
            client.noop()
            return
        client.idle_check(timeout=longest)
        # On a dead socket `idle_check` returns at once and empty; this is where that becomes an error.
        client.idle_done()
        self._failures = 0

    def _catch_up(self, client: IMAPClient) -> bool:
        """Take what is new. True if there was something: more may have come meanwhile, look again."""
        folder = client.select_folder(self._settings.inbox)
        validity = int(folder[b"UIDVALIDITY"])
        cursor = self._ask(self._sink.cursor())
        if self._pending.validity != validity:
            self._pending = _Pending(validity)
        if cursor is not None and cursor.uidvalidity == validity:
            _told_of_news(client)
            uids = [uid for uid in client.search(["UID", f"{cursor.uid + 1}:*"]) if uid > cursor.uid]
            missed = _told_of_news(client)
            return self._take_all(client, uids, cursor.uid) or missed
        uids = self._first_look(client, renumbered=cursor is not None)
        self._saved = None
        progress = self._take_all(client, uids, None)
        if self._pending.open_of(uids):
            return progress
        self._save(max([int(folder.get(b"UIDNEXT", 1)) - 1, *uids]))
        return True  # what came meanwhile is found by its UID

    def _first_look(self, client: IMAPClient, *, renumbered: bool) -> list[int]:
        """Which mails to take from a folder that was never read, or whose numbers changed."""
        if self._settings.first_sync == "all":
            return sorted(client.search(["ALL"]))
        if renumbered:
            since = (self._clock.now() - timedelta(days=self._settings.rescan_days)).date()
            return sorted(client.search(["OR", "UNSEEN", "SINCE", since]))
        return sorted(client.search(["UNSEEN"])) if self._settings.first_sync == "unseen" else []

    def _take_all(self, client: IMAPClient, uids: list[int], cursor: int | None) -> bool:
        """Hand over all that is open; with a cursor, move it up to the first mail that stays open."""
        row = taken = 0
        for uid in self._pending.order(uids):
            if self._stopping.is_set() or row >= _FAILURES_IN_A_ROW:
                break
            good = self._take(client, uid)
            row, taken = (0, taken + 1) if good else (row + 1, taken)
            if cursor is not None and taken % _SAVE_EVERY == 0:
                self._save(self._pending.safe(uids, cursor))
        if cursor is not None:
            self._save(self._pending.safe(uids, cursor))
        return taken > 0

    def _take(self, client: IMAPClient, uid: int) -> bool:
        """Hand one mail to intake; False if that failed."""
        body = self._fetch(client, uid)
        if body is not None:
            raw = RawEnvelope(self._account, provider_id(body), self._clock.now(), "message/rfc822", body)
            try:
                self._ask(self._sink.take(raw))
            except Exception as error:
                if self._stopping.is_set():
                    raise
                if not self._given_up(raw, uid, error):
                    return False
        self._pending.done(uid)
        self._note(taken=self.status.taken + (body is not None), waiting=len(self._pending.failed))
        self._after_intake(client, uid)
        return True

    def _given_up(self, raw: RawEnvelope, uid: int, error: Exception) -> bool:
        """Counts a failure; true once the mail is kept in quarantine instead."""
        attempts = self._pending.fail(uid)
        _log.warning("mail_not_taken", account=str(self._account.id), uid=uid, attempts=attempts, reason=repr(error))
        self._note(waiting=len(self._pending.failed))
        if attempts < _ATTEMPTS or (passes(error) and not isinstance(error, TimeoutError)):
            return False  # a lock or a lost connection is no fault of the mail; one that takes for ever is
        try:
            self._ask(self._sink.refuse(raw, unparseable(UnparseableCode.NOT_STORED, error=type(error).__name__)))
        except Exception as also:  # nothing can be kept at present: it is intake's trouble, not the mail's
            _log.warning("mail_not_refused", account=str(self._account.id), uid=uid, reason=repr(also))
            return False
        return True

    def _fetch(self, client: IMAPClient, uid: int) -> bytes | None:
        """The mail's bytes without marking it read; None if somebody has removed it."""
        size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
        what = "BODY.PEEK[]" if size <= MAX_MAIL_BYTES else f"BODY.PEEK[]<0.{MAX_MAIL_BYTES}>"
        found = client.fetch([uid], [what]).get(uid, {})
        return next((bytes(value) for key, value in found.items() if key.startswith(b"BODY[]") and value), None)

    def _after_intake(self, client: IMAPClient, uid: int) -> None:
        if self._settings.after_intake == "seen":
            client.add_flags([uid], [SEEN], silent=True)
        elif self._settings.after_intake == "move":
            with suppress(CapabilityError):
                client.move([uid], self._settings.done_folder)

    def _save(self, uid: int) -> None:
        cursor = Cursor(self._pending.validity, uid)
        if cursor != self._saved:
            self._ask(self._sink.save_cursor(cursor))
            self._saved = cursor

    def _ask(self, call: Coroutine[Any, Any, _T]) -> _T:
        """Run a call of the sink in its event loop and wait for it."""
        assert self._loop is not None
        future = asyncio.run_coroutine_threadsafe(call, self._loop)
        self._calls.add(future)
        try:
            return future.result(self._pace.intake)
        except TimeoutError:
            future.cancel()
            raise
        finally:
            self._calls.discard(future)

    def _note(self, **changes: Any) -> None:
        fields = {name: getattr(self.status, name) for name in PollerStatus.__slots__}
        self.status = PollerStatus(**(fields | changes))


def _told_of_news(client: IMAPClient) -> bool:
    """Whether the server has announced new mail among its other answers since this was last asked.

    A server searches the mail it has told us of and tells us of newer mail only afterwards; IDLE would
    not repeat it. The library drops that hint, its connection underneath still has it.
    """
    _, told = client._imap.response("EXISTS")
    return bool(told != [None])


class _Pending:
    """What is above the cursor: taken already, or failed so many times."""

    def __init__(self, validity: int = 0) -> None:
        self.validity = validity
        self._taken: set[int] = set()
        self._looks = 0
        self._due: dict[int, int] = {}
        """The look with which a failed mail may be tried again."""
        self.failed: dict[int, int] = {}

    def order(self, uids: list[int]) -> list[int]:
        """Fresh mail first, in order of arrival; what has failed before comes last, and not with every look."""
        there = set(uids)
        self._taken.intersection_update(there)
        self.failed = {uid: count for uid, count in self.failed.items() if uid in there}
        self._looks += 1
        due = [uid for uid in self.open_of(uids) if self._due.get(uid, 0) <= self._looks]
        return sorted(due, key=lambda uid: (self.failed.get(uid, 0), uid))

    def open_of(self, uids: list[int]) -> list[int]:
        return [uid for uid in uids if uid not in self._taken]

    def done(self, uid: int) -> None:
        self._taken.add(uid)
        self.failed.pop(uid, None)

    def fail(self, uid: int) -> int:
        self.failed[uid] = self.failed.get(uid, 0) + 1
        self._due[uid] = self._looks + min(2 ** (self.failed[uid] - 1), _LONGEST_PAUSE)
        return self.failed[uid]

    def safe(self, uids: list[int], cursor: int) -> int:
        """The highest UID up to which nothing is open."""
        open_ = self.open_of(uids)
        return min(open_) - 1 if open_ else max([cursor, *uids])
