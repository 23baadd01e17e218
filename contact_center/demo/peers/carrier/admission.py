"""Who may ask the simulated API, and whether what they ask is as documented."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl

import structlog
from fastapi import Request

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Account
from contact_center.demo.peers.carrier.contract import Contract

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in."""

    account: Account
    form: dict[str, str]
    query: dict[str, str]
    many: dict[str, list[str]]
    """The form with all the values of each name."""


async def admitted(
    carrier: Carrier, contract: Contract | None, request: Request, sid: str, *, strict: bool = False
) -> Asked:
    """Lets a request in, or raises `Refused`; `strict` refuses parameters that Twilio would ignore."""
    faults = carrier.switchboard.faults
    if faults.outage:
        raise Refused(20503)
    if carrier.happens(faults.rate_limit):
        carrier.counters.rate_limited += 1
        raise Refused(20429)
    account = _signed_in(carrier, request, sid)
    if faults.forbidden and faults.forbidden in request.url.path:
        raise Refused(20403)
    body = (await request.body()).decode("utf-8", "replace")
    query = request.url.query
    if contract is not None:
        _held_against(contract, carrier, request, query, body, strict=strict)
    many = parse_qs(body, keep_blank_values=True)
    return Asked(account, {name: values[-1] for name, values in many.items()}, dict(parse_qsl(query)), many)


def _signed_in(carrier: Carrier, request: Request, sid: str) -> Account:
    user, password = _basic(request.headers.get("Authorization", ""))
    account = carrier.store.accounts.get(sid)
    if account is None:
        raise Refused(20003)
    expected = account.auth_token if user == sid else account.api_keys.get(user, "")
    if not (expected and hmac.compare_digest(expected.encode(), password.encode())):
        raise Refused(20003)
    if account.status != "active":
        raise Refused(20005)
    return account


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _held_against(
    contract: Contract, carrier: Carrier, request: Request, query: str, body: str, *, strict: bool
) -> None:
    """Twilio refuses wrong values and ignores unknown names; both are counted here."""
    verdict = contract.check(request.method, request.url.path, query, body)
    if verdict.faults:
        carrier.counters.violations += 1
        _log.warning("request breaks Twilio's OpenAPI document", faults=list(verdict.faults))
    if "To is missing" in verdict.invalid:
        raise Refused(21604)
    wrong = verdict.faults if strict else verdict.invalid
    if wrong:
        raise Refused(20001, "; ".join(wrong))
