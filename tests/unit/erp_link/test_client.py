"""The client's behaviour on the wire, against a hand-written Tryton that answers as the real one was seen to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contact_center.kernel.errors import ExternalSystemError, GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater
from erp_link.connectors.tryton.client import TrytonClient, TrytonSettings
from tests.told import refused

Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Wire:
    """Signs in any user whose password is `right`; then gives one answer after the other."""

    answers: list[Answer] = field(default_factory=list)
    sessions: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        question = json.loads(request.content)
        if question["method"] == "common.db.login":
            return self._login(question)
        if question["method"] == "model.res.user.get_preferences":
            return result({"company": 1, "language": "en"})(request)
        self.asked.append(question)
        return self.answers.pop(0)(request)

    def _login(self, question: dict[str, Any]) -> httpx.Response:
        if question["params"][1]["password"] != "right":
            return httpx.Response(401)
        self.sessions += 1
        return httpx.Response(200, json={"id": 1, "result": [2, f"token{self.sessions}", None]})

    def client(self, password: str = "right") -> TrytonClient:
        settings = TrytonSettings("http://erp.example", "kiln", "reader", password, timedelta(seconds=1))
        return TrytonClient(settings, httpx.MockTransport(self))


def result(value: Any) -> Answer:
    return lambda _: httpx.Response(200, json={"id": 1, "result": value})


def error(*parts: Any) -> Answer:
    return lambda _: httpx.Response(200, json={"id": 1, "error": list(parts)})


def status(code: int) -> Answer:
    return lambda _: httpx.Response(code)


def fails(kind: type[httpx.TransportError]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise kind("seen on the wire", request=request)

    return answer


async def test_session_that_ended_is_renewed_and_the_question_asked_again() -> None:
    wire = Wire([status(401), result(["fact"])])
    assert await wire.client().call("model.x.search", []) == ["fact"]
    assert wire.sessions == 2


async def test_one_session_serves_all_questions() -> None:
    wire = Wire([result(1), result(2)])
    client = wire.client()
    assert [await client.call("a"), await client.call("b")] == [1, 2]
    assert wire.sessions == 1


async def test_company_and_language_go_with_every_question() -> None:
    wire = Wire([result([])])
    await wire.client().call("model.x.search", ["domain"])
    assert wire.asked[0]["params"] == [["domain"], {"company": 1, "language": "en"}]


async def test_wrong_password_asks_for_new_credentials() -> None:
    with refused(ReauthNeeded, match="user or its password"):
        await Wire().client(password="wrong").call("a")


async def test_session_refused_twice_asks_for_new_credentials() -> None:
    with pytest.raises(ReauthNeeded):
        await Wire([status(401), status(401)]).client().call("a")


async def test_dropped_connection_is_opened_again_once() -> None:
    wire = Wire([fails(httpx.RemoteProtocolError), result("fact")])
    assert await wire.client().call("a") == "fact"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (fails(httpx.RemoteProtocolError), OutcomeUnknown),
        (fails(httpx.ReadTimeout), OutcomeUnknown),
        (status(502), OutcomeUnknown),
        (fails(httpx.ConnectError), RetryLater),
        (status(401), RetryLater),
        (status(429), RetryLater),
        (error("UserError", ["No.", ""]), GiveUp),
    ],
)
async def test_an_act_is_sent_once_and_no_answer_is_not_taken_for_a_no(
    answer: Answer, expected: type[ExternalSystemError]
) -> None:
    wire = Wire([answer, result("done twice")])
    with pytest.raises(expected):
        await wire.client().call_once("act")
    assert len(wire.asked) == 1


async def test_a_warning_is_told_without_its_name() -> None:
    with pytest.raises(GiveUp) as warned:
        await Wire([error("UserWarning", ["5b54.similar", "It is similar.", ""])]).client().call("a")
    assert "5b54" not in str(warned.value)


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (status(500), RetryLater, "500"),
        (status(429), RetryLater, "429"),
        (status(403), GiveUp, "does not offer"),
        (status(404), GiveUp, "no such database"),
        (fails(httpx.ConnectError), RetryLater, "cannot be reached"),
        (fails(httpx.ReadTimeout), RetryLater, "in time"),
        (error("'nope'", "Traceback: secret"), GiveUp, "nope"),
        (error("UserError", ["The order is locked.", ""]), GiveUp, "The order is locked."),
        (error("UserWarning", ["5b54.similar", "It is similar.", ""]), GiveUp, "It is similar."),
        (error("ConcurrencyException", "x"), RetryLater, "busy"),
        (lambda _: httpx.Response(200, text="<html>"), GiveUp, "is not Tryton"),
    ],
)
async def test_trouble_says_what_to_do(answer: Answer, expected: type[ExternalSystemError], words: str) -> None:
    with refused(expected, match=words) as raised:
        await Wire([answer]).client().call("a")
    assert "secret" not in str(raised.value)


def test_password_is_not_shown() -> None:
    assert "hush" not in repr(TrytonSettings("http://erp.example", "kiln", "reader", "hush"))
