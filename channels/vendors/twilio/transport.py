"""How Twilio's REST API is asked, and when it is asked again.

A request that makes something (a call, a participant) is repeated only if Twilio cannot have taken it: the connection
was never made, or it answered 429. All others have the same outcome however often they are made, so a broken
connection or a server error is met by asking again, all within `LIMIT`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.errors import NAME, refusal
from contact_center.kernel.errors import ExternalSystemError, GiveUp, OutcomeUnknown, RetryLater
from contact_center.kernel.phrases import Phrase
from contact_center.kernel.whole import whole

BASE_URL: Final = "https://api.twilio.com"
NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
LIMIT: Final = 15.0
"""Seconds for a request with all its repetitions: what Twilio gives its own."""
PAUSES: Final = (0.2, 0.8)
"""Seconds before the second and the third attempt."""
_TOO_MANY: Final = 429
_NOT_FOUND: Final = 404

Form = Mapping[str, str | Sequence[str]]


class Transport:
    """Asks Twilio. Raises the border errors of `contact_center.kernel.errors`, nothing else."""

    def __init__(self, http: httpx.AsyncClient, base_url: str = BASE_URL, limit: float = LIMIT) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._limit = limit

    async def make(self, who: Credentials, path: str, form: Form) -> dict[str, Any]:
        """POST that makes something. `OutcomeUnknown` when it is open whether Twilio took it."""
        answer = await self._within(OutcomeUnknown, self._attempts("POST", who, path, form=form, again=_not_taken))
        try:
            return body_of(answer)
        except ValueError as error:
            raise OutcomeUnknown(_unreadable(error)) from error

    async def change(self, who: Credentials, path: str, form: Form) -> dict[str, Any]:
        """POST that leaves the same behind however often it is made."""
        answer = await self._within(RetryLater, self._attempts("POST", who, path, form=form, again=_passing))
        return _read(answer)

    async def get(self, who: Credentials, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = await self._within(RetryLater, self._attempts("GET", who, path, query=query, again=_passing))
        return _read(answer)

    async def delete(self, who: Credentials, path: str) -> None:
        """What is not there any more is deleted, too."""
        try:
            await self._within(RetryLater, self._attempts("DELETE", who, path, again=_passing))
        except GiveUp as error:
            if error.fields.get("provider_status") != _NOT_FOUND:
                raise

    @asynccontextmanager
    async def stream(self, who: Credentials, path: str, limit: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of a file piece by piece; `GiveUp` once there are more than `limit`."""
        url = self._address(path)
        try:
            async with self._http.stream("GET", url, auth=(who.username, who.password)) as answer:
                if not answer.is_success:
                    await answer.aread()
                    demand_success(answer, changes=False)
                yield _bounded(answer, limit)
        except httpx.HTTPError as error:
            raise RetryLater(_unreachable(error)) from error

    def _address(self, path: str) -> str:
        url = urljoin(self._base + "/", path)
        if urlsplit(url)[:2] != urlsplit(self._base)[:2]:
            raise GiveUp(Phrase("page_at_foreign_address", {"provider": NAME}), url=url)
        return url

    async def _within(self, otherwise: type[ExternalSystemError], attempts: Any) -> httpx.Response:
        try:
            async with asyncio.timeout(self._limit):
                answer: httpx.Response = await attempts
        except TimeoutError as error:
            raise otherwise(_unreachable(error)) from error
        demand_success(answer, changes=otherwise is OutcomeUnknown)
        return answer

    async def _attempts(
        self,
        method: str,
        who: Credentials,
        path: str,
        *,
        form: Form | None = None,
        query: Mapping[str, str] | None = None,
        again: Any,
    ) -> httpx.Response:
        url = self._address(path)
        for pause in (*PAUSES, None):
            outcome: httpx.Response | httpx.HTTPError
            try:
                outcome = await self._http.request(
                    method, url, data=form, params=query or None, auth=(who.username, who.password)
                )
            except httpx.HTTPError as error:
                outcome = error
            if pause is None or not again(outcome):
                break
            wait = _pause_of(outcome, pause)
            if wait >= self._limit:
                break
            await asyncio.sleep(wait)
        if isinstance(outcome, httpx.Response):
            return outcome
        open_ = again is _not_taken and not isinstance(outcome, NEVER_SENT)
        raise (OutcomeUnknown if open_ else RetryLater)(_unreachable(outcome)) from outcome


def _not_taken(outcome: httpx.Response | httpx.HTTPError) -> bool:
    if isinstance(outcome, httpx.Response):
        return outcome.status_code == _TOO_MANY
    return isinstance(outcome, NEVER_SENT)


def _passing(outcome: httpx.Response | httpx.HTTPError) -> bool:
    return isinstance(outcome, httpx.HTTPError) or outcome.status_code == _TOO_MANY or outcome.is_server_error


def _pause_of(outcome: httpx.Response | httpx.HTTPError, pause: float) -> float:
    asked = retry_after(outcome) if isinstance(outcome, httpx.Response) else None
    return pause if asked is None else max(pause, asked.total_seconds())


async def _bounded(answer: httpx.Response, limit: int) -> AsyncIterator[bytes]:
    seen = 0
    async for piece in answer.aiter_bytes():
        seen += len(piece)
        if seen > limit:
            raise GiveUp(Phrase("file_larger_than", {"limit": limit}), limit=limit)
        yield piece


def demand_success(answer: httpx.Response, *, changes: bool) -> None:
    """Raises the border error that another answer means; `changes`: see `refusal`."""
    if answer.is_success:
        return
    try:
        body = body_of(answer)
    except (ValueError, httpx.ResponseNotRead):
        body = {}
    code = body.get("code")
    raise refusal(
        answer.status_code,
        code if isinstance(code, int) else None,
        str(body["message"]) if body.get("message") else None,
        after=retry_after(answer),
        changes=changes,
    )


def retry_after(answer: httpx.Response) -> timedelta | None:
    """What `Retry-After` asks for, at most a day."""
    seconds = whole(answer.headers.get("Retry-After", ""))
    return None if seconds is None else timedelta(seconds=min(seconds, 86_400))


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """Raises `ValueError` if the answer is not a JSON object."""
    body = answer.json()
    if not isinstance(body, dict):
        raise ValueError("not a JSON object")
    return body


def instant(value: str | None) -> datetime | None:
    """A time of the REST API (RFC 2822)."""
    if not value:
        return None
    at = parsedate_to_datetime(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        return body_of(answer)
    except ValueError as error:
        raise RetryLater(_unreadable(error)) from error


def _unreadable(error: Exception) -> Phrase:
    return Phrase("provider_answer_unreadable", {"provider": NAME, "quote": repr(error)})


def _unreachable(error: Exception) -> Phrase:
    return Phrase("provider_unreachable", {"provider": NAME, "quote": repr(error)})
