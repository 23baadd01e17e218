"""Who gets in by the customer's own door, for how long, and what they see there (decision 0071). Pure.

Whether an address is on file is told to nobody: to ask for a code does the same and answers the same for every address.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final
from uuid import UUID

from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import Address, AddressKind
from crm_core.customers.profile.domain import Affiliation
from crm_core.door.errors import NotSuchAnAddress, ReplyMissing
from crm_core.identity.domain import BETWEEN_CODES, CODE_ATTEMPTS, CODES_A_DAY

LONGEST_ADDRESS: Final = 254
LONGEST_REPLY: Final = 10_000
LONGEST_STAY: Final = timedelta(hours=4)
IDLE: Final = timedelta(minutes=30)
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when somebody was last there."""
TOKEN_BYTES: Final = 32
CODES_OF_ALL_A_DAY: Final = 50
"""To one address, by all networks together: what its owner is spared, and how often a code can be guessed at."""
KNOWN_DEVICE: Final = "known device"
DEVICES_KEPT: Final = 5
"""Addresses that one device remembers, the latest."""
DEVICE_KEPT: Final = timedelta(days=180)
DEVICES_KEY: Final = "door devices"
"""The purpose under which the vault derives the key."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody asked for a code to an address, whether it is on file or not."""

    id: UUID
    kind: str
    value: str
    language: str
    asked_at: datetime
    expires_at: datetime
    attempts: int
    customer_id: UUID | None
    """Whose address it is, once a code was sent; None: nobody's who may come in."""
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer who is signed in."""

    id: UUID
    customer_id: UUID
    """Under the id whose address it is: where they were merged they are read under all of theirs."""
    kind: str
    value: str
    """The address that the code went to."""
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoleIn:
    """What a person sees of an organisation they have a role in."""

    organisation_id: UUID
    name: str
    orders: bool
    """And deliveries."""
    invoices: bool
    data: bool


def address_of(typed: str, region: str = telephones.HOME) -> Address:
    """What somebody typed, in its one spelling. Raises `NotSuchAnAddress`.

    `region` (ISO 3166) is only used for numbers without a country code.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text or len(text) > LONGEST_ADDRESS or not text.isprintable():
        raise NotSuchAnAddress(field="address")
    if "@" in text:
        local, _, domain = text.lower().rpartition("@")
        if not local or "." not in domain.strip(".") or any(one.isspace() for one in text):
            raise NotSuchAnAddress(field="address")
        return Address(AddressKind.EMAIL, text.lower())
    number = telephones.e164(text, region)
    if number is None:
        raise NotSuchAnAddress(field="address")
    return Address(AddressKind.PHONE, number)


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A code to an address was asked for."""

    at: datetime
    origin: str


def origin_of(key: bytes, network: str) -> str:
    """From where somebody asks, in a form that tells nobody where that is. IPv6: whoever has one address has a /64."""
    try:
        there = ip_address(network)
    except ValueError:
        return _sealed(key, f"network {network}")
    if there.version == 6 and there.ipv4_mapped is None:
        return _sealed(key, f"network {ip_network((there, 64), strict=False)}")
    return _sealed(key, f"network {getattr(there, 'ipv4_mapped', None) or there}")


def device_tag(key: bytes, tenant: UUID, kind: str, value: str) -> str:
    """What a device keeps on which the customer of this address has signed in."""
    return _sealed(key, f"device {tenant} {kind} {value}")


def is_known_device(key: bytes, tenant: UUID, address: Address, tags: Iterable[str]) -> bool:
    own = device_tag(key, tenant, address.kind.value, address.value)
    return sum(hmac.compare_digest(own.encode(), one.encode()) for one in tags) > 0


def _sealed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def is_too_often(asked: Sequence[AskedBefore], origin: str, now: datetime) -> bool:
    """`asked`: codes to an address within a day, whether it is on file or not.

    Each network has its own few, so that a stranger uses up those of theirs; and the devices on which the address's
    owner has signed in (`KNOWN_DEVICE`) theirs, whatever all others together have asked for.
    """
    own = [one.at for one in asked if one.origin == origin]
    if len(own) >= CODES_A_DAY or any(now - at < BETWEEN_CODES for at in own):
        return True
    others = sum(one.origin != KNOWN_DEVICE for one in asked)
    return origin != KNOWN_DEVICE and others >= CODES_OF_ALL_A_DAY


def takes_code(knock: Knock, now: datetime) -> bool:
    return knock.used_at is None and now < knock.expires_at and knock.attempts < CODE_ATTEMPTS


def lasts(stay: Stay, now: datetime) -> bool:
    return stay.ended_at is None and now < stay.expires_at and now - stay.seen_at < IDLE


def roles(affiliations: Iterable[Affiliation]) -> tuple[RoleIn, ...]:
    """By name, of affiliations that hold now; where a person has no role that shows anything is left out."""
    found: dict[UUID, RoleIn] = {}
    for one in affiliations:
        known = found.get(one.organisation_id, RoleIn(one.organisation_id, one.organisation_name, False, False, False))
        found[one.organisation_id] = RoleIn(
            known.organisation_id, known.name, known.orders or one.may_order, known.invoices or one.may_get_invoices,
            known.data or one.may_change_data,
        )  # fmt: skip
    seen = [one for one in found.values() if one.orders or one.invoices or one.data]
    return tuple(sorted(seen, key=lambda one: (one.name, one.organisation_id)))


@dataclass(frozen=True, slots=True)
class SaidInMatter:
    """A message of a case as its customer may read it."""

    id: UUID
    theirs: bool
    author: str | None
    """Of ours, as it was signed."""
    text: str
    at: datetime


def is_between_us(
    *, inbound: bool, writer: str | None, readers: Collection[str], theirs: Collection[str], contact: str
) -> bool:
    """Whether a message was written by this customer or to them; a thread may have other people in it.

    `writer`: the address it came from, None where it is the contact's own. `readers`: to whom it went.
    """
    if inbound:
        return (writer or contact) in theirs
    return bool(set(readers or (contact,)) & set(theirs))


def reply_of(text: str) -> str:
    """Raises `ReplyMissing`."""
    said = "\n".join(line.rstrip() for line in text.replace("\x00", "").replace("\r\n", "\n").strip().split("\n"))
    if not said or len(said) > LONGEST_REPLY:
        raise ReplyMissing(field="text")
    return said


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
