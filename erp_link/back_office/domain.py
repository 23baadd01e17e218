"""What we tell the ERP of a customer, and the links by which it shows that on a page of ours. Pure.

A link names the customers, in whose name they are shown, and until when; it is signed and kept nowhere. What it shows
is read when it is opened, by the rights that this person has then.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from erp_link.back_office.errors import BackOfficeTextWrong, NotASiteOfTheErp, NotOneCustomer

KEY: Final = "timeline links"
"""The purpose under which the vault derives the key of links."""
PATH: Final = "/timeline/"
MOST_CUSTOMERS: Final = 20
"""That are known by one account or address: a company with its people."""
MOST_CASES: Final = 20
MOST_PROMISES: Final = 20
LONGEST_LINK: Final = timedelta(days=1)
USUAL_LINK: Final = timedelta(hours=1)
MOST_SITES: Final = 20
LONGEST_TEXT: Final = 2000
LONGEST_WRITER: Final = 100
_PORTS: Final = {"http": 80, "https": 443}
_VERSION: Final = 2
_HEAD: Final = struct.Struct(">B16s16s16sQQ")
_NO_KEY: Final = UUID(int=0)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_SEAL: Final = 16


class MeantBy(StrEnum):
    """By what the ERP says whom it means."""

    ACCOUNT = "account"
    """The id that it has itself, which only programs see."""
    NUMBER = "number"
    """Its number of the customer, which people see."""
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class WhoIsMeant:
    by: MeantBy
    value: str


def who_is_meant(
    account: str | None = None, number: str | None = None, email: str | None = None, phone: str | None = None
) -> WhoIsMeant:
    """Raises `NotOneCustomer`."""
    given = {MeantBy.ACCOUNT: account, MeantBy.NUMBER: number, MeantBy.EMAIL: email, MeantBy.PHONE: phone}
    found = [WhoIsMeant(by, value.strip()) for by, value in given.items() if value is not None and value.strip()]
    if len(found) != 1:
        raise NotOneCustomer
    return found[0]


# --- what is told -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryCustomer:
    id: UUID
    name: str
    kind: str
    """`person` or `organisation`."""


@dataclass(frozen=True, slots=True)
class HistoryContact:
    """One contact, on whatever channel."""

    id: UUID
    customer: UUID
    channel: str
    state: str
    outcome: str | None
    subject: str | None
    """What it was about; None where whoever asks may not read it."""
    agent: str | None
    began_at: datetime
    ended_at: datetime | None
    talk_seconds: float | None
    readable: bool


@dataclass(frozen=True, slots=True)
class HistoryCase:
    id: UUID
    number: str
    """As customers are told it."""
    customer: UUID
    title: str
    type: str
    state: str
    owner: str | None
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryPromise:
    """Something that is to be done for them, promised or not."""

    id: UUID
    customer: UUID
    subject: str
    owner: str | None
    due_at: datetime
    timed: bool
    promised: bool
    missed: bool


@dataclass(frozen=True, slots=True)
class HistoryConsent:
    """What was decided about one address; what is not here was never decided."""

    address: str
    """In part, where it waits for the customer's proof."""
    channel: str
    purpose: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRating:
    customer: UUID
    kind: str
    score: int
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    customers: tuple[HistoryCustomer, ...]
    as_of: datetime
    contacts: tuple[HistoryContact, ...] = ()
    older: datetime | None = None
    """Where what is older begins; None: this is all."""
    cases: tuple[HistoryCase, ...] = ()
    """Open ones."""
    promises: tuple[HistoryPromise, ...] = ()
    next_action: HistoryPromise | None = None
    """What is due first of all that is to be done."""
    consents: tuple[HistoryConsent, ...] = ()
    last_rating: HistoryRating | None = None


# --- notes ------------------------------------------------------------------------------------------------


class NotePlace(StrEnum):
    CONVERSATION = "conversation"
    """Somebody is in contact with the customer: it stands between the messages."""
    CUSTOMER = "customer"
    """Beside the customer, until the next contact and after it."""


@dataclass(frozen=True, slots=True)
class BackOfficeNote:
    """What somebody in the ERP wants to tell our agents."""

    key: str
    by: str
    """Who wrote it, as the ERP calls them."""
    text: str


@dataclass(frozen=True, slots=True)
class NoteKept:
    place: NotePlace
    customer: UUID
    interaction: UUID | None


def checked(note: BackOfficeNote) -> BackOfficeNote:
    """As it is kept. Raises `BackOfficeTextWrong`."""
    by, text = " ".join(note.by.split())[:LONGEST_WRITER], note.text.strip()
    if not by or not text or len(text) > LONGEST_TEXT:
        raise BackOfficeTextWrong(field="text" if by else "by")
    return BackOfficeNote(note.key, by, text)


def digest(note: BackOfficeNote, meant: WhoIsMeant) -> str:
    """Tells whether two notes under one key are the same."""
    parts = "\0".join((meant.by, meant.value, note.by, note.text))
    return hashlib.sha256(parts.encode(errors="replace")).hexdigest()


# --- links ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimelineLink:
    tenant: UUID
    user: UUID
    """In whose name it shows what it shows."""
    customers: tuple[UUID, ...]
    made_at: datetime
    expires_at: datetime
    key: UUID | None = None
    """Of the API, with which it was made: it is over when the key is. None: somebody made it who was signed in."""

    def is_good(self, now: datetime, since: datetime | None) -> bool:
        """`since`: links that are older have been ended."""
        return now < self.expires_at and (since is None or self.made_at >= since)


def sealed(link: TimelineLink, key: bytes) -> str:
    head = _HEAD.pack(
        _VERSION,
        link.tenant.bytes,
        link.user.bytes,
        (link.key or _NO_KEY).bytes,
        (link.made_at - _EPOCH) // _TICK,
        (link.expires_at - _EPOCH) // _TICK,
    )
    told = head + b"".join(one.bytes for one in link.customers)
    return base64.urlsafe_b64encode(told + _signed(told, key)).rstrip(b"=").decode()


def opened(token: str, keys: Sequence[bytes]) -> TimelineLink | None:
    """None for what none of these keys has signed, and for links of an earlier form, which are over within a day."""
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    told, seal = whole[:-_SEAL], whole[-_SEAL:]
    if len(told) < _HEAD.size or not any(hmac.compare_digest(_signed(told, key), seal) for key in keys):
        return None
    version, tenant, user, key, made, expires = _HEAD.unpack(told[: _HEAD.size])
    rest = told[_HEAD.size :]
    if version != _VERSION:
        return None
    customers = tuple(UUID(bytes=rest[at : at + 16]) for at in range(0, len(rest), 16))
    return TimelineLink(
        UUID(bytes=tenant), UUID(bytes=user), customers, _EPOCH + made * _TICK, _EPOCH + expires * _TICK,
        None if UUID(bytes=key) == _NO_KEY else UUID(bytes=key),
    )  # fmt: skip


def _signed(told: bytes, key: bytes) -> bytes:
    return hmac.new(key, told, hashlib.sha256).digest()[:_SEAL]


# --- sites ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Embedding:
    """Where an organisation lets its timelines be shown inside other pages."""

    sites: tuple[str, ...] = ()
    links_since: datetime | None = None
    """Links that were made before are over."""

    @property
    def ancestors(self) -> str:
        """For `frame-ancestors` of a page's policy."""
        return " ".join(self.sites) or "'none'"


def sites(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, as browsers write them. Raises `NotASiteOfTheErp` naming the first that is none."""
    found = tuple(dict.fromkeys(_site(text) for text in texts if text.strip()))
    if len(found) > MOST_SITES:
        raise NotASiteOfTheErp(field="sites")
    return found


def _site(text: str) -> str:
    """`https://erp.example` (RFC 6454). What a policy could read as more than one host is none."""
    wrong = NotASiteOfTheErp(text.strip()[:100], field="sites")
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        port = parts.port
    except ValueError:
        raise wrong from None
    host = parts.hostname or ""
    plain = parts.scheme in _PORTS and host and not (parts.path or parts.query or parts.fragment or parts.username)
    if not plain or not host.isascii() or not host.replace("-", "").replace(".", "").replace(":", "").isalnum():
        raise wrong
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")
