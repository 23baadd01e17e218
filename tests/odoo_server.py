"""An Odoo of ours: the two interfaces its vendor documents, over records in memory, with switches for what goes wrong.

Built from Odoo's public documentation of the external API; it stands for no version of the program itself.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

DATABASE, LOGIN, KEY, USER = "kiln", "reader@kiln.example", "right-key", 7
Row = dict[str, Any]
_BEGAN = datetime.fromisoformat("2026-11-30 10:00:00")


@dataclass
class OdooFaults:
    """What goes wrong with every question, until it is put right."""

    status: int | None = None
    delay: float = 0.0
    half: bool = False
    """Answers end in the middle."""
    share: float = 0.0
    """So many of the questions fail, in a manner that is drawn."""
    retry_after: str = ""


@dataclass
class OdooServer:
    rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    missing: set[tuple[str, str]] = field(default_factory=set)
    """Fields that this installation has not, by model."""
    faults: OdooFaults = field(default_factory=OdooFaults)
    url: str = ""
    asked: int = 0
    spoilt: Callable[[Row], Row] | None = None
    """What is done to each row on its way out."""
    _known: dict[str, set[str]] = field(default_factory=dict)
    """Every field that a record of a model has had."""
    _now: datetime = _BEGAN
    _draw: random.Random = field(default_factory=lambda: random.Random(12))

    # --- what tests do to it ---------------------------------------------------------------------------

    def later(self, by: timedelta = timedelta(seconds=1)) -> None:
        self._now += by

    def put(self, model: str, id: int, **values: Any) -> None:
        """Makes or changes a record; its stamp has microseconds, which are never told."""
        self._now += timedelta(microseconds=1)
        row = self.rows.setdefault(model, {}).setdefault(id, {"id": id, "active": True})
        self._known.setdefault(model, {"id", "active", "write_date"}).update(values)
        row |= {**values, "write_date": f"{self._now:%Y-%m-%d %H:%M:%S.%f}"}

    def drop(self, model: str, id: int) -> None:
        del self.rows[model][id]

    # --- JSON-2 ----------------------------------------------------------------------------------------

    async def json2(self, request: Request) -> Response:
        broken = await self._broken()
        if broken is not None:
            return broken
        if request.headers.get("authorization") != f"bearer {KEY}":
            return JSONResponse({"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey"}, 401)
        body = await request.json()
        ids, context = body.pop("ids", []), body.pop("context", {})
        model, method = request.path_params["model"], request.path_params["method"]
        try:
            result = self._call(model, method, ids, context, body)
        except LookupError as error:
            told = {"name": "builtins.KeyError", "message": str(error), "arguments": [], "context": {},
                    "debug": "Traceback (most recent call last): secret"}  # fmt: skip
            return JSONResponse(told, 404)
        return self._written(result)

    # --- RPC -------------------------------------------------------------------------------------------

    async def rpc(self, request: Request) -> Response:
        broken = await self._broken()
        if broken is not None:
            return broken
        params = (await request.json())["params"]
        service, method, args = params["service"], params["method"], params["args"]
        if (service, method) == ("common", "authenticate"):
            database, login, key, _ = args
            return self._result(USER if (database, login, key) == (DATABASE, LOGIN, KEY) else False)
        database, user, key, model, called, places, named = args
        if (database, user, key) != (DATABASE, USER, KEY):
            return self._error("odoo.exceptions.AccessDenied", "Access Denied")
        context = named.pop("context", {})
        try:
            return self._result(self._call(model, called, places[0] if places else [], context, named))
        except LookupError as error:
            return self._error("builtins.KeyError", str(error))

    def _result(self, result: Any) -> Response:
        return self._written({"jsonrpc": "2.0", "id": 1, "result": result})

    def _error(self, name: str, message: str) -> Response:
        data = {"name": name, "message": message, "debug": "Traceback (most recent call last): secret"}
        error = {"code": 200, "message": "Odoo Server Error", "data": data}
        return JSONResponse({"jsonrpc": "2.0", "id": 1, "error": error})

    # --- the model -------------------------------------------------------------------------------------

    def _call(self, model: str, method: str, ids: list[int], context: Row, named: Row) -> Any:
        if (model, method) == ("res.users", "context_get"):
            return {"lang": "en_US", "tz": "Asia/Taipei", "uid": USER}
        if model not in self.rows:
            raise LookupError(f"the model {model} does not exist")
        if method == "fields_get":
            there = {name for name in self._known[model] if (model, name) not in self.missing}
            return {name: {"type": "char"} for name in named["allfields"] if name in there}
        found = [row for row in self.rows[model].values() if self._fits(row, list(named["domain"]))]
        if method == "search_count":
            return len(found)
        if method == "search_read":
            for name in named["fields"]:
                if (model, name) in self.missing:
                    raise LookupError(f"Invalid field {name!r} on {model!r}")
            for name, direction in reversed(_order(named.get("order", "id"))):
                found.sort(key=lambda row, name=name: _key(row.get(name)), reverse=direction)
            asked = ["id", *named["fields"]]
            return [self._told(row, asked, context) for row in found[: named.get("limit", 80)]]
        raise LookupError(f"the method {method} does not exist")

    def _told(self, row: Row, names: list[str], context: Row) -> Row:
        told = {name: row.get(name, False) for name in names}
        if context.get("lang") == "zh_TW" and row.get("name_zh"):
            told["name"] = row["name_zh"]
        for name in ("write_date", "date_order", "scheduled_date", "commitment_date", "date_done"):
            if isinstance(told.get(name), str):
                told[name] = told[name][:19]
        return self.spoilt(told) if self.spoilt is not None else told

    def _fits(self, row: Row, domain: list[Any]) -> bool:
        """Odoo's prefix notation; what is not joined by an operator is joined by "and"."""
        stack: list[bool] = []
        for item in reversed(domain):
            if item == "|":
                stack.append(any([stack.pop(), stack.pop()]))
            elif item == "&":
                stack.append(all([stack.pop(), stack.pop()]))
            else:
                stack.append(self._holds(row, *item))
        return all(stack)

    def _holds(self, row: Row, name: str, operator: str, wanted: Any) -> bool:
        value = row.get(name, False)
        if isinstance(value, list):
            value = value[0]
        match operator:
            case "=":
                return bool(value == wanted)
            case "!=":
                return bool(value != wanted)
            case "in":
                return value in wanted
            case "not in":
                return value not in wanted
            case ">":
                return value is not False and value > wanted
            case ">=":
                return value is not False and value >= wanted
            case "=ilike":
                return isinstance(value, str) and bool(re.fullmatch(_pattern(wanted), value, re.IGNORECASE))
            case "child_of":
                if value == wanted:
                    return True
                partner = self.rows["res.partner"].get(value if isinstance(value, int) else -1, {})
                return bool((partner.get("commercial_partner_id") or [None])[0] == wanted)
        raise LookupError(f"operator {operator}")

    async def _broken(self) -> Response | None:
        self.asked += 1
        faults = self.faults
        if faults.share and self._draw.random() < faults.share:
            kind = self._draw.choice(["status", "busy", "half"])
            if kind == "half":
                return Response('{"jsonrpc": "2.0", "resu', media_type="application/json")
            return JSONResponse({"name": "x", "message": "x"}, 500 if kind == "status" else 429)
        if faults.delay:
            await asyncio.sleep(faults.delay)
        if faults.status is not None:
            headers = {"Retry-After": faults.retry_after} if faults.retry_after else None
            return JSONResponse({"name": "x", "message": "no"}, faults.status, headers)
        return None

    def _written(self, result: Any) -> Response:
        text = json.dumps(result)
        if self.faults.half and len(text) > 2:
            text = text[: len(text) // 2]
        return Response(text, media_type="application/json")


def _order(text: str) -> list[tuple[str, bool]]:
    parts = [one.split() for one in text.split(",")]
    return [(part[0], len(part) > 1 and part[1] == "desc") for part in parts]


def _key(value: Any) -> tuple[int, Any]:
    if value is None or value is False:
        return (0, "")
    return (1, value) if isinstance(value, int | float) else (2, str(value))


def _pattern(like: str) -> str:
    parts = re.split(r"(\\.|%|_)", like)
    return "".join({"%": ".*", "_": "."}.get(one, re.escape(one[1:] if one.startswith("\\") else one)) for one in parts)


@asynccontextmanager
async def odoo_server() -> AsyncIterator[OdooServer]:
    made = OdooServer()
    routes = [
        Route("/json/2/{model}/{method}", made.json2, methods=["POST"]),
        Route("/jsonrpc", made.rpc, methods=["POST"]),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.should_exit = server.force_exit = True
        await serving
