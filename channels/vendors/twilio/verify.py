"""Is this webhook really Twilio's? Pure.

Twilio signs the URL it was told to call, followed by every form parameter in order of its name, with
the account's auth token (HMAC-SHA1) or with a shared key named in a second header (HMAC-SHA256). A
body that is not a form is covered by its SHA-256 in the URL's query. The URL checked is the one we
are configured to have in public, never the one a Host header claims.

The signature itself is computed by Twilio's package. Which URL, which secret and how they are compared stays here: the
package knows one secret at a time, loses an IPv6 host, and compares in its own way.

Source: twilio.com/docs/usage/webhooks/webhooks-security.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

SIGNATURE_HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
FORM = "application/x-www-form-urlencoded"
SHA1 = "HMAC_SHA1"
SHA256 = "HMAC_SHA256"
MAX_FIELDS = 500

_ALGORITHMS = frozenset({SHA1, SHA256})
_STANDARD_PORTS = {"http": 80, "https": 443}

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets an account's webhooks may be signed with."""

    auth_tokens: tuple[str, ...] = field(default=(), repr=False)
    """The auth token; during a rotation also the other one."""
    shared: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets of shared keys by the id of the key."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A webhook as it arrived. `url` is built from the configured public address, query included."""

    url: str
    signature: str
    settings: str = ""
    content_type: str = FORM
    body: bytes = field(default=b"", repr=False)


class _Repeated(dict[str, list[str]]):
    """Form parameters as the package asks for them: a name may have several values."""

    def __init__(self, params: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in params:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self[name]


@lru_cache(maxsize=128)
def form(body: bytes) -> Params:
    """The parameters of a form body in their order. Raises `ValueError` if it is not one.

    Remembered for a moment: the signature, the message's id and the message itself are read from it.
    """
    text = body.decode("utf-8")
    return tuple(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS))


def sign(secret: str, url: str, params: Iterable[tuple[str, str]] = (), algorithm: str = SHA1) -> str:
    """The signature Twilio sends for this URL and these form parameters, in base64."""
    return str(RequestValidator(secret).compute_signature(url, _Repeated(params), algorithm))


def genuine(request: SignedRequest, keys: Keys) -> bool:
    """Whether the request was signed with one of the account's keys."""
    algorithm, secrets = _secrets(request.settings, keys)
    params = _signed_params(request)
    if params is None or algorithm not in _ALGORITHMS:
        return False
    given = request.signature.encode()
    return any(
        hmac.compare_digest(sign(secret, url, params, algorithm).encode(), given)
        for url in spellings(request.url)
        for secret in secrets
        if secret
    )


@lru_cache(maxsize=1024)
def spellings(url: str) -> tuple[str, ...]:
    """The URL as given, without its port and with the standard one: Twilio is not consistent here."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    port = parts.port or _STANDARD_PORTS.get(parts.scheme, 443)
    bare, ported = parts._replace(netloc=host), parts._replace(netloc=f"{host}:{port}")
    return tuple(dict.fromkeys((url, bare.geturl(), ported.geturl())))


def _secrets(settings: str, keys: Keys) -> tuple[str, tuple[str, ...]]:
    named = {name.strip(): value.strip() for name, _, value in (p.partition("=") for p in settings.split(","))}
    algorithm = named.get("algorithm") or SHA1
    if algorithm.upper() == SHA1:
        return SHA1, keys.auth_tokens
    secret = keys.shared.get(named.get("key", ""))
    return algorithm.upper(), () if secret is None else (secret,)


def _signed_params(request: SignedRequest) -> Params | None:
    """What besides the URL is signed; None if the body is not covered by the signature at all."""
    if not request.body:
        return ()
    if request.content_type.partition(";")[0].strip().lower() == FORM:
        try:
            return form(request.body)
        except ValueError:
            return None
    claimed = parse_qs(urlsplit(request.url).query).get("bodySHA256", [""])[0]
    actual = hashlib.sha256(request.body).hexdigest()
    return () if hmac.compare_digest(claimed.lower().encode(), actual.encode()) else None
