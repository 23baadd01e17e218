"""Tryton's JSON-RPC over HTTP: sign in once, ask, sign in again when the session has ended.

Every call has a deadline and ends in one of three border errors: `RetryLater` (busy, slow, unreachable),
`ReauthNeeded` (user or password refused) or `GiveUp` (Tryton refuses the question itself).
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from contact_center.kernel.errors import GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater
from contact_center.kernel.phrases import Phrase

NAME = "Tryton"
log = structlog.get_logger(__name__)

Record = dict[str, Any]
Domain = Sequence[Any]

_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""A kept connection whose other end is gone; what only reads is asked again, as that is safe."""


@dataclass(frozen=True, slots=True)
class TrytonSettings:
    url: str
    """Base address, e.g. `http://127.0.0.1:8602`."""
    database: str
    user: str
    password: str = field(repr=False)
    deadline: timedelta = timedelta(seconds=5)
    """For one question, signing in included."""
    in_flight: int = 4
    """Questions asked at the same time; the rest waits within its deadline."""


@dataclass(frozen=True, slots=True)
class _Session:
    authorization: str
    context: Mapping[str, Any]
    """Company and language of the user: without a company, amounts and languages read as empty."""


class TrytonClient:
    """One user's connection to one Tryton database."""

    def __init__(self, settings: TrytonSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self._http = httpx.AsyncClient(
            base_url=settings.url,
            transport=transport,
            timeout=settings.deadline.total_seconds(),
            headers={"Content-Type": "application/json"},
        )
        self._session: _Session | None = None
        self._signing_in = asyncio.Lock()
        self._slots = asyncio.Semaphore(settings.in_flight)

    async def call(self, method: str, *params: Any, context: Mapping[str, Any] | None = None) -> Any:
        """The result of `method`, with the user's context and `context` added as the last parameter."""
        try:
            async with asyncio.timeout(self.settings.deadline.total_seconds()), self._slots:
                return await self._signed(method, params, context or {})
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RetryLater(Phrase("provider_too_slow", {"provider": NAME}), method=method) from error
        except httpx.TransportError as error:
            raise RetryLater(
                Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)}), method=method
            ) from error

    async def call_once(self, method: str, *params: Any) -> Any:
        """Like `call`, for what must not be done twice: it is sent once, and where no answer comes back the outcome is
        not known (`OutcomeUnknown`). `RetryLater` and `ReauthNeeded`: Tryton has certainly not begun."""
        try:
            async with asyncio.timeout(self.settings.deadline.total_seconds()):
                session = self._session or await self._sign_in(None)
        except (TimeoutError, httpx.TransportError) as error:
            raise RetryLater(
                Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)}), method=method
            ) from error
        try:
            async with asyncio.timeout(self.settings.deadline.total_seconds()), self._slots:
                answer = await self._post(method, [*params, dict(session.context)], session.authorization, once=True)
        except httpx.ConnectError as error:
            raise RetryLater(
                Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)}), method=method
            ) from error
        except (TimeoutError, httpx.TransportError) as error:
            raise OutcomeUnknown(Phrase("provider_too_slow", {"provider": NAME}), method=method) from error
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._session = None
            raise RetryLater(Phrase("provider_ended_session", {"provider": NAME}), method=method)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            status = str(answer.status_code)
            raise OutcomeUnknown(Phrase("provider_answered", {"provider": NAME, "status": status}), method=method)
        return _result(answer, method)

    async def search_read(
        self,
        model: str,
        domain: Domain,
        fields: Sequence[str],
        *,
        limit: int,
        order: Domain | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> list[Record]:
        asked = (list(domain), 0, limit, order and list(order), list(fields))
        records = await self.call(f"model.{model}.search_read", *asked, context=context)
        if not isinstance(records, list):
            raise GiveUp(Phrase("provider_answered_otherwise", {"provider": NAME}), model=model)
        return records

    async def fields(self, model: str, names: Sequence[str]) -> frozenset[str]:
        """Those of `names` that the model has; empty where the model is missing or refused."""
        try:
            found = await self.call(f"model.{model}.fields_get", list(names))
        except GiveUp:
            return frozenset()
        return frozenset(names) & frozenset(found)

    async def readable(self, models: Sequence[str]) -> frozenset[str]:
        """Those of the models that exist and that our user may read."""
        present = []
        for model in models:
            if await self.fields(model, ("id",)):
                present.append(model)
        access = await self.call("model.ir.model.access.get_access", present)
        return frozenset(model for model in present if access.get(model, {}).get("read"))

    async def close(self) -> None:
        await self._http.aclose()

    async def _signed(self, method: str, params: Sequence[Any], context: Mapping[str, Any]) -> Any:
        session = self._session or await self._sign_in(None)
        answer = await self._post(method, [*params, {**session.context, **context}], session.authorization)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            session = await self._sign_in(session)
            answer = await self._post(method, [*params, {**session.context, **context}], session.authorization)
        return _result(answer, method)

    async def _sign_in(self, ended: _Session | None) -> _Session:
        """A session that is not `ended`; one question signs in, the others wait for it."""
        async with self._signing_in:
            if self._session is None or self._session is ended:
                self._session = None
                self._session = await self._fresh_session()
            return self._session

    async def _fresh_session(self) -> _Session:
        settings = self.settings
        secret = {"password": settings.password}
        answer = await self._post("common.db.login", [settings.user, secret, "en"], None)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise ReauthNeeded(Phrase("provider_refuses_user", {"provider": NAME}), user=settings.user)
        user_id, token, *_ = _result(answer, "common.db.login")
        encoded = base64.b64encode(f"{settings.user}:{user_id}:{token}".encode()).decode()
        authorization = f"Session {encoded}"
        asked = await self._post("model.res.user.get_preferences", [True, {}], authorization)
        found = _result(asked, "model.res.user.get_preferences")
        context = {"company": found.get("company"), "language": found.get("language") or "en"}
        log.info("tryton signed in", database=settings.database, company=context["company"])
        return _Session(authorization, context)

    async def _post(
        self, method: str, params: Sequence[Any], authorization: str | None, *, once: bool = False
    ) -> httpx.Response:
        body = json.dumps({"id": 1, "method": method, "params": list(params)})
        headers = {"Authorization": authorization} if authorization else {}
        path = f"/{self.settings.database}/rpc/"
        try:
            return await self._http.post(path, content=body, headers=headers)
        except _DROPPED:
            if once:
                raise
            return await self._http.post(path, content=body, headers=headers)


def _result(answer: httpx.Response, method: str) -> Any:
    status = answer.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        raise ReauthNeeded(Phrase("provider_ended_session", {"provider": NAME}), method=method)
    if status == HTTPStatus.NOT_FOUND:
        raise GiveUp(Phrase("provider_no_such_database", {"provider": NAME}), method=method)
    if status == HTTPStatus.FORBIDDEN:
        raise GiveUp(Phrase("provider_not_for_our_user", {"provider": NAME}), method=method)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RetryLater(Phrase("provider_answered", {"provider": NAME, "status": str(status)}), method=method)
    if status != HTTPStatus.OK:
        raise GiveUp(Phrase("provider_answered", {"provider": NAME, "status": str(status)}), method=method)
    return _unwrap(decode(answer.text), method)


def _unwrap(answer: Any, method: str) -> Any:
    if not isinstance(answer, dict) or not {"result", "error"} & answer.keys():
        raise GiveUp(Phrase("not_that_server", {"provider": NAME}), method=method)
    error = answer.get("error")
    if not error:
        return answer["result"]
    kind = str(error[0])
    if kind in ("ConcurrencyException", "RateLimitException"):
        raise RetryLater(Phrase("provider_record_busy", {"provider": NAME}), method=method)
    told = error[1] if kind in ("UserError", "UserWarning") and len(error) > 1 else kind
    if kind == "UserWarning" and not isinstance(told, str):
        told = told[1:]  # its name comes first, which tells people nothing
    words = told if isinstance(told, str) else " ".join(str(part) for part in told if isinstance(part, str))
    quote = Phrase("provider_says", {"provider": NAME, "quote": words})
    raise GiveUp(quote, method=method)  # never the traceback that stands beside it


def decode(text: str) -> Any:
    """JSON as Tryton writes it: numbers exact, days and instants as Python's own."""
    try:
        return json.loads(text, parse_float=Decimal, object_hook=_typed)
    except ValueError as error:
        raise GiveUp(Phrase("not_that_server", {"provider": NAME})) from error


def _typed(value: dict[str, Any]) -> Any:
    match value.get("__class__"):
        case "Decimal":
            return Decimal(value["decimal"])
        case "bytes":
            return base64.b64decode(value["base64"])
        case "date":
            return date(value["year"], value["month"], value["day"])
        case "datetime":
            day = date(value["year"], value["month"], value["day"])
            return datetime.combine(day, time(value["hour"], value["minute"], value["second"], value["microsecond"]))
        case "timedelta":
            return timedelta(seconds=float(value["seconds"]))
    return value
