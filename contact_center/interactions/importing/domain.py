"""Old mail: an mbox file taken apart, and what is to become of each mail. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from enum import StrEnum
from typing import Any, BinaryIO, Final
from uuid import UUID

from contact_center.interactions.importing.errors import NotAMailFile

MOST_MAILS: Final = 100_000
LARGEST_MAIL: Final = 32 * 1024 * 1024
"""Bytes; what is larger is named and left out."""
KEPT: Final = timedelta(days=30)
"""How long the mails of a file are kept as they came; a whole import goes back until then."""
LONGEST_ADDRESS: Final = 500
ADDRESSES_SHOWN: Final = 200
"""Those with the most mails; what is not shown stays as it was suggested."""
PUBLIC: Final = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.com.tw",
    "icloud.com", "me.com", "aol.com", "gmx.net", "gmx.de", "web.de", "hinet.net", "pchome.com.tw", "seed.net.tw",
    "proton.me", "protonmail.com", "qq.com", "163.com",
})  # fmt: skip
"""Domains at which everybody may have an address: another address there is not a colleague's."""
_BEGINS = re.compile(rb"From [^\r\n]*\d\d:\d\d")
_HEADER = re.compile(rb"[!-9;-~]+:")
_QUOTED = re.compile(rb">+From ")


class MailImportState(StrEnum):
    READING = "reading"
    READ = "read"
    """Who wrote and who got it is known; nothing was looked up yet."""
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK: Final = frozenset({
    MailImportState.READING, MailImportState.CHECKING, MailImportState.RUNNING, MailImportState.UNDOING,
})  # fmt: skip


class MailOutcome(StrEnum):
    NEW = "new"
    SAME = "same"
    """A mail with its Message-ID is here already."""
    LEFT_OUT = "left_out"
    """Neither from a customer nor to one, as the addresses were sorted."""
    REFUSED = "refused"
    """It could not be read."""


class AddressRole(StrEnum):
    OURS = "ours"
    CUSTOMER = "customer"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class MailImport:
    id: UUID
    channel_account_id: UUID
    file_names: list[str]
    state: str
    item_count: int
    next_place: int
    """Where the work that goes on now goes on."""
    created_by: UUID
    created_at: datetime
    ended_at: datetime | None

    def has_mails(self, now: datetime) -> bool:
        return now < self.created_at + KEPT


@dataclass(frozen=True, slots=True)
class MailItem:
    """One mail of the files."""

    n: int
    place: int
    """By time, once all are read."""
    size: int
    at: datetime | None
    writer: str | None
    writer_name: str | None
    answer_to: str | None
    named: list[str]
    """Who got it: To and Cc."""
    subject: str | None
    own_key: str | None
    """Its Message-ID."""
    thread_keys: list[str]
    provider_id: str | None
    automatic: bool
    outcome: str | None
    refusal: dict[str, Any] | None
    contact: str | None
    direction: str | None
    conversation_id: UUID | None
    message_id: UUID | None
    """Set while it is in."""
    made_customer: UUID | None
    """The customer who is here since this mail came in."""


@dataclass(frozen=True, slots=True)
class MailAddress:
    address: str
    name: str | None
    mails: int
    role: str
    means: str | None
    """The address whose customer this one is, where somebody said so."""


@dataclass(frozen=True, slots=True)
class SplitMail:
    """A mail as it stands in a file. `raw` is None for one that is too large."""

    raw: bytes | None
    size: int
    received_at: datetime | None
    """By the line before it."""


def mails_of(file: BinaryIO) -> Iterator[SplitMail]:
    """The mails of an mbox file, one after the other, or the one of an .eml file. Raises `NotAMailFile`.

    A mail begins with a line `From …` with a time, at the beginning or after an empty line; writers of mbox put `>`
    before a line of a mail that looks like it, which is taken away again.
    """
    first = file.readline()
    while first in (b"\n", b"\r\n"):
        first = file.readline()
    if not _BEGINS.match(first):
        if not _HEADER.match(first):
            raise NotAMailFile(field="file")
        raw = first + file.read(LARGEST_MAIL)
        yield SplitMail(raw if len(raw) <= LARGEST_MAIL else None, len(raw), None)
        return
    lines: list[bytes] = []
    received, size, empty = _time_of(first), 0, False
    for line in file:
        if empty and _BEGINS.match(line):
            yield _whole(lines, size, received)
            received, lines, size, empty = _time_of(line), [], 0, False
            continue
        empty = line in (b"\n", b"\r\n")
        size += len(line)
        if size <= LARGEST_MAIL:
            lines.append(line[1:] if _QUOTED.match(line) else line)
        else:
            lines.clear()
    yield _whole(lines, size, received)


def _whole(lines: Sequence[bytes], size: int, received: datetime | None) -> SplitMail:
    return SplitMail(b"".join(lines) if size <= LARGEST_MAIL else None, size, received)


def _time_of(line: bytes) -> datetime | None:
    words = line.decode("ascii", "replace").split(maxsplit=2)
    found = parsedate_tz(words[2]) if len(words) == 3 else None
    try:
        return datetime.fromtimestamp(mktime_tz(found), UTC) if found else None
    except (ValueError, OverflowError, OSError):
        return None


def suggested(address: str, *, own: Collection[str], automatic: bool) -> AddressRole:
    """`own`: addresses of our mailboxes and people. An address at the domain of one of them is ours, too, unless
    everybody may have one there."""
    domain = address.rpartition("@")[2]
    domains = {one.rpartition("@")[2] for one in own} - PUBLIC
    if address in own or domain in domains:
        return AddressRole.OURS
    return AddressRole.LEFT_OUT if automatic else AddressRole.CUSTOMER


@dataclass(frozen=True, slots=True)
class Sorted:
    """Which way a mail went, and with whom the conversation is."""

    direction: str
    contact: str


def sort(item: MailItem, roles: Mapping[str, AddressRole]) -> Sorted | None:
    """None: no customer has part in it. An address without a role is a customer's."""

    def role(address: str) -> AddressRole:
        return roles.get(address, AddressRole.CUSTOMER)

    if item.writer is None or role(item.writer) is AddressRole.LEFT_OUT:
        return None
    if role(item.writer) is AddressRole.CUSTOMER:
        other = item.answer_to
        return Sorted("in", other if other and role(other) is AddressRole.CUSTOMER else item.writer)
    contact = next((one for one in item.named if role(one) is AddressRole.CUSTOMER), None)
    return Sorted("out", contact) if contact else None
