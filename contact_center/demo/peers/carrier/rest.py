"""Twilio's REST API as the product sees it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contact_center.demo.peers.carrier.admission import Asked, admitted
from contact_center.demo.peers.carrier.answers import BrokenAnswer, Refused, message, page
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.domain import Sms


def rest(carrier: Carrier, contract: Contract | None) -> APIRouter:
    routes = APIRouter(prefix="/2010-04-01")

    @routes.post("/Accounts/{account_sid}/Messages.json")
    async def create(request: Request, account_sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid)
        sms = carrier.from_product(asked.account, asked.form)
        if carrier.happens(carrier.switchboard.faults.drop_response):
            carrier.counters.dropped_responses += 1
            return BrokenAnswer()
        return JSONResponse(message(sms), 201)

    @routes.get("/Accounts/{account_sid}/Messages.json")
    async def find(request: Request, account_sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid)
        return JSONResponse(_listed(carrier, asked, request.url.path))

    @routes.get("/Accounts/{account_sid}/Messages/{sid}.json")
    async def fetch(request: Request, account_sid: str, sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid)
        sms = carrier.store.get(sid)
        if sms is None or sms.account_sid != asked.account.sid:
            raise Refused(20404)
        return JSONResponse(message(sms))

    @routes.api_route("/{path:path}", methods=["GET", "POST", "DELETE", "PUT"])
    async def other(path: str) -> Response:
        raise Refused(20404, path)

    return routes


def _listed(carrier: Carrier, asked: Asked, path: str) -> dict[str, object]:
    size, number = int(asked.query.get("PageSize", "50")), int(asked.query.get("Page", "0"))
    found = list(islice(_matching(carrier, asked), number * size, (number + 1) * size + 1))
    filters = {k: v for k, v in asked.query.items() if k not in ("PageSize", "Page", "PageToken")}
    base = f"{path}?{urlencode(filters)}" if filters else path
    return page(found[:size], base, number, size, more=len(found) > size)


def _matching(carrier: Carrier, asked: Asked) -> Iterator[Sms]:
    query = asked.query
    for sms in carrier.store.newest_first(asked.account.sid):
        parties = sms.recipient == query.get("To", sms.recipient) and sms.sender == query.get("From", sms.sender)
        if parties and _dated(sms, query):
            yield sms


def _dated(sms: Sms, query: dict[str, str]) -> bool:
    """Filters by day of sending; what has not been sent has none."""
    wanted = {k: query[k][:10] for k in ("DateSent", "DateSent<", "DateSent>") if k in query}
    if not wanted:
        return True
    if sms.sent is None:
        return False
    day = f"{sms.sent:%Y-%m-%d}"
    return (
        day == wanted.get("DateSent", day)
        and day <= wanted.get("DateSent<", day)
        and day >= wanted.get("DateSent>", day)
    )
