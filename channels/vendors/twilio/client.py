"""Twilio's REST API as far as messages need it, without blocking the event loop.

Own requests on httpx rather than the vendor's SDK: that one is synchronous at heart and has no
setting for its base URL. Every request is checked against Twilio's OpenAPI document in
`tests/contract/twilio`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from channels.vendors.twilio.domain import Credentials, Listing, MediaFile, MessageResource
from channels.vendors.twilio.errors import NAME
from channels.vendors.twilio.transport import BASE_URL, NEVER_SENT, body_of, demand_success, instant
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, RetryLater
from contact_center.kernel.phrases import Phrase

PAGE_SIZE = 1000
_MEDIA_HOSTS = ("twilio.com", "twiliocdn.com", "amazonaws.com")


@asynccontextmanager
async def open_http(*, connect: float = 5.0, read: float = 15.0) -> AsyncIterator[httpx.AsyncClient]:
    """The connections a `TwilioClient` uses; times in seconds."""
    timeout = httpx.Timeout(read, connect=connect)
    async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as http:
        yield http


class TwilioClient:
    """Asks Twilio. Raises the border errors of `contact_center.kernel.errors`, nothing else."""

    def __init__(self, http: httpx.AsyncClient, base_url: str = BASE_URL) -> None:
        self._http = http
        self._base = base_url.rstrip("/")

    async def create_message(self, who: Credentials, form: Mapping[str, str]) -> MessageResource:
        """POST Messages. `OutcomeUnknown` when it is open whether Twilio took the message."""
        url = f"{self._base}/2010-04-01/Accounts/{who.account_sid}/Messages.json"
        try:
            answer = await self._http.post(url, data=dict(form), auth=(who.username, who.password))
        except NEVER_SENT as error:
            raise RetryLater(Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)})) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(
                Phrase("provider_connection_broke", {"provider": NAME, "quote": repr(error)})
            ) from error
        demand_success(answer, changes=True)
        return _taken(answer)

    async def list_messages(
        self,
        who: Credentials,
        *,
        to: str | None = None,
        from_: str | None = None,
        sent_since: datetime | None = None,
        pages: int = 5,
        page_size: int = PAGE_SIZE,
    ) -> Listing:
        """GET Messages, newest first, page by page.

        `sent_since` leaves out unsent ones; Twilio filters by whole days, so the pages end where it is reached.
        """
        wanted = {"To": to, "From": from_, "PageSize": str(page_size)}
        wanted["DateSent>"] = f"{sent_since.astimezone(UTC):%Y-%m-%d}" if sent_since else None
        query = {name: value for name, value in wanted.items() if value is not None}
        path = f"/2010-04-01/Accounts/{who.account_sid}/Messages.json"
        found: list[MessageResource] = []
        for _ in range(pages):
            page = await self._get(who, path, query)
            found += _messages(page)
            if sent_since and found and (found[-1].created or sent_since) < sent_since.replace(microsecond=0):
                return Listing(tuple(found), complete=True)
            path, query = page.get("next_page_uri") or "", {}
            if not path:
                return Listing(tuple(found), complete=True)
        return Listing(tuple(found), complete=False)

    async def fetch_message(self, who: Credentials, sid: str) -> MessageResource:
        path = f"/2010-04-01/Accounts/{who.account_sid}/Messages/{sid}.json"
        return _messages({"messages": [await self._get(who, path, {})]})[0]

    async def list_media(self, who: Credentials, sid: str) -> tuple[tuple[str, str], ...]:
        """URL and content type of the media of a message."""
        path = f"/2010-04-01/Accounts/{who.account_sid}/Messages/{sid}/Media.json"
        media = (await self._get(who, path, {})).get("media_list") or ()
        return tuple((urljoin(self._base, str(m["uri"]).removesuffix(".json")), str(m["content_type"])) for m in media)

    async def fetch_media(self, who: Credentials, url: str, limit: int) -> MediaFile:
        """A picture of an MMS, at most `limit` bytes; only from Twilio's addresses and where those send us on to."""
        first = True
        for _ in range(4):
            auth = (who.username, who.password) if self._ours(url) else None
            if auth is None and not ((first and _host_of(url, "twilio.com")) or (not first and _media_host(url))):
                raise GiveUp(Phrase("file_at_foreign_address", {"provider": NAME}), url=url)
            first = False
            answer, content = await self._download(url, auth, limit)
            if not answer.is_redirect:
                demand_success(answer, changes=False)
                return MediaFile(answer.headers.get("Content-Type", "application/octet-stream"), content)
            url = urljoin(url, answer.headers["Location"])
        raise GiveUp(Phrase("file_too_many_redirects"), url=url)

    async def _download(self, url: str, auth: tuple[str, str] | None, limit: int) -> tuple[httpx.Response, bytes]:
        content = bytearray()
        try:
            async with self._http.stream("GET", url, auth=auth) as answer:
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > limit:
                        raise GiveUp(Phrase("file_larger_than", {"limit": limit}), url=url, limit=limit)
        except httpx.HTTPError as error:
            raise RetryLater(Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)})) from error
        return answer, bytes(content)

    def _ours(self, url: str) -> bool:
        return urlsplit(url)[:2] == urlsplit(self._base)[:2]

    async def _get(self, who: Credentials, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        url = urljoin(self._base + "/", path)
        if not self._ours(url):
            raise GiveUp(Phrase("page_at_foreign_address", {"provider": NAME}), url=url)
        try:
            answer = await self._http.get(url, params=query or None, auth=(who.username, who.password))
        except httpx.HTTPError as error:
            raise RetryLater(Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)})) from error
        demand_success(answer, changes=False)
        try:
            return body_of(answer)
        except ValueError as error:
            raise RetryLater(Phrase("provider_answer_unreadable", {"provider": NAME, "quote": str(error)})) from error


def _taken(answer: httpx.Response) -> MessageResource:
    try:
        return _message(body_of(answer))
    except (ValueError, KeyError, TypeError) as error:
        raise OutcomeUnknown(Phrase("provider_answer_unreadable", {"provider": NAME, "quote": repr(error)})) from error


def _messages(page: Mapping[str, Any]) -> list[MessageResource]:
    try:
        return [_message(m) for m in page.get("messages") or ()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RetryLater(Phrase("provider_answer_unreadable", {"provider": NAME, "quote": repr(error)})) from error


def _message(m: Mapping[str, Any]) -> MessageResource:
    return MessageResource(
        sid=str(m["sid"]),
        sender=m.get("from") or "",
        recipient=m.get("to") or "",
        body=m.get("body") or "",
        status=m.get("status") or "",
        direction=m.get("direction") or "",
        created=instant(m.get("date_created")),
        error_code=m.get("error_code"),
        messaging_service_sid=m.get("messaging_service_sid"),
        num_media=int(m.get("num_media") or 0),
        num_segments=int(m.get("num_segments") or 1),
    )


def _media_host(url: str) -> bool:
    return any(_host_of(url, host) for host in _MEDIA_HOSTS)


def _host_of(url: str, domain: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == domain or host.endswith("." + domain))
