"""The door that Twilio knocks at, whatever it brings: a known account, a signature, a bounded body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

import structlog
from fastapi import Request
from fastapi.responses import JSONResponse, Response

from channels.vendors.twilio.accounts import is_genuine
from channels.vendors.twilio.errors import PayloadTooLarge, SignatureMismatch
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError, NotFound, bare
from contact_center.kernel.ids import ChannelAccountId

MAX_BODY: Final = 64 * 1024

log = structlog.get_logger(__name__)


class Accounts(Protocol):
    async def get(self, account_id: ChannelAccountId) -> ChannelAccount | None: ...


async def genuine_body(
    request: Request, accounts: Accounts, base: str, ours: Callable[[ChannelAccount], bool]
) -> tuple[ChannelAccount, bytes]:
    """The account that the path's `account_id` names, and what Twilio has sent to it.

    `base` is our public address: the signature is checked against it, never against what a Host header says. `ours`:
    whether the account is one for this door. Raises `PayloadTooLarge`, `NotFound`, `SignatureMismatch`.
    """
    body = await _body(request)
    account = await accounts.get(ChannelAccountId(request.path_params["account_id"]))
    if account is None or not ours(account):
        raise NotFound
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["path"]
    if not is_genuine(account, f"{base}{path}" + (f"?{query}" if query else ""), request.headers, body):
        log.warning("webhook refused: signature does not match", account_id=str(account.id), path=path)
        raise SignatureMismatch
    return account, body


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise PayloadTooLarge(MAX_BODY)
    return bytes(body)


def problem(error: ContactCenterError) -> Response:
    """The answer to who is not let in."""
    told = bare(error)
    body = {"type": f"urn:problem:{error.code}", "title": told.title, "status": error.status}
    if told.detail:
        body["detail"] = told.detail
    return JSONResponse(body, error.status, media_type="application/problem+json")
