"""The doors Twilio knocks at. It is answered only after what it brought is committed."""

from __future__ import annotations

import hashlib

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.sms.client import CODE
from channels.sms.parse import message_sid
from channels.sms.ports import SmsPorts
from channels.sms.reports import parse_status
from channels.vendors.twilio.accounts import public_url
from channels.vendors.twilio.door import genuine_body, problem
from channels.vendors.twilio.verify import FORM, form
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope, Unparseable
from contact_center.kernel.errors import ContactCenterError

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

_log = structlog.get_logger(__name__)


def router(ports: SmsPorts, public_base_url: str) -> APIRouter:
    """`public_base_url` is the address under which Twilio reaches us: signatures are checked against it."""
    base = public_url(public_base_url)
    routes = APIRouter(tags=["twilio"])

    @routes.post("/webhooks/twilio/{account_id:uuid}/messages", include_in_schema=False)
    async def messages(request: Request) -> Response:
        try:
            account, body = await genuine_body(request, ports.accounts, base, _is_sms)
        except ContactCenterError as error:
            return problem(error)
        await ports.inbound.take(_envelope(ports, account, request, body))
        return Response(TWIML, media_type="text/xml")

    @routes.post("/webhooks/twilio/{account_id:uuid}/status", include_in_schema=False)
    async def status(request: Request) -> Response:
        try:
            account, body = await genuine_body(request, ports.accounts, base, _is_sms)
        except ContactCenterError as error:
            return problem(error)
        await _report(ports, account, request.url.query, body)
        return Response(status_code=204)

    return routes


def _is_sms(account: ChannelAccount) -> bool:
    return account.channel == CODE


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
