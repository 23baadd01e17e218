"""The doors of the product, knocked at by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from channels.vendors.twilio.verify import form, sign
from tests.contract.twilio.conftest import Desk
from tests.unit.channels.sms.builders import ACCOUNT_SID, BASE, TOKEN, account, fixture

PATH = f"/webhooks/twilio/{UUID(int=7)}"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def desk() -> Desk:
    return Desk(account())


@pytest.fixture
async def door(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=desk.app(BASE))
    async with httpx.AsyncClient(transport=transport, base_url="http://any.host.will.do") as http:
        yield http


def signature(path: str, body: bytes, token: str = TOKEN) -> dict[str, str]:
    return HEADERS | {"X-Twilio-Signature": sign(token, BASE + path, form(body))}


async def test_a_second_delivery_is_answered_as_the_first(desk: Desk, door: httpx.AsyncClient) -> None:
    body = fixture("inbound_sms")
    answers = [
        await door.post(f"{PATH}/messages", content=body, headers=signature(f"{PATH}/messages", body)) for _ in range(2)
    ]
    assert answers[0].text == answers[1].text == '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
    assert {a.status_code for a in answers} == {200}
    assert answers[0].headers["Content-Type"].startswith("text/xml")
    assert len(desk.inbox) == 1


async def test_a_forged_webhook_is_refused_and_leaves_nothing(desk: Desk, door: httpx.AsyncClient) -> None:
    body = fixture("inbound_sms")
    for headers in (HEADERS, signature(f"{PATH}/messages", body, "guess"), signature(f"{PATH}/status", body)):
        answer = await door.post(f"{PATH}/messages", content=body, headers=headers)
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:problem:signature_mismatch"
    assert desk.inbox == {}


async def test_the_message_id_of_a_callback_cannot_be_exchanged(desk: Desk, door: httpx.AsyncClient) -> None:
    body = fixture("status_delivered")
    good, other = f"{PATH}/status?m={UUID(int=42)}", f"{PATH}/status?m={UUID(int=43)}"
    assert (await door.post(other, content=body, headers=signature(good, body))).status_code == 403
    answer = await door.post(good, content=body, headers=signature(good, body))
    assert (answer.status_code, answer.content) == (204, b"")
    assert list(desk.sids) == [UUID(int=42)]


async def test_an_unknown_account_and_a_huge_body_are_refused(door: httpx.AsyncClient) -> None:
    assert (await door.post(f"/webhooks/twilio/{UUID(int=8)}/messages", content=b"")).status_code == 404
    assert (await door.post(f"{PATH}/messages", content=b"x" * 70_000)).status_code == 413


async def test_a_status_not_understood_is_answered_so_that_it_does_not_come_again(
    desk: Desk, door: httpx.AsyncClient
) -> None:
    for body in (b"MessageSid=SM1&MessageStatus=levitating", b"AccountSid=" + ACCOUNT_SID.encode()):
        path = f"{PATH}/status"
        assert (await door.post(path, content=body, headers=signature(path, body))).status_code == 204
    assert desk.states == {}


async def test_a_failing_commit_is_not_acknowledged(desk: Desk, door: httpx.AsyncClient) -> None:
    desk.down = 1
    body = fixture("inbound_sms")
    with pytest.raises(ConnectionError):
        await door.post(f"{PATH}/messages", content=body, headers=signature(f"{PATH}/messages", body))
    assert desk.inbox == {}
