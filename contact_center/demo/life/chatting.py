"""A simulated visitor's end of the web chat: the session and the socket of `channels/webchat/PROTOCOL.md`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from channels.webchat.socket_endpoint import SUBPROTOCOL, TOKEN_PREFIX
from channels.webchat.verify import sign_host_token
from contact_center.demo.company.story.model import Person
from contact_center.kernel.clock import Clock
from contact_center.kernel.errors import RetryLater


class ChatClient:
    """Opens chats as the shop's page does."""

    def __init__(self, http: httpx.AsyncClient, product: str, account: UUID, secret: str, clock: Clock) -> None:
        self._http = http
        self.product = product
        self.account = account
        self._secret = secret
        self._clock = clock

    @asynccontextmanager
    async def open(self, member: Person | None, language: str) -> AsyncIterator[Chat]:
        """A member is vouched for by the shop; None is a stranger. Raises `RetryLater` while there is no chat."""
        session = await self._session(member)
        lang = "zh-Hant" if language == "zh-TW" else "en"
        url = f"{self.product.replace('http', 'ws', 1)}/widget/{self.account}/socket?lang={lang}"
        words = [Subprotocol(SUBPROTOCOL), Subprotocol(TOKEN_PREFIX + session["token"])]
        try:
            async with connect(url, subprotocols=words, compression=None, proxy=None) as socket:
                chat = Chat(socket, str(session["visitor"]), str(session["token"]))
                reading = asyncio.create_task(chat.read())
                try:
                    yield chat
                finally:
                    reading.cancel()
        except (InvalidHandshake, ConnectionClosed, OSError) as error:
            raise RetryLater(f"the chat: {error}") from error

    async def _session(self, member: Person | None) -> dict[str, Any]:
        token = None
        if member is not None:
            token = sign_host_token(
                self._secret, sub=member.key, now=self._clock.now(), name=member.name, email=member.email
            )
        url = f"{self.product}/widget/{self.account}/session"
        answer = await self._http.post(url, json={"host_token": token} if token else {})
        if answer.is_error:
            raise RetryLater(f"the chat's session: {answer.status_code}")
        found: dict[str, Any] = answer.json()
        return found


class Chat:
    def __init__(self, socket: ClientConnection, visitor: str, token: str) -> None:
        self.visitor = visitor
        self.token = token
        self._socket = socket
        self._first = True
        self._conversation: str | None = None
        self._seen = 0
        self._answers = asyncio.Semaphore(0)
        self._ended = asyncio.Event()
        self._call: dict[str, asyncio.Event] = {state: asyncio.Event() for state in ("talking", "ended")}

    async def say(self, text: str) -> None:
        await self._send({"type": "message", "client_key": uuid4().hex, "text": text, "page": "/service"})

    async def typing(self, seconds: float) -> None:
        await self._send({"type": "typing", "active": True})
        await asyncio.sleep(seconds)
        await self._send({"type": "typing", "active": False})

    async def answered(self, patience: float) -> bool:
        """Waits for the agent's next message; False when it does not come or the chat is over."""
        if self._ended.is_set():
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._answers.acquire()
            return True
        return False

    async def call_is(self, state: str, at_most: float) -> bool:
        """Waits until the visitor's call is `talking` or `ended`; False when it does not come to that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._call[state].wait()
            return True
        return False

    async def read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self._socket:
                await self._take(json.loads(text))
        self._ended.set()

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame.get("type"):
            case "hello":
                await self._hello(frame)
            case "message":
                await self._message(frame, str(frame["conversation"]))
            case "call" if frame.get("state") in self._call:
                self._call[frame["state"]].set()
            case "state" if frame.get("phase") == "ended" and frame.get("conversation") == self._conversation:
                self._ended.set()

    async def _hello(self, frame: dict[str, Any]) -> None:
        """The first one tells of an earlier conversation; later ones of what this one has got meanwhile."""
        if self._first:
            self._first = False
            self._conversation, self._seen = frame["conversation"], int(frame["cursor"])
            return
        for message in frame["history"]:
            await self._message(message, str(frame["conversation"]))

    async def _message(self, frame: dict[str, Any], conversation: str) -> None:
        if conversation != self._conversation:
            self._conversation, self._seen = conversation, 0
        if frame["position"] <= self._seen:
            return
        self._seen = frame["position"]
        if frame["author"] == "agent":
            await self._send({"type": "read", "conversation": conversation, "position": frame["position"]})
            self._answers.release()

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(frame, ensure_ascii=False))
