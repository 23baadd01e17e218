"""A small OpenID provider on this machine, held to the standard where we depend on it: its document
(OpenID Connect Discovery 1.0), keys as JWKS (RFC 7517), the code flow with PKCE (RFC 7636), and the issuer in its
answer (RFC 9207). It refuses what a strict provider refuses, and can be made to answer wrongly.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.contract.twilio.conftest import free_port, until

CLIENT, SECRET = "contact-center", "the client's own secret"


class SigningKey:
    def __init__(self, method: str = "RS256") -> None:
        self.method, self.id = method, secrets.token_hex(4)
        self.private: Any = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            if method == "RS256"
            else ec.generate_private_key(ec.SECP256R1())
        )

    @property
    def public(self) -> dict[str, Any]:
        made = jwt.get_algorithm_by_name(self.method).to_jwk(self.private.public_key(), as_dict=True)
        return {**made, "kid": self.id, "use": "sig", "alg": self.method}


@dataclass
class OpenIdServer:
    issuer: str
    person: dict[str, Any] = field(default_factory=dict)
    """Claims of whoever signs in next."""
    key: SigningKey = field(default_factory=SigningKey)
    published: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""
    document: dict[str, Any] = field(default_factory=dict)
    """Instead of what its document says otherwise."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """What browsers brought."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published = self.published or [self.key.public]

    def rotate(self, *, publish: bool, method: str = "RS256") -> None:
        """A new key signs from now on."""
        self.key = SigningKey(method)
        if publish:
            self.published = [self.key.public]

    async def describe(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/me",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "ES256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                **self.document,
            }
        )

    async def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": self.published})

    async def authorize(self, request: Request) -> Response:
        """Whoever comes is signed in at once."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        fine = asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"].split()
        assert fine
        assert asked["code_challenge_method"] == "S256"
        assert all(asked[name] for name in ("nonce", "state"))
        if self.fault == "declined":
            return self._back(asked, error="access_denied")
        code = secrets.token_urlsafe(12)
        self._codes[code] = asked
        return self._back(asked, code=code)

    def _back(self, asked: dict[str, str], **said: str) -> Response:
        issuer = "https://elsewhere.example" if self.fault == "mixed up" else self.issuer
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state'], 'iss': issuer})}", 303
        )

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self._codes.pop(str(form["code"]), None)
        login = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "open", "token_type": "Bearer", "expires_in": 60, "id_token": self._signed(asked["nonce"])}
        )

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        late = 3600 if self.fault == "expired" else 0
        said = {
            "iss": "https://elsewhere.example" if self.fault == "issuer" else self.issuer,
            "sub": self.person["sub"],
            "aud": "another-program" if self.fault == "audience" else CLIENT,
            "iat": now - late,
            "exp": now + 60 - late,
            "nonce": "of another attempt" if self.fault == "nonce" else nonce,
        }
        if self.fault == "two audiences":
            said |= {"aud": [CLIENT, "another-program"], "azp": "another-program"}
        if self.fault == "unsigned":
            return jwt.encode(said, None, algorithm="none", headers={"kid": self.key.id})
        if self.fault == "signed with what is public":
            # An HMAC whose secret is the public key, as everybody knows it.
            head = _part({"alg": "HS256", "kid": self.key.id})
            return f"{head}.{_part(said)}.{_part({'no': 'signature'})}"
        token = jwt.encode(said, self.key.private, algorithm=self.key.method, headers={"kid": self.key.id})
        if self.fault == "changed on the way":
            head, _, signature = token.split(".")
            return f"{head}.{_part({**said, 'sub': 'somebody else'})}.{signature}"
        return token

    async def me(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer open":
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse({**self.person, **({"sub": "another"} if self.fault == "about another" else {})})


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@asynccontextmanager
async def openid_server() -> AsyncIterator[OpenIdServer]:
    port = free_port()
    served = OpenIdServer(f"http://127.0.0.1:{port}")
    routes = [
        Route("/.well-known/openid-configuration", served.describe),
        Route("/jwks", served.keys),
        Route("/authorize", served.authorize),
        Route("/token", served.token, methods=["POST"]),
        Route("/me", served.me),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield served
    finally:
        server.should_exit = True
        await running
