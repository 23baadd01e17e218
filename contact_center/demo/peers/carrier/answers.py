"""What Twilio's API answers, byte by byte as clients expect it."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from channels.sms.segments import segments
from contact_center.demo.peers.carrier.domain import Sms

_BAD_REQUEST: Final = 400
ERRORS: Final[dict[int, tuple[int, str]]] = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20005: (401, "Account is not active"),
    20403: (403, "Forbidden"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20503: (503, "Service Unavailable"),
    21205: (400, "Invalid Url"),
    21210: (400, "The source phone number provided is not yet verified for your account"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid 'From' Phone Number"),
    21214: (400, "'To' phone number cannot be reached"),
    21215: (400, "Account not authorized to call this number"),
    21216: (400, "Account not allowed to call this number"),
    21217: (400, "Phone number does not appear to be valid"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of the 'To' number"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, SMS-capable number of your account."),
    21609: (400, "Invalid 'StatusCallback' URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "The 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number is not currently reachable using the 'From' number"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21655: (400, "The messaging service does not exist"),
    21660: (400, "Mismatch between the 'From' number and the account"),
}


class Refused(Exception):
    """Ends a request to the API with one of Twilio's errors."""

    def __init__(self, code: int, detail: str | None = None) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


def error(code: int, detail: str | None = None) -> Response:
    status, message = ERRORS.get(code, (_BAD_REQUEST, "Bad request"))
    body = {
        "code": code,
        "message": f"{message}: {detail}" if detail else message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if status == 401 else None
    return JSONResponse(body, status, headers)


def message(sms: Sms) -> dict[str, Any]:
    uri = f"/2010-04-01/Accounts/{sms.account_sid}/Messages/{sms.sid}"
    return {
        "account_sid": sms.account_sid,
        "api_version": "2010-04-01",
        "body": sms.body,
        "date_created": _date(sms.created),
        "date_sent": _date(sms.sent),
        "date_updated": _date(sms.updated),
        "direction": sms.direction,
        "error_code": sms.error_code,
        "error_message": None,
        "from": sms.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(sms.body).count),
        "price": None,
        "price_unit": "USD",
        "sid": sms.sid,
        "status": sms.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": sms.recipient,
        "uri": f"{uri}.json",
    }


def page(messages: list[Sms], base: str, number: int, size: int, *, more: bool) -> dict[str, Any]:
    """A page of a list; `base` is its address with the filters, without page."""
    join = "&" if "?" in base else "?"
    own = f"{base}{join}PageSize={size}"
    start = number * size
    return {
        "end": start + max(len(messages) - 1, 0),
        "first_page_uri": f"{own}&Page=0",
        "next_page_uri": f"{own}&Page={number + 1}&PageToken=PA{messages[-1].sid}" if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": f"{own}&Page={number - 1}" if number else None,
        "messages": [message(m) for m in messages],
        "start": start,
        "uri": f"{own}&Page={number}",
    }


class BrokenAnswer(Response):
    """Promises an answer and breaks the connection before its body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"500")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"account', "more_body": True})


def _date(at: datetime | None) -> str | None:
    return None if at is None else format_datetime(at)
