"""The doors Twilio knocks at. It is answered only after what it brought is committed."""

from __future__ import annotations

import hashlib
from typing import Literal

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from channels.sms.accounts import public_url, webhook_path
from channels.sms.client import CODE
from channels.sms.errors import PayloadTooLarge, SignatureMismatch
from channels.sms.parse import message_sid
from channels.sms.ports import SmsPorts
from channels.sms.reports import parse_status
from channels.sms.verify import is_genuine
from channels.vendors.twilio.verify import FORM, form
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope, Unparseable
from contact_center.kernel.errors import ContactCenterError, NotFound, bare
from contact_center.kernel.ids import ChannelAccountId

MAX_BODY = 64 * 1024
TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

_log = structlog.get_logger(__name__)


def router(ports: SmsPorts, public_base_url: str) -> APIRouter:
    """`public_base_url` is the address under which Twilio reaches us: signatures are checked against it."""
    base = public_url(public_base_url)
    routes = APIRouter(tags=["twilio"])

    @routes.post("/webhooks/twilio/{account_id:uuid}/messages", include_in_schema=False)
    async def messages(request: Request) -> Response:
        try:
            account, body = await _checked(ports, base, request, "messages")
        except ContactCenterError as error:
            return _problem(error)
        await ports.inbound.take(_envelope(ports, account, request, body))
        return Response(TWIML, media_type="text/xml")

    @routes.post("/webhooks/twilio/{account_id:uuid}/status", include_in_schema=False)
    async def status(request: Request) -> Response:
        try:
            account, body = await _checked(ports, base, request, "status")
        except ContactCenterError as error:
            return _problem(error)
        await _report(ports, account, request.url.query, body)
        return Response(status_code=204)

    return routes


async def _checked(
    ports: SmsPorts, base: str, request: Request, kind: Literal["messages", "status"]
) -> tuple[ChannelAccount, bytes]:
    body, account_id = await _body(request), request.path_params["account_id"]
    account = await ports.accounts.get(ChannelAccountId(account_id))
    if account is None or account.channel != CODE:
        raise NotFound
    query = request.scope["query_string"].decode("latin-1")
    url = base + webhook_path(account, kind) + (f"?{query}" if query else "")
    if not is_genuine(account, url, request.headers, body):
        _log.warning("webhook refused: signature does not match", account_id=str(account_id), kind=kind)
        raise SignatureMismatch
    return account, body


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise PayloadTooLarge(MAX_BODY)
    return bytes(body)


def _envelope(ports: SmsPorts, account: ChannelAccount, request: Request, body: bytes) -> RawEnvelope:
    try:
        sid = message_sid(dict(form(body)))
    except ValueError:
        sid = None
    # Signed but not understood: kept under its digest, for quarantine.
    provider_id = sid or f"sha256:{hashlib.sha256(body).hexdigest()}"
    content_type = request.headers.get("Content-Type", FORM)
    return RawEnvelope(account, provider_id, ports.clock.now(), content_type, body)


async def _report(ports: SmsPorts, account: ChannelAccount, query: str, body: bytes) -> None:
    """A callback that says nothing we can use is logged and answered: repeating it would not help."""
    try:
        said = parse_status(dict(form(body)), query, ports.clock.now())
    except (Unparseable, ValueError) as error:
        _log.warning("status callback not understood", account_id=str(account.id), reason=str(error))
        return
    if said is None:
        _log.info("status callback with a status unknown to us", account_id=str(account.id))
        return
    await ports.reports.report(account, said.report, said.message_id)


def _problem(error: ContactCenterError) -> Response:
    told = bare(error)
    body = {"type": f"urn:problem:{error.code}", "title": told.title, "status": error.status}
    if told.detail:
        body["detail"] = told.detail
    return JSONResponse(body, error.status, media_type="application/problem+json")
