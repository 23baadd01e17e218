"""What is asked again, and what is heard once."""

from __future__ import annotations

import asyncio

import pytest
from aiosipua.message import SipMessage, SipRequest, SipResponse

from channels.voice.providers.sip.transactions import T1, SipAddress, SipText, Transactions

THERE: SipAddress = ("192.0.2.1", 5060)
HEAD = (
    "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{branch}\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\n"
    "Call-ID: c\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
)


class Wire:
    def __init__(self) -> None:
        self.sent: list[SipText] = []
        self.up: list[SipText] = []
        self.transactions = Transactions(lambda m, _: self.sent.append(m), lambda m, _: self.up.append(m))


@pytest.fixture
async def wire() -> Wire:
    return Wire()


def request(method: str, branch: str = "1") -> SipRequest:
    made = SipMessage.parse(f"{method} sip:b@x SIP/2.0\r\n" + HEAD.format(branch=branch, method=method))
    assert isinstance(made, SipRequest)
    return made


def response(status: int, method: str, branch: str = "1") -> SipResponse:
    made = SipMessage.parse(f"SIP/2.0 {status} x\r\n" + HEAD.format(branch=branch, method=method))
    assert isinstance(made, SipResponse)
    return made


async def test_an_unanswered_question_is_asked_again_and_an_answered_one_is_not(wire: Wire) -> None:
    wire.transactions.ask(request("INVITE"), THERE)
    await asyncio.sleep(T1 * 1.5)
    assert len(wire.sent) == 2
    wire.transactions.hear_response(response(100, "INVITE"), THERE)
    await asyncio.sleep(T1 * 3)
    assert len(wire.sent) == 2
    wire.transactions.close()


async def test_a_failure_is_acknowledged_each_time_and_told_once(wire: Wire) -> None:
    wire.transactions.ask(request("INVITE"), THERE)
    for _ in range(3):
        wire.transactions.hear_response(response(486, "INVITE"), THERE)
    acks = [m for m in wire.sent if isinstance(m, SipRequest) and m.method == "ACK"]
    assert (len(acks), len(wire.up)) == (3, 1)
    assert acks[0].via[0].branch == "z9hG4bK1", "the same transaction"
    wire.transactions.close()


async def test_a_success_that_comes_again_goes_up_again_to_be_acknowledged(wire: Wire) -> None:
    wire.transactions.ask(request("INVITE"), THERE)
    for _ in range(2):
        wire.transactions.hear_response(response(200, "INVITE"), THERE)
    assert len(wire.up) == 2
    wire.transactions.close()


async def test_a_request_that_comes_again_gets_the_same_answer_and_is_heard_once(wire: Wire) -> None:
    wire.transactions.hear_request(request("BYE"), THERE)
    wire.transactions.answer(response(200, "BYE"), THERE)
    wire.transactions.hear_request(request("BYE"), THERE)
    assert len(wire.up) == 1
    assert [m.status_code for m in wire.sent if isinstance(m, SipResponse)] == [200, 200]
    wire.transactions.close()


async def test_our_refusal_is_said_again_until_it_is_acknowledged(wire: Wire) -> None:
    wire.transactions.hear_request(request("INVITE"), THERE)
    wire.transactions.answer(response(486, "INVITE"), THERE)
    await asyncio.sleep(T1 * 1.5)
    said = len(wire.sent)
    assert said >= 2
    wire.transactions.hear_request(request("ACK"), THERE)
    await asyncio.sleep(T1 * 3)
    assert len(wire.sent) == said
    wire.transactions.close()


async def test_what_nobody_asked_for_is_not_heard_and_a_call_is_taken_back_only_once_it_is_known(wire: Wire) -> None:
    wire.transactions.hear_response(response(200, "INVITE", "other"), THERE)
    assert not wire.up
    asked = request("INVITE")
    wire.transactions.ask(asked, THERE)
    assert not wire.transactions.may_cancel(asked)
    wire.transactions.hear_response(response(180, "INVITE"), THERE)
    assert wire.transactions.may_cancel(asked)
    wire.transactions.close()
