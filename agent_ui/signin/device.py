"""A browser that somebody has signed in with before: a sealed cookie says who, so that nobody else's tries at their
name keep them out of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

from contact_center.platform.vault import Vault

COOKIE = "cc_browser"
YEAR = 365 * 24 * 3600


def known(connection: HTTPConnection, vault: Vault, person: str) -> str | None:
    """The browser's name, if this person has signed in with it."""
    name, _, seal = connection.cookies.get(COOKIE, "").partition(".")
    fits = hmac.compare_digest(seal.encode(errors="replace"), _seal(vault, name, person).encode())
    return name if name and fits else None


def remember(response: Response, vault: Vault, person: str, *, secure: bool) -> None:
    """Of several people at one browser the last one is remembered."""
    name = secrets.token_urlsafe(12)
    value = f"{name}.{_seal(vault, name, person)}"
    response.set_cookie(COOKIE, value, max_age=YEAR, path="/sign-in", httponly=True, secure=secure, samesite="lax")


def _seal(vault: Vault, name: str, person: str) -> str:
    return hmac.new(
        vault.key("known browsers"), f"{name} {person}".encode(errors="replace"), hashlib.sha256
    ).hexdigest()
