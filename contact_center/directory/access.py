"""Who may call what: every route and socket declares it, a test walks them all.

    @router.get("/console")
    async def console(who: Annotated[SignedIn, Depends(allow(Role.AGENT, Role.SUPERVISOR))]) -> …

A route open to everybody says why: `Depends(public("providers sign their requests"))`.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from contact_center.directory import service
from contact_center.directory.api_keys import service as api_keys
from contact_center.directory.api_keys.domain import OWN_AREA
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.errors import ContactCenterError, Forbidden
from contact_center.kernel.phrases import Phrase
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault

COOKIE = "cc_session"
"""On a machine of one's own, without TLS."""
SECURE_COOKIE = "__Host-cc_session"
"""Everywhere else: browsers take it only with TLS, from this very host, for all of its paths (RFC 6265bis, 4.1.3)."""
API = "/api/v1/"
CSRF = "csrf"
"""The purpose of tokens in forms of users."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN_BYTES = hashlib.sha256().digest_size


class WrongOrigin(Forbidden):
    """This request came from another site; open the page anew and try again."""


class Access:
    """What `Depends(...)` of a route says about who may call it; see `accesses`."""

    def __init__(self, roles: frozenset[Role] | None, why: str | None = None) -> None:
        self.roles = roles
        """None: everybody."""
        self.why = why


def accesses(dependant: Dependant) -> Iterator[Access]:
    """What a route declares, wherever among its dependencies."""
    if isinstance(dependant.call, Access):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from accesses(inner)


class _Allow(Access):
    async def __call__(self, connection: HTTPConnection) -> SignedIn:
        return await _require(connection, self.roles or frozenset())


class _Public(Access):
    async def __call__(self) -> None:
        return None


def allow(*roles: Role) -> Callable[..., Awaitable[SignedIn]]:
    """Signed in, in one of these roles (none named: any), from our own pages."""
    return _Allow(frozenset(roles) or frozenset(Role))


def signed_in(database: Database) -> Callable[[HTTPConnection], Awaitable[bool]]:
    """Asks whether a living session sends a request, before anything of it is read."""

    async def asked(connection: HTTPConnection) -> bool:
        key = bearer_key(connection)
        if key is not None:
            return await api_keys.is_good(database, key)
        try:
            await service.session(database, session_cookie(connection))
        except ContactCenterError:
            return False
        return True

    return asked


def public(why: str) -> Callable[..., Awaitable[None]]:
    """Open to everybody, for this reason."""
    return _Public(None, why)


async def _require(connection: HTTPConnection, roles: frozenset[Role]) -> SignedIn:
    database: Database = connection.app.state.database
    key = bearer_key(connection)
    if key is not None:
        return await _by_key(connection, database, key, roles)
    who = await service.session(database, session_cookie(connection))
    connection.state.who = who
    if Role(who.user.role) not in roles:
        raise Forbidden
    method = connection.scope.get("method", "WEBSOCKET")
    if method not in SAFE:
        check_origin(connection)
    if method not in SAFE and method != "WEBSOCKET":
        await _check_token(connection, who)
    return who


def bearer_key(connection: HTTPConnection) -> str | None:
    """A key of the API, where one is sent. Pages and sockets know none."""
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key or not connection.url.path.startswith(API):
        return None
    return key.strip()


async def _by_key(connection: HTTPConnection, database: Database, key: str, roles: frozenset[Role]) -> SignedIn:
    """A program, in the name of a person. Browsers send no key by themselves, so nothing is asked of its origin."""
    areas = [str(tag) for tag in getattr(connection.scope.get("route"), "tags", ())]
    address = network_address(connection) or None
    asked = api_keys.KeyUse(key, areas, connection.scope["method"] not in SAFE, address)
    who = await api_keys.use(database, connection.app.state.limits, asked)
    connection.state.who = who
    if Role(who.user.role) not in roles:
        raise Forbidden
    return who


def areas_of(app: FastAPI) -> frozenset[str]:
    """The areas of the API that a key can be made for."""
    routes = [one for one in app.routes if isinstance(one, APIRoute) and one.path.startswith(API)]
    return frozenset(str(tag) for one in routes for tag in one.tags) - {OWN_AREA}


def session_cookie(connection: HTTPConnection) -> str | None:
    """Where TLS is, only the cookie that nobody but this host can have set."""
    strict = connection.cookies.get(SECURE_COOKIE)
    settings = getattr(connection.app.state, "settings", None)
    promised = settings is not None and settings.public_url.startswith("https://")
    if strict is not None or connection.url.scheme in ("https", "wss"):
        return strict
    return None if promised and not is_loopback(connection.url.hostname) else connection.cookies.get(COOKIE)


def has_tls(connection: HTTPConnection, public_url: str) -> bool:
    """Browsers reach us by TLS, whoever ends it; on the loopback they may do without."""
    if public_url.startswith("https://") and not is_loopback(connection.url.hostname):
        return True
    return not (connection.url.scheme in ("http", "ws") and is_loopback(connection.url.hostname))


def is_loopback(host: str | None) -> bool:
    if host in ("localhost", None):
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_origin(connection: HTTPConnection) -> None:
    """A browser says where a request comes from; another site's is refused, a missing one, too."""
    if connection.headers.get("sec-fetch-site") == "same-origin":
        return
    origin = connection.headers.get("origin")
    if origin is None or _site(origin) != connection.headers.get("host"):
        raise WrongOrigin


def _site(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def csrf_token(vault: Vault, who: SignedIn) -> str:
    """Bound to the session; goes into forms as `csrf_token`, into scripts' requests as `X-CSRF-Token`."""
    return form_token(vault, CSRF, who.session_id)


def form_token(vault: Vault, purpose: str, session: UUID) -> str:
    """Bound to a session of whatever kind; `purpose` keeps the kinds apart.

    Each page shows it under a mask of its own: the size of a compressed page that also shows what was asked for would
    tell a constant token letter by letter (BREACH, http://www.breachattack.com).
    """
    mask = secrets.token_bytes(_TOKEN_BYTES)
    return (mask + _xor(mask, _session_token(vault, purpose, session))).hex()


def check_form_token(vault: Vault, purpose: str, session: UUID, given: object) -> None:
    """Raises `WrongOrigin`."""
    expected = _session_token(vault, purpose, session)
    if not isinstance(given, str) or not hmac.compare_digest(_unmasked(given), expected):
        raise WrongOrigin(Phrase("token_missing_or_old"))


def _session_token(vault: Vault, purpose: str, session: UUID) -> bytes:
    return hmac.new(vault.key(purpose), session.bytes, hashlib.sha256).digest()


def _unmasked(shown: str) -> bytes:
    """The token under its mask; what is no token becomes one that fits no session."""
    try:
        given = bytes.fromhex(shown)
    except ValueError:
        return b""
    return _xor(given[:_TOKEN_BYTES], given[_TOKEN_BYTES:]) if len(given) == 2 * _TOKEN_BYTES else b""


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


async def _check_token(connection: HTTPConnection, who: SignedIn) -> None:
    given: Any = connection.headers.get("x-csrf-token")
    if given is None and hasattr(connection, "form"):
        given = (await connection.form()).get("csrf_token")
    check_form_token(connection.app.state.vault, CSRF, who.session_id, given)


AnyUser = Annotated[SignedIn, Depends(allow())]
Agent = Annotated[SignedIn, Depends(allow(Role.AGENT, Role.SUPERVISOR))]
Supervisor = Annotated[SignedIn, Depends(allow(Role.SUPERVISOR, Role.ADMIN))]
Admin = Annotated[SignedIn, Depends(allow(Role.ADMIN))]
