"""Asks OpenID providers by HTTP: no redirects, no long answers, no long waits.

Nothing is remembered between two sign-ins: a provider that takes a key out of use is believed at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from contact_center.directory.single_sign_on.domain import Discovered, discovered, is_safe
from contact_center.directory.single_sign_on.errors import SignOnFailed, SignOnTrouble

LIMIT: Final = 10.0
LONGEST: Final = 512 * 1024
DOCUMENT: Final = "/.well-known/openid-configuration"


class HttpOpenId:
    """See `OpenIdProvider`."""

    async def discover(self, issuer: str) -> Discovered:
        if not is_safe(issuer):
            raise SignOnFailed(SignOnTrouble.UNSAFE_ADDRESS)
        document = await _asked("GET", issuer.rstrip("/") + DOCUMENT, SignOnTrouble.NOT_A_DOCUMENT)
        return discovered(issuer, document)

    async def keys(self, at: Discovered) -> Sequence[Mapping[str, Any]]:
        found = (await _asked("GET", at.jwks_uri, SignOnTrouble.NO_KEYS)).get("keys")
        keys = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        if not keys:
            raise SignOnFailed(SignOnTrouble.NO_KEYS)
        return keys

    async def exchange(
        self, at: Discovered, client: tuple[str, str], code: str, verifier: str, back: str
    ) -> Mapping[str, Any]:
        id, secret = client
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        login = httpx.BasicAuth(id, secret) if secret and not at.by_form else None
        if login is None:
            form |= {"client_id": id, **({"client_secret": secret} if secret else {})}
        return await _asked("POST", at.token_endpoint, SignOnTrouble.CODE_REFUSED, data=form, auth=login)

    async def about(self, at: Discovered, access_token: str) -> Mapping[str, Any]:
        headers = {"authorization": f"Bearer {access_token}"}
        return await _asked("GET", at.userinfo_endpoint, SignOnTrouble.NOT_A_DOCUMENT, headers=headers)


async def _asked(method: str, url: str, otherwise: SignOnTrouble, **sent: Any) -> dict[str, Any]:
    try:
        async with (
            httpx.AsyncClient(timeout=LIMIT, follow_redirects=False, trust_env=False) as http,
            http.stream(method, url, **{key: value for key, value in sent.items() if value is not None}) as answer,
        ):
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LONGEST:
                    raise SignOnFailed(otherwise)
            if answer.status_code >= 500:
                raise SignOnFailed(SignOnTrouble.UNREACHABLE)
            if answer.status_code != 200:
                raise SignOnFailed(otherwise)
        document = httpx.Response(200, content=body).json()
    except (httpx.HTTPError, httpx.InvalidURL) as down:
        raise SignOnFailed(SignOnTrouble.UNREACHABLE) from down
    except ValueError as broken:
        raise SignOnFailed(otherwise) from broken
    if not isinstance(document, dict):
        raise SignOnFailed(otherwise)
    return document
