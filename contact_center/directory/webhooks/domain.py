"""Webhooks out: who is told of what, how it is signed, and when it is tried again. Pure.

As the Standard Webhooks specification has it (1.0): `webhook-id`, `webhook-timestamp`, `webhook-signature` with `v1`
(HMAC-SHA256), secrets that begin with `whsec_`, any 2xx is taken, 410 wants no more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from contact_center.directory.webhooks.errors import (
    WebhookKindWrong,
    WebhookNameWrong,
    WebhookTrouble,
    WebhookUrlWrong,
)
from contact_center.kernel.events import Recorded, id_fields
from contact_center.kernel.names import seen

EVERYTHING: Final = "*"
TEST: Final = "webhook.test"
"""The kind of what *Send a test* sends; nobody subscribes to it."""
MARK: Final = "whsec_"
LONGEST_NAME: Final = 60
LONGEST_URL: Final = 500
MOST: Final = 20
"""Endpoints of an organisation."""
MOST_KINDS: Final = 300
LONGEST_ANSWER: Final = 500
"""Characters kept of what the other side said."""
OVERLAP: Final = timedelta(hours=24)
"""For so long a former secret signs beside the new one."""
PAUSES: Final = tuple(
    timedelta(seconds=one) for one in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000)
)
"""Between one try and the next; some three days together."""
JITTER: Final = 0.2
"""A pause is longer or shorter by this share at most, so that what failed together does not come back together."""
LONGEST_WISH: Final = timedelta(days=1)
"""No other side makes us wait longer, whatever it asks for."""
PATIENCE: Final = timedelta(days=3)
"""An endpoint that has taken nothing for so long is switched off."""
KEPT: Final = timedelta(days=30)
"""What was sent, and each try, may be read and sent again for so long."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class WebhookState(StrEnum):
    ACTIVE = "active"
    OFF = "off"
    """By an administrator: what happens meanwhile is not told later."""
    FAILED = "failed"
    """By ourselves: what happens meanwhile waits."""


class WebhookDeliveryState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class WebhookWish:
    """As an administrator fills it in."""

    name: str
    url: str
    kinds: Sequence[str]
    """Kinds of event, `area.*`, or `*`."""
    whole: bool = False
    """Whether all fields of an event are told, or ids alone."""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Webhook:
    id: UUID
    name: str
    url: str
    kinds: list[str]
    whole: bool
    state: WebhookState
    created_by: UUID
    created_at: datetime
    former_until: datetime | None
    """Until when the secret before this one signs, too."""
    failing_since: datetime | None
    taken_at: datetime | None
    """When it last took something."""
    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """One event for one endpoint. Its id is what the other side sees as `webhook-id`, however often it is sent."""

    id: UUID
    webhook_id: UUID
    position: int
    kind: str
    body: str
    made_at: datetime
    state: WebhookDeliveryState
    tries: int
    """Since it was last asked for."""
    next_at: datetime
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookAttempt:
    delivery_id: UUID
    at: datetime
    took_ms: int
    status: int | None
    trouble: WebhookTrouble | None
    answer: str


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What came of one try."""

    status: int | None
    trouble: WebhookTrouble | None
    answer: str = ""
    wait: timedelta | None = None
    """As the other side asked for (`Retry-After`)."""


@dataclass(frozen=True, slots=True)
class WebhookVerdict:
    """What follows from a try that failed."""

    next_at: datetime
    gives_up: bool = False
    """This one is not tried any more; those behind it are."""
    switches_off: bool = False
    """The endpoint is given nothing any more until somebody has looked at it."""


# --- what an administrator fills in


def checked(wanted: WebhookWish, known: Collection[str], *, on_own_machine: bool) -> WebhookWish:
    """As it is kept. `known`: kinds of event there are. Raises what `errors` has, naming the field."""
    name, url = " ".join(wanted.name.split()), wanted.url.strip()
    if not seen(name) or len(name) > LONGEST_NAME:
        raise WebhookNameWrong(field="name")
    if not is_callable(url, on_own_machine=on_own_machine):
        raise WebhookUrlWrong(field="url")
    kinds = sorted(set(wanted.kinds))
    areas = {kind.partition(".")[0] for kind in known}
    for kind in kinds:
        area = kind.removesuffix(".*") if kind.endswith(".*") else None
        if kind != EVERYTHING and kind not in known and area not in areas:
            raise WebhookKindWrong(kind[:60], field="kinds")
    if not kinds or len(kinds) > MOST_KINDS:
        raise WebhookKindWrong(field="kinds")
    return WebhookWish(name, url, kinds, wanted.whole, wanted.active)


def is_callable(url: str, *, on_own_machine: bool) -> bool:
    """By TLS; without, and on this machine at all, only where the installation is one of one's own."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or not host or len(url) > LONGEST_URL or parts.username or parts.password or parts.fragment:
        return False
    if is_here(host):
        return on_own_machine and parts.scheme in ("http", "https")
    try:
        return parts.scheme == "https" and is_outside(ipaddress.ip_address(host))
    except ValueError:
        return parts.scheme == "https" and "." in host


def is_here(host: str) -> bool:
    return host in _HERE


def is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public network, whatever notation or tunnel it comes in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


# --- what is told


def wants(kinds: Collection[str], kind: str) -> bool:
    return EVERYTHING in kinds or kind in kinds or f"{kind.partition('.')[0]}.*" in kinds


def subject_of(at: Recorded) -> UUID:
    """Whose order is kept: of a conversation, else of what the event is about."""
    if at.correlation_id is not None:
        return at.correlation_id
    values = (getattr(at.event, name) for name in at.event.payload())
    return next((value for value in values if isinstance(value, UUID)), at.tenant_id)


def body_of(at: Recorded, *, whole: bool) -> str:
    """What is sent: the fields of the event that are ids, or all of them."""
    told = at.event.payload()
    if not whole:
        ids = id_fields(type(at.event))
        told = {name: value for name, value in told.items() if name in ids}
    return written(at.event.type, at.at, at.position, told)


def written(kind: str, at: datetime, position: int, data: Mapping[str, Any]) -> str:
    document = {"type": kind, "timestamp": at.isoformat(), "position": position, "data": data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


# --- how it is signed


def secret_text(secret: bytes) -> str:
    """As the other side's library takes it."""
    return MARK + base64.b64encode(secret).decode()


def headers_of(id: UUID, at: datetime, body: str, secrets: Sequence[bytes]) -> dict[str, str]:
    """With one signature for each secret that is good now."""
    name, stamp = f"msg_{id.hex}", str(int(at.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signature(name, stamp, body, one) for one in secrets),
    }


def signature(name: str, stamp: str, body: str, secret: bytes) -> str:
    signed = hmac.new(secret, f"{name}.{stamp}.{body}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


# --- when it is tried again


def verdict(
    tries: int, failing_since: datetime | None, now: datetime, answer: WebhookAnswer, luck: float
) -> WebhookVerdict:
    """`tries`: with this one. `luck`: 0 to 1, by chance. One is given up only where others are taken: an endpoint that
    takes nothing is switched off with all that waits for it."""
    pause = PAUSES[min(tries, len(PAUSES)) - 1] * (1 + JITTER * (2 * luck - 1))
    next_at = now + max(pause, min(answer.wait or pause, LONGEST_WISH))
    if answer.trouble is WebhookTrouble.GONE or (failing_since is not None and now - failing_since >= PATIENCE):
        return WebhookVerdict(next_at, switches_off=True)
    others_go = failing_since is None or now - failing_since < PAUSES[-1] * (1 - JITTER)
    return WebhookVerdict(next_at, gives_up=tries > len(PAUSES) and others_go)
