"""The other side of a webhook: a small HTTP server on this machine, which answers as a test says."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from contact_center.directory.webhooks.domain import signature


@dataclass
class Message:
    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)  # type: ignore[no-any-return]

    def is_signed_with(self, secret: str) -> bool:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        mark = signature(self.id, self.headers["webhook-timestamp"], self.body, key)
        return mark in self.headers["webhook-signature"].split(" ")


EVERYTHING = "*"


@dataclass
class Receiver:
    url: str = ""
    got: list[Message] = field(default_factory=list)
    status: int = 204
    """What it answers with."""
    more: str = ""
    """Headers of the answer."""
    refuses: set[str] = field(default_factory=set)
    """Kinds of event that it answers with 500; `EVERYTHING`: all of them."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])}
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            message = Message(head[0].split(" ")[1], headers, body)
            self.got.append(message)
            refused = message.told["type"] in self.refuses or EVERYTHING in self.refuses
            status = 500 if refused else self.status
            writer.write(f"HTTP/1.1 {status} X\r\n{self.more}content-length: 0\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # who asks was killed in between
        finally:
            writer.close()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks"
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()
