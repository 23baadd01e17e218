"""What a request may bring: limits in size and nesting, asked before anything is parsed (D41).

Somebody unknown may send as much as a form or a call's description needs. More is taken only from whoever is
signed in, as files of an answer are large; the framework would otherwise read and spool a body whole before
it asks who sends it. JSON may be nested as deeply as documents of ours are, and some more.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from fastapi import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contact_center.kernel.errors import ContactCenterError, Tell
from contact_center.platform.problems import problem

STRANGERS = 128 * 1024
"""Bytes of a body from somebody who is not signed in."""
MOST = 32 * 1024 * 1024
"""Bytes of any body: the files of one answer, and what stands around them."""
MOST_MAIL = 512 * 1024 * 1024
"""Bytes of old mail in files; they are spooled to disk and read a little at a time."""
MOST_JSON = 8 * 1024 * 1024
DEEPEST = 64
AT_ONCE = 64 * 1024
"""Bytes of JSON that are looked through on the event loop; longer ones beside it."""

_PARTS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
"""Strings, which may hold brackets, and brackets. Possessive: time grows with the length alone."""

Known = Callable[[HTTPConnection], Awaitable[bool]]
"""Whether somebody who is signed in sends this."""


class BodyTooLarge(ContactCenterError):
    """This is larger than may be sent here; send less at once."""

    status = 413


class NestedTooDeeply(ContactCenterError):
    """This JSON is nested more deeply than anything that is understood here."""

    status = 400


def too_deep(content: bytes, deepest: int = DEEPEST) -> bool:
    """Whether brackets outside of strings are open that deeply anywhere, in time linear in the length."""
    if content.count(b"[") + content.count(b"{") <= deepest:
        return False
    depth = 0
    for part in _PARTS.finditer(content):
        first = content[part.start()]
        if first in b"[{":
            depth += 1
            if depth > deepest:
                return True
        elif first in b"]}":
            depth -= 1
    return False


class Bounded:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, known: Known, tell: Tell, strangers: int = STRANGERS, most: int = MOST,
        larger: Mapping[str, int] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """`larger`: bytes of what may be sent to paths that begin like this, where it is more than `most`."""
        self._app = app
        self._tell = tell
        self._known = known
        self._strangers = strangers
        self._most = most
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            limit = await self._limit(connection)
        except ContactCenterError as refused:
            await problem(refused.status, refused.code, self._tell(refused))(scope, receive, send)
            return
        await self._app(scope, _Body(receive, connection, limit, self._may_send).receive, send)

    async def _limit(self, connection: HTTPConnection) -> int:
        """What may come without a second question. Raises `BodyTooLarge` by what is announced."""
        announced = connection.headers.get("content-length", "")
        size = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 16 else 0
        if size <= self._strangers:
            return self._strangers
        return await self._may_send(connection, size)

    def _most_for(self, path: str) -> int:
        return next((most for begins, most in self._larger.items() if path.startswith(begins)), self._most)

    async def _may_send(self, connection: HTTPConnection, size: int) -> int:
        """How much this sender may send in all. Raises `BodyTooLarge`."""
        most = MOST_JSON if _is_json(connection) else self._most_for(connection.url.path)
        if size > most or not await self._known(connection):
            raise BodyTooLarge
        return most


class _Body:
    """The body of a request as it comes in: counted, and if it is JSON, looked at before it is handed on."""

    def __init__(
        self,
        receive: Receive,
        connection: HTTPConnection,
        limit: int,
        may_send: Callable[[HTTPConnection, int], Awaitable[int]],
    ) -> None:
        self._receive = receive
        self._connection = connection
        self._limit = limit
        self._may_send = may_send
        self._size = 0
        self._json = bytearray() if _is_json(connection) else None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        piece: bytes = message.get("body", b"")
        self._size += len(piece)
        try:
            if self._size > self._limit:
                self._limit = await self._may_send(self._connection, self._size)
            if self._json is not None:
                self._json += piece
                if not message.get("more_body"):
                    await _look_into(bytes(self._json))
        except ContactCenterError as refused:
            # Frameworks let this one pass where they read a body, and call any other a broken body.
            raise HTTPException(refused.status, refused.code) from refused
        return message


async def _look_into(content: bytes) -> None:
    deep = too_deep(content) if len(content) <= AT_ONCE else await asyncio.to_thread(too_deep, content)
    if deep:
        raise NestedTooDeeply


def _is_json(connection: HTTPConnection) -> bool:
    """As FastAPI takes it: also where nothing is said of the type."""
    said = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    return said in ("", "application/json") or (said.startswith("application/") and said.endswith("+json"))
