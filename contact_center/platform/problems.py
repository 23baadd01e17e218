"""Errors at the HTTP edge: RFC 9457 problem details for programs, a page in words for people."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState

from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.trouble import Unavailable, passes

log = structlog.get_logger()

UNHOLDABLE = (psycopg.DataError, UnicodeError, RecursionError, OverflowError)
"""What the layers below say of a value that none of them can hold: a NUL character, half of a surrogate pair, a number
beyond every column, brackets without end. Each edge checks what it can name; this stands behind all of them."""
UNUSABLE = "A value is too large, nested too deeply, or holds characters that are not text; correct it and try again."

Page = Callable[[Request, int, str, str, str | None], Awaitable[Response | None]]


def problem(status: int, code: str, title: str, detail: str | None = None, **fields: Any) -> Response:
    body = {"type": f"urn:contact-center:{code}", "title": title, "status": status, **fields}
    if detail:
        body["detail"] = detail
    # What was sent may be told again, with characters that no encoding has.
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    return Response(content, status, media_type="application/problem+json")


def install(app: FastAPI, page: Page) -> None:
    """`page(request, status, code, title, detail)` may answer in a person's language, else None.

    A refused socket is closed with 4000 and the status, e.g. 4401, so that its page knows why.
    """

    async def answer(
        request: Request, status: int, code: str, title: str, detail: str | None, **more: Any
    ) -> Response | None:
        if isinstance(request, WebSocket):
            await _refuse(request, status)
            return None
        shown = await page(request, status, code, title, detail)
        return shown if shown is not None else problem(status, code, title, detail, **more)

    @app.exception_handler(ContactCenterError)
    async def _ours(request: Request, error: ContactCenterError) -> Response | None:
        if error.status >= 500:
            log.error("request failed", code=error.code, detail=error.detail or error.about)
        fields = {name: value if isinstance(value, list) else str(value) for name, value in error.fields.items()}
        return await answer(request, error.status, error.code, error.message, error.detail, **fields)

    async def _unusable(request: Request, error: Exception) -> Response | None:
        log.warning("a request held a value that nothing here can hold", exc_info=error)
        return await answer(request, 422, "unusable", UNUSABLE, None)

    for unholdable in UNHOLDABLE:
        app.add_exception_handler(unholdable, _unusable)  # type: ignore[arg-type]

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response | None:
        errors = [{"field": ".".join(map(str, e["loc"][1:])), "reason": e["msg"]} for e in error.errors()]
        title = "The request has a value that cannot be used."
        detail = "; ".join(f"{e['field']}: {e['reason']}" for e in errors)
        request.state.invalid = error.errors()
        return await answer(request, 422, "invalid", title, detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response | None:
        return await answer(request, error.status_code, "http", str(error.detail), None)

    async def _passing(request: Request, error: Exception) -> Response | None:
        if not passes(error):
            raise error
        log.warning("request met trouble that passes", error=repr(error))
        away = Unavailable()
        answered = await answer(request, away.status, away.code, away.message, None)
        if answered is not None:
            answered.headers["Retry-After"] = "3"
        return answered

    for kind in (psycopg.Error, OSError):
        app.add_exception_handler(kind, _passing)  # type: ignore[arg-type]

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> Response | None:
        log.error("request failed unexpectedly", exc_info=error)
        return await answer(
            request, 500, "internal", "Something went wrong on our side. Nothing was changed; try again.", None
        )


async def _refuse(socket: WebSocket, status: int) -> None:
    """Accepted first: a browser tells its page nothing of a refused handshake."""
    if socket.client_state is WebSocketState.CONNECTING:
        await socket.accept()
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(4000 + status)
