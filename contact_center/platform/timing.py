"""How long requests take, by the route that served them."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contact_center.platform.metrics import REQUEST_SECONDS

NO_ROUTE = "none"
"""Nothing of ours has this address, or the request was refused before a route was looked for."""


class Timed:
    """ASGI middleware around the whole application. Sockets are no requests: they stay open for hours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        time = asyncio.get_running_loop().time
        began = time()
        try:
            await self._app(scope, receive, note)
        finally:
            REQUEST_SECONDS.labels(_method(scope), route_of(scope), status).observe(time() - began)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """A stranger may invent methods; each label is kept for as long as the process lives."""
    return scope["method"] if scope["method"] in _METHODS else "other"


def route_of(scope: Scope) -> str:
    """The template of the route, `/api/v1/queues/{queue}`, never an address: those are without number."""
    return str(getattr(scope.get("route"), "path", NO_ROUTE))
