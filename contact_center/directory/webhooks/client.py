"""Brings webhooks to the addresses that organisations name, and to nobody inside.

A name is resolved here, every address it has is judged, and the connection goes to one of these very addresses: what
the name says a moment later changes nothing. The certificate is still that of the name. No redirect is followed, no
proxy of the environment used, and of the answer no more is read than is kept.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx

from contact_center.directory.webhooks.domain import LONGEST_ANSWER, WebhookAnswer, is_callable, is_here, is_outside
from contact_center.directory.webhooks.errors import WebhookTrouble

LIMIT: Final = 15.0
"""Seconds for all of it."""
AGENT: Final = "contact-center-webhooks/1"
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> Sequence[str]:
    """Its addresses, as this machine resolves them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


class HttpWebhooks:
    """See `WebhookLine`."""

    def __init__(self, *, on_own_machine: bool, names: Resolve = resolve) -> None:
        self._on_own_machine = on_own_machine
        self._names = names
        self._trust = httpx.create_ssl_context(trust_env=False)
        """Read once: it takes longer than most answers."""

    async def post(self, url: str, body: str, headers: Mapping[str, str]) -> WebhookAnswer:
        if not is_callable(url, on_own_machine=self._on_own_machine):
            return WebhookAnswer(None, WebhookTrouble.INTERNAL)
        try:
            async with asyncio.timeout(LIMIT):
                return await self._post(url, body, headers)
        except TimeoutError:
            return WebhookAnswer(None, WebhookTrouble.TOO_SLOW)

    async def _post(self, url: str, body: str, headers: Mapping[str, str]) -> WebhookAnswer:
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            found = await self._names(host, parts.port or (443 if parts.scheme == "https" else 80))
        except (OSError, UnicodeError):
            return WebhookAnswer(None, WebhookTrouble.NO_NAME)
        if not found:
            return WebhookAnswer(None, WebhookTrouble.NO_NAME)
        if not all(self._may_be_called(host, one) for one in found):
            return WebhookAnswer(None, WebhookTrouble.INTERNAL)
        last = WebhookAnswer(None, WebhookTrouble.UNREACHABLE)
        for address in found:
            last = await _sent(self._trust, url, address, body, headers)
            if last.trouble is not WebhookTrouble.UNREACHABLE:
                break
        return last

    def _may_be_called(self, host: str, address: str) -> bool:
        """The loopback by its own names alone; no name of the network leads there."""
        there = ipaddress.ip_address(address)
        if is_here(host):
            return self._on_own_machine and there.is_loopback
        return is_outside(there)


async def _sent(trust: ssl.SSLContext, url: str, address: str, body: str, headers: Mapping[str, str]) -> WebhookAnswer:
    target = httpx.URL(url).copy_with(host=address)
    named = {**headers, "host": httpx.URL(url).netloc.decode(), "user-agent": AGENT, "accept-encoding": "identity"}
    try:
        async with (
            httpx.AsyncClient(verify=trust, timeout=LIMIT, follow_redirects=False, trust_env=False) as http,
            http.stream(
                "POST",
                target,
                content=body.encode(),
                headers=named,
                extensions={"sni_hostname": urlsplit(url).hostname},
            ) as answer,
        ):
            return _judged(answer, await _beginning(answer))
    except (httpx.ConnectError, httpx.ReadError, httpx.WriteError) as down:
        return WebhookAnswer(None, _why(down))
    except httpx.TimeoutException:
        return WebhookAnswer(None, WebhookTrouble.TOO_SLOW)
    except (httpx.HTTPError, httpx.InvalidURL):
        return WebhookAnswer(None, WebhookTrouble.NOT_HTTP)


async def _beginning(answer: httpx.Response) -> str:
    found = b""
    async for piece in answer.aiter_raw():
        found += piece
        if len(found) >= 4 * LONGEST_ANSWER:
            break
    text = found.decode(errors="replace")
    return "".join(one if one.isprintable() else " " for one in text)[:LONGEST_ANSWER].strip()


def _judged(answer: httpx.Response, text: str) -> WebhookAnswer:
    status = answer.status_code
    if answer.is_success:
        return WebhookAnswer(status, None, text)
    if answer.is_redirect or 300 <= status < 400:
        return WebhookAnswer(status, WebhookTrouble.REDIRECTED, text)
    if status == 410:
        return WebhookAnswer(status, WebhookTrouble.GONE, text)
    after = answer.headers.get("retry-after", "")
    wait = timedelta(seconds=int(after)) if after.isascii() and after.isdecimal() and len(after) < 7 else None
    return WebhookAnswer(status, WebhookTrouble.REFUSED, text, wait)


def _why(error: BaseException) -> WebhookTrouble:
    """A certificate that is not trusted stands somewhere behind the error of the library."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return WebhookTrouble.NOT_TRUSTED
        cause = cause.__cause__ or cause.__context__
    return WebhookTrouble.UNREACHABLE
