"""The widget's socket at the edge: who may open it, and which close code says what to do next."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from channels.webchat import frames, verify
from channels.webchat.adapter import CODE
from channels.webchat.domain import LANGUAGES
from channels.webchat.errors import NoSuchWidget, OriginNotAllowed, TooFast
from channels.webchat.limits import OPENED, SESSIONS
from channels.webchat.model import Visitor
from channels.webchat.ports import WebChatPorts
from channels.webchat.socket import SocketClosed, WidgetLine
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import ChannelAccountId, ConversationId
from contact_center.platform.limits import network_address

log = structlog.get_logger(__name__)

SUBPROTOCOL = "contact-center.webchat.v1"
TOKEN_PREFIX = "token."  # noqa: S105 - marks the subprotocol that carries the token
CLOSE_CODES = {401: 4401, 403: 4403, 404: 4404, 429: 4429}
"""Close code by the status of the refusal. 4401: get a new token; 4429: later; the others: for good."""
MAX_CURSOR = 1 << 53
NOTICED_WITHIN = timedelta(seconds=20)
"""The server's own pings find a dead line within this time."""
ABNORMAL = frozenset({1006, 1011})
"""Close codes of a line that broke (RFC 6455, 7.4.1): no close frame came, or pings stayed without answer."""


def add_socket(api: APIRouter, ports: WebChatPorts) -> None:
    here: Counter[tuple[ChannelAccountId, str]] = Counter()

    @api.websocket("/widget/{account_id}/socket")
    async def socket(
        ws: WebSocket,
        account_id: UUID,
        cursor: int = 0,
        conversation: UUID | None = None,
        lang: str | None = None,
    ) -> None:
        await ws.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in _offered(ws) else None)
        wire = SocketWire(ws)
        try:
            account, visitor = await _admit(ws, ports, account_id)
        except ContactCenterError as problem:
            await wire.refuse(problem)
            return
        line = WidgetLine(
            wire,
            ports.desk,
            ports.clock,
            account,
            visitor,
            cursor=min(max(cursor, 0), MAX_CURSOR),
            conversation=ConversationId(conversation) if conversation else None,
            language=lang if lang in LANGUAGES else None,
            limits=ports.limits,
            address=network_address(ws),
        )
        await _attend(line, wire, ports, here)


async def _attend(
    line: WidgetLine,
    wire: SocketWire,
    ports: WebChatPorts,
    here: Counter[tuple[ChannelAccountId, str]],
) -> None:
    who = (line.account.id, line.visitor.id)
    here[who] += 1
    ended: datetime | None = None
    try:
        await line.run()
        await wire.close(1012)  # the centre stopped telling: the page comes back and resumes
    except SocketClosed as gone:
        # What answers no ping has been gone for a while: since it was last heard, at most as long as pings take.
        ended = max(line.heard, ports.clock.now() - NOTICED_WITHIN) if gone.broke else None
    except TooFast as problem:
        await wire.refuse(problem)
    except ContactCenterError as problem:
        log.warning("webchat line broke", account=str(line.account.id), code=problem.code)
        await wire.close(1012)
    finally:
        here[who] -= 1
        if not here[who]:
            del here[who]
            await ports.desk.left(line.account, line.visitor, ended)


async def _admit(ws: WebSocket, ports: WebChatPorts, account_id: UUID) -> tuple[ChannelAccount, Visitor]:
    _check_origin(ws)
    now = ports.clock.now()
    if await ports.limits.take(now, (SESSIONS, network_address(ws))):
        raise TooFast
    account = await ports.accounts.get(ChannelAccountId(account_id))
    if account is None or account.channel != CODE:
        raise NoSuchWidget(account_id)
    tokens = [p.removeprefix(TOKEN_PREFIX) for p in _offered(ws) if p.startswith(TOKEN_PREFIX)]
    token = tokens[0] if tokens else ""
    visitor = known_visitor(ports, account, token)
    if await ports.limits.take(now, (OPENED, f"{account.id}:{visitor.id}")):
        raise TooFast
    return account, visitor


def known_visitor(ports: WebChatPorts, account: ChannelAccount, token: str) -> Visitor:
    """Who a visitor's token stands for. Raises `VisitorTokenRefused`."""
    now = ports.clock.now()
    return verify.verify_visitor_token(token, account.id, ports.signing_key, now, former=ports.former_keys)


def _check_origin(ws: WebSocket) -> None:
    """The frame is ours, so its socket comes from our own origin; a host page has no business here."""
    given = ws.headers.get("origin")
    if given is not None and given.partition("://")[2] != ws.headers.get("host"):
        raise OriginNotAllowed(given)


def _offered(ws: WebSocket) -> list[str]:
    return [str(p) for p in ws.scope.get("subprotocols", [])]


class SocketWire:
    """A Starlette WebSocket as a `Wire`."""

    def __init__(self, ws: WebSocket) -> None:
        self._ws = ws

    async def send(self, frame: frames.Frame) -> None:
        try:
            await self._ws.send_text(frames.encode(frame))
        except (WebSocketDisconnect, RuntimeError) as gone:
            raise SocketClosed from gone

    async def receive(self) -> str:
        try:
            return await self._ws.receive_text()
        except WebSocketDisconnect as gone:
            raise SocketClosed(broke=gone.code in ABNORMAL) from gone
        except (RuntimeError, KeyError) as gone:
            raise SocketClosed from gone

    async def refuse(self, problem: ContactCenterError) -> None:
        try:
            await self.send(frames.error(problem))
        except SocketClosed:
            return
        await self.close(CLOSE_CODES.get(problem.status, 4400), problem.code)

    async def close(self, code: int, reason: str | None = None) -> None:
        try:
            await self._ws.close(code, reason)
        except (WebSocketDisconnect, RuntimeError):
            return
