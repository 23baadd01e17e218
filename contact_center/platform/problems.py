"""Errors at the HTTP edge: RFC 9457 problem details for programs, a page in words for people."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState

from contact_center.kernel.errors import ContactCenterError, ErrorText, Invalid, Tell
from contact_center.platform.trouble import Unavailable, passes

log = structlog.get_logger()

UNHOLDABLE = (psycopg.DataError, UnicodeError, RecursionError, OverflowError)
"""What the layers below say of a value that none of them can hold: a NUL character, half of a surrogate pair, a number
beyond every column, brackets without end. Each edge checks what it can name; this stands behind all of them."""

Page = Callable[[Request, int, str, ErrorText], Awaitable[Response | None]]


class Unusable(Invalid):
    """A value that no layer can hold."""


class Internal(ContactCenterError):
    """A bug of ours."""


class RequestInvalid(Invalid):
    """The shape of a request, field by field, as pydantic found it."""

    def __init__(self, errors: Sequence[Any]) -> None:
        self.errors = errors
        super().__init__()

    @property
    def code(self) -> str:
        return "invalid"


def problem(status: int, code: str, told: ErrorText) -> Response:
    body = {"type": f"urn:contact-center:{code}", "title": told.title, "status": status, **told.fields}
    if told.detail:
        body["detail"] = told.detail
    # What was sent may be told again, with characters that no encoding has.
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    wait = told.fields.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait is not None else None
    return Response(content, status, headers, media_type="application/problem+json")


def install(app: FastAPI, page: Page, tell: Tell) -> None:
    """`page(request, status, code, told)` may answer in a person's language, else None; `tell` has the English for
    programs.

    A refused socket is closed with 4000 and the status, e.g. 4401, so that its page knows why.
    """

    async def answer(request: Request, status: int, code: str, told: ErrorText) -> Response | None:
        if isinstance(request, WebSocket):
            await _refuse(request, status)
            return None
        shown = await page(request, status, code, told)
        return shown if shown is not None else problem(status, code, told)

    async def answer_error(request: Request, error: ContactCenterError) -> Response | None:
        request.state.error = error
        return await answer(request, error.status, error.code, tell(error))

    @app.exception_handler(ContactCenterError)
    async def _ours(request: Request, error: ContactCenterError) -> Response | None:
        if error.status >= 500:
            log.error("request failed", code=error.code, detail=str(error.detail or error.about))
        return await answer_error(request, error)

    async def _unusable(request: Request, error: Exception) -> Response | None:
        log.warning("a request held a value that nothing here can hold", exc_info=error)
        return await answer_error(request, Unusable())

    for unholdable in UNHOLDABLE:
        app.add_exception_handler(unholdable, _unusable)  # type: ignore[arg-type]

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response | None:
        return await answer_error(request, RequestInvalid(error.errors()))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response | None:
        refused = error.__cause__
        if isinstance(refused, ContactCenterError):  # the bounds of a body: `platform.bounds`
            return await answer(request, refused.status, "http", ErrorText(tell(refused).title))
        return await answer(request, error.status_code, "http", ErrorText(str(error.detail)))

    async def _passing(request: Request, error: Exception) -> Response | None:
        if not passes(error):
            raise error
        log.warning("request met trouble that passes", error=repr(error))
        answered = await answer_error(request, Unavailable())
        if answered is not None:
            answered.headers["Retry-After"] = "3"
        return answered

    for kind in (psycopg.Error, OSError):
        app.add_exception_handler(kind, _passing)  # type: ignore[arg-type]

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> Response | None:
        log.error("request failed unexpectedly", exc_info=error)
        return await answer_error(request, Internal())


async def _refuse(socket: WebSocket, status: int) -> None:
    """Accepted first: a browser tells its page nothing of a refused handshake."""
    if socket.client_state is WebSocketState.CONNECTING:
        await socket.accept()
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(4000 + status)
