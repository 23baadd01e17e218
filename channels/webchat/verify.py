"""Who a visitor is: compact signed tokens (RFC 7519 with HS256, by PyJWT), checked without clock or network.

Two kinds. A *host token* is signed by the customer's web site with the account's secret and says which
member of the site this is; it lives an hour at most. A *visitor token* is our own: it lets a browser
come back as the same stranger, or go on as the member a host token has proved.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from jwt.algorithms import HMACAlgorithm

from channels.webchat.errors import HostTokenRefused, VisitorTokenRefused
from channels.webchat.model import Visitor
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import ChannelAccountId
from contact_center.kernel.phrases import Phrase

HOST_TOKEN = "host-token"  # noqa: S105 - the name of a method, not a secret
STRANGER_PREFIX = "visitor-"
HOST_TOKEN_LIFE = timedelta(hours=1)
STRANGER_LIFE = timedelta(days=30)
MEMBER_LIFE = timedelta(hours=12)
LEEWAY = timedelta(seconds=60)
"""How far the clocks of two servers may differ."""
MIN_SECRET_BYTES = 16
ALGORITHM = "HS256"
_MAX_TOKEN = 4096
_NOT_SIGNED = Phrase("token_not_signed")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class _RefusedError(ValueError):
    """The reason a token is refused."""

    def __init__(self, reason: Phrase) -> None:
        self.reason = reason
        super().__init__(str(reason))


def sign(claims: Mapping[str, Any], secret: bytes) -> str:
    """A compact HS256 token: header.claims.signature, each base64url without padding."""
    body = json.dumps(dict(claims), separators=(",", ":"), ensure_ascii=False).encode()
    return _signatures().encode(body, secret, ALGORITHM)


def sign_host_token(secret: str, *, sub: str, now: datetime, name: str | None = None, email: str | None = None) -> str:
    """What a web site does on its server before it shows a page to a signed-in member."""
    claims = {
        "sub": sub,
        "name": name,
        "email": email,
        "iat": _unix(now),
        "exp": _unix(now + HOST_TOKEN_LIFE),
    }
    return sign({k: v for k, v in claims.items() if v is not None}, secret.encode())


def verify_host_token(token: str, account: ChannelAccount, now: datetime) -> Visitor:
    """The member a web site vouches for. Raises `HostTokenRefused` with the claim and the remedy.

    `secrets["host_secret"]` signs; `secrets["host_secret_previous"]` is still accepted, so that a
    secret can be changed without turning visitors away.
    """
    try:
        claims = _claims(token, _host_secrets(account))
        _check_host_times(claims, now)
        return _member(claims)
    except _RefusedError as why:
        raise HostTokenRefused(why.reason) from None


def new_stranger() -> Visitor:
    return Visitor(STRANGER_PREFIX + secrets.token_hex(16))


def issue_visitor_token(visitor: Visitor, account: ChannelAccountId, key: bytes, now: datetime) -> str:
    """Our own token for this browser and this account; `key` is the installation's signing key."""
    life = MEMBER_LIFE if visitor.verified else STRANGER_LIFE
    claims = {"vis": visitor.id, "iat": _unix(now), "exp": _unix(now + life)}
    if visitor.verified:
        claims |= {"ver": visitor.verified, "name": visitor.name, "email": visitor.email}
    return sign(claims, _account_key(key, account))


def verify_visitor_token(
    token: str, account: ChannelAccountId, key: bytes, now: datetime, *, former: Sequence[bytes] = ()
) -> Visitor:
    """`former` signing keys of the installation still count. Raises `VisitorTokenRefused`."""
    try:
        claims = _claims(token, [_account_key(one, account) for one in (key, *former)])
        if _instant(claims, "exp") <= now:
            raise _RefusedError(Phrase("token_expired"))
        return Visitor(_text(claims, "vis", 200), claims.get("name"), claims.get("email"), claims.get("ver"))
    except _RefusedError as why:
        raise VisitorTokenRefused(why.reason) from None


def _host_secrets(account: ChannelAccount) -> list[bytes]:
    found = [account.secrets.get(k, "").encode() for k in ("host_secret", "host_secret_previous")]
    usable = [s for s in found if len(s) >= MIN_SECRET_BYTES]
    if not usable:
        raise _RefusedError(Phrase("host_secret_missing", {"least": MIN_SECRET_BYTES}))
    return usable


def _check_host_times(claims: Mapping[str, Any], now: datetime) -> None:
    issued, expires = _instant(claims, "iat"), _instant(claims, "exp")
    if issued > now + LEEWAY:
        raise _RefusedError(Phrase("token_from_the_future"))
    if expires <= now - LEEWAY:
        raise _RefusedError(Phrase("host_token_expired"))
    if expires - issued > HOST_TOKEN_LIFE:
        raise _RefusedError(Phrase("token_lives_too_long"))


def _member(claims: Mapping[str, Any]) -> Visitor:
    sub = _text(claims, "sub", 200)
    if sub.startswith(STRANGER_PREFIX):
        raise _RefusedError(Phrase("sub_marks_strangers", {"prefix": STRANGER_PREFIX}))
    name = _text(claims, "name", 200) if claims.get("name") is not None else None
    email = _text(claims, "email", 254).lower() if claims.get("email") is not None else None
    if email is not None and not _EMAIL.fullmatch(email):
        raise _RefusedError(Phrase("claim_not_an_email_address", {"claim": "email"}))
    return Visitor(sub, name, email, HOST_TOKEN)


def _claims(token: str, keys: list[bytes]) -> dict[str, Any]:
    if len(token) > _MAX_TOKEN or not token.isascii():
        raise _RefusedError(_NOT_SIGNED)
    payload = next((found for key in keys if (found := _payload(token, key)) is not None), None)
    if payload is None:
        raise _RefusedError(Phrase("signature_of_another_secret"))
    return _object(payload)


def _payload(token: str, key: bytes) -> bytes | None:
    """None if another key has signed it."""
    try:
        payload: bytes = _signatures().decode(token, key, algorithms=[ALGORITHM])
    except jwt.InvalidSignatureError:
        return None
    except jwt.InvalidAlgorithmError:
        raise _RefusedError(Phrase("algorithm_not_accepted", {"algorithm": ALGORITHM})) from None
    except (jwt.PyJWTError, RecursionError):
        raise _RefusedError(_NOT_SIGNED) from None
    return payload


@cache
def _signatures() -> jwt.PyJWS:
    made = jwt.PyJWS(algorithms=[])
    made.register_algorithm(ALGORITHM, _Hmac(HMACAlgorithm.SHA256))
    return made


class _Hmac(HMACAlgorithm):
    """How long a secret must be is ours to say (`MIN_SECRET_BYTES`), to the administrator and not to the log."""

    def check_key_length(self, key: bytes) -> None:
        return None


def _object(payload: bytes) -> dict[str, Any]:
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        raise _RefusedError(_NOT_SIGNED) from None
    if not isinstance(value, dict):
        raise _RefusedError(_NOT_SIGNED)
    return value


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1 << 33:
        raise _RefusedError(Phrase("claim_not_a_time", {"claim": name}))
    return datetime.fromtimestamp(value, UTC)


def _text(claims: Mapping[str, Any], name: str, limit: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _RefusedError(Phrase("claim_missing", {"claim": name}))
    if len(value) > limit:
        raise _RefusedError(Phrase("claim_too_long", {"claim": name, "limit": limit}))
    return value.strip()


def _account_key(key: bytes, account: ChannelAccountId) -> bytes:
    return hmac.digest(key, b"webchat visitor " + account.bytes, hashlib.sha256)


def _unix(at: datetime) -> int:
    return int(at.timestamp())
