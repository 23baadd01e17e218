"""Which requests are made again, and what is told when none was answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.transport import Transport
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater

WHO = Credentials("AC1", "AC1", "token")


class Twilio:
    """Answers in turn; the last answer again and again."""

    def __init__(self, *answers: httpx.Response | Exception | float) -> None:
        self._answers = answers
        self.asked = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return httpx.Response(200, json={})
        return answer


def transport(twilio: Twilio, limit: float = 60.0) -> Transport:
    return Transport(httpx.AsyncClient(transport=httpx.MockTransport(twilio)), "https://twilio.example", limit)


def said(status: int, **more: Any) -> httpx.Response:
    return httpx.Response(status, json=more)


BUSY, BROKEN, GOOD = said(429), said(500), said(200, sid="CA1")
LOST, CLOSED = httpx.ReadError("gone"), httpx.ConnectError("closed")


@pytest.mark.parametrize("first", [BUSY, CLOSED])
async def test_what_twilio_cannot_have_taken_is_asked_again(first: httpx.Response | Exception) -> None:
    twilio = Twilio(first, GOOD)
    assert await transport(twilio).make(WHO, "/x", {"To": "+1"}) == {"sid": "CA1"}
    assert twilio.asked == 2


@pytest.mark.parametrize("first", [BROKEN, LOST, httpx.Response(201, text="<html>")])
async def test_what_it_may_have_taken_is_never_asked_again(first: httpx.Response | Exception) -> None:
    twilio = Twilio(first, GOOD)
    with pytest.raises(OutcomeUnknown):
        await transport(twilio).make(WHO, "/x", {})
    assert twilio.asked == 1


@pytest.mark.parametrize("first", [BROKEN, LOST, BUSY, CLOSED])
async def test_what_leaves_the_same_behind_is_asked_again(first: httpx.Response | Exception) -> None:
    for ask in (lambda t: t.change(WHO, "/x", {}), lambda t: t.get(WHO, "/x"), lambda t: t.delete(WHO, "/x")):
        twilio = Twilio(first, GOOD)
        await ask(transport(twilio))
        assert twilio.asked == 2


async def test_all_attempts_together_take_no_longer_than_the_limit() -> None:
    slow = transport(Twilio(60.0), limit=0.05)
    with pytest.raises(OutcomeUnknown):
        await slow.make(WHO, "/x", {})
    with pytest.raises(RetryLater):
        await slow.change(WHO, "/x", {})
    later = Twilio(httpx.Response(429, headers={"Retry-After": "40"}))
    with pytest.raises(RetryLater) as told:
        await transport(later, limit=15.0).make(WHO, "/x", {})
    assert (told.value.after, later.asked) == (timedelta(seconds=40), 1)


async def test_a_refusal_is_final_and_what_is_gone_is_deleted() -> None:
    twilio = Twilio(said(404, code=20404))
    await transport(twilio).delete(WHO, "/x")
    with pytest.raises(GiveUp):
        await transport(twilio).get(WHO, "/x")
    with pytest.raises(ReauthNeeded):
        await transport(Twilio(said(401, code=20003))).delete(WHO, "/x")
    with pytest.raises(GiveUp):
        await transport(twilio).get(WHO, "https://elsewhere.example/x")
    assert twilio.asked == 2
