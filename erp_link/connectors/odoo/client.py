"""Odoo over HTTP: JSON-2 (from 19), and the older RPC that goes with 22. One question, one transaction.

Every call has a deadline and ends in one of the border errors. An error of Odoo holds a traceback (`debug`): it is
never shown and never logged.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

from contact_center.kernel.errors import GiveUp, ReauthNeeded, RetryLater
from contact_center.kernel.phrases import Phrase

NAME = "Odoo"
Record = dict[str, Any]
Domain = Sequence[Any]
_DENIED = ("odoo.exceptions.AccessDenied", "odoo.http.SessionExpiredException")
_NOT_OURS = "odoo.exceptions.AccessError"
_BUSY = ("psycopg2.errors.SerializationFailure", "odoo.exceptions.LockError", "werkzeug.exceptions.TooManyRequests")
_LONGEST_QUOTE = 300


class OdooApi(StrEnum):
    JSON2 = "json2"
    RPC = "rpc"


@dataclass(frozen=True, slots=True)
class OdooSettings:
    url: str
    database: str
    user: str
    """Name to sign in with; JSON-2 needs none, the key says who it is."""
    key: str = field(repr=False)
    api: OdooApi = OdooApi.JSON2
    deadline: timedelta = timedelta(seconds=5)
    in_flight: int = 2
    """Odoo gives one question a whole worker."""


class OdooClient:
    """One user's connection to one database."""

    def __init__(self, settings: OdooSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self._http = httpx.AsyncClient(
            base_url=settings.url, transport=transport, timeout=settings.deadline.total_seconds(),
            headers={"Content-Type": "application/json; charset=utf-8"},
        )  # fmt: skip
        self._slots = asyncio.Semaphore(settings.in_flight)
        self._user: int | None = None
        self._signing_in = asyncio.Lock()

    async def call(
        self, model: str, method: str, ids: Sequence[int] = (), context: Mapping[str, Any] | None = None, **named: Any
    ) -> Any:
        told = {**named, **({"context": dict(context)} if context else {})}
        ask = self._json2 if self.settings.api is OdooApi.JSON2 else self._rpc
        try:
            async with asyncio.timeout(self.settings.deadline.total_seconds()), self._slots:
                return await ask(model, method, list(ids), told)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RetryLater(Phrase("provider_too_slow", {"provider": NAME}), model=model) from error
        except httpx.TransportError as error:
            raise RetryLater(
                Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)}), model=model
            ) from error

    async def search_read(
        self,
        model: str,
        domain: Domain,
        fields: Sequence[str],
        *,
        limit: int,
        order: str = "id",
        context: Mapping[str, Any] | None = None,
    ) -> list[Record]:
        """Archived records, too, unless the context says otherwise."""
        everything = {"active_test": False, **(context or {})}
        found = await self.call(
            model, "search_read", context=everything, domain=list(domain), fields=list(fields), limit=limit, order=order
        )
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            raise GiveUp(Phrase("provider_answered_otherwise", {"provider": NAME}), model=model)
        return found

    async def count(self, model: str, domain: Domain) -> int:
        return int(await self.call(model, "search_count", context={"active_test": False}, domain=list(domain)))

    async def fields(self, model: str, names: Sequence[str]) -> frozenset[str]:
        """Those of `names` that the model has and our user may read; none where it is missing or refused."""
        try:
            found = await self.call(model, "fields_get", allfields=list(names), attributes=["type"])
        except GiveUp:
            return frozenset()
        return frozenset(names) & frozenset(found)

    async def gives(self, model: str, names: Sequence[str]) -> bool:
        """Whether the model is there with all these fields, and our user may read them: asked by reading one record."""
        try:
            await self.search_read(model, [], tuple(names), limit=1)
        except GiveUp:
            return False
        return True

    async def close(self) -> None:
        await self._http.aclose()

    # --- JSON-2 ------------------------------------------------------------------------------------------

    async def _json2(self, model: str, method: str, ids: list[int], named: dict[str, Any]) -> Any:
        headers = {"Authorization": f"bearer {self.settings.key}"}
        if self.settings.database:
            headers["X-Odoo-Database"] = self.settings.database
        body = {**({"ids": ids} if ids else {}), **named}
        answer = await self._http.post(f"/json/2/{model}/{method}", content=json.dumps(body), headers=headers)
        if answer.status_code == HTTPStatus.OK:
            return decode(answer.text, model)
        _refuse_status(answer, model)
        told = decode(answer.text, model)
        raise _meaning(told if isinstance(told, dict) else {}, model)

    # --- RPC ---------------------------------------------------------------------------------------------

    async def _rpc(self, model: str, method: str, ids: list[int], named: dict[str, Any]) -> Any:
        settings = self.settings
        user = self._user or await self._sign_in()
        places = [ids] if ids else []
        given = [settings.database, user, settings.key, model, method, places, named]
        try:
            return await self._posted("object", "execute_kw", given, model)
        except ReauthNeeded:
            self._user = None
            raise

    async def _sign_in(self) -> int:
        async with self._signing_in:
            if self._user is None:
                settings = self.settings
                given = [settings.database, settings.user, settings.key, {}]
                user = await self._posted("common", "authenticate", given, "res.users")
                if not isinstance(user, int) or isinstance(user, bool):
                    raise ReauthNeeded(Phrase("provider_refuses_user", {"provider": NAME}), user=settings.user)
                self._user = user
            return self._user

    async def _posted(self, service: str, method: str, args: list[Any], model: str) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1,
                "params": {"service": service, "method": method, "args": args}}  # fmt: skip
        answer = await self._http.post("/jsonrpc", content=json.dumps(body))
        if answer.status_code != HTTPStatus.OK:
            _refuse_status(answer, model)
            raise GiveUp(Phrase("provider_answered", {"provider": NAME, "status": str(answer.status_code)}))
        told = decode(answer.text, model)
        if not isinstance(told, dict) or not {"result", "error"} & told.keys():
            raise GiveUp(Phrase("not_that_server", {"provider": NAME}), model=model)
        if told.get("error"):
            data = told["error"].get("data") if isinstance(told["error"], dict) else None
            raise _meaning(data if isinstance(data, dict) else {}, model)
        return told["result"]


def _refuse_status(answer: httpx.Response, model: str) -> None:
    """Raises for what the status alone says; returns for errors that are told in the body."""
    status = answer.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        raise ReauthNeeded(Phrase("provider_refuses_user", {"provider": NAME}), model=model)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = answer.headers.get("Retry-After", "")
        after = timedelta(seconds=int(wait)) if wait.isdecimal() else None
        raise RetryLater(Phrase("provider_answered", {"provider": NAME, "status": str(status)}), after=after)
    if "json" not in answer.headers.get("content-type", ""):
        raise GiveUp(Phrase("not_that_server", {"provider": NAME}), model=model)


def _meaning(error: Mapping[str, Any], model: str) -> Exception:
    """Of what Odoo says the first line of its message, never the traceback."""
    name = str(error.get("name") or "")
    if name in _DENIED:
        return ReauthNeeded(Phrase("provider_refuses_user", {"provider": NAME}), model=model)
    if name in _BUSY:
        return RetryLater(Phrase("provider_record_busy", {"provider": NAME}), model=model)
    if name == _NOT_OURS:
        return GiveUp(Phrase("provider_not_for_our_user", {"provider": NAME}), model=model)
    quote = (str(error.get("message") or name).strip().splitlines() or ["?"])[0][:_LONGEST_QUOTE]
    return GiveUp(Phrase("provider_says", {"provider": NAME, "quote": quote}), model=model)


def decode(text: str, model: str) -> Any:
    """JSON with exact numbers. Half an answer is no answer: the question may be asked again."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise RetryLater(Phrase("provider_answered_otherwise", {"provider": NAME}), model=model) from error
