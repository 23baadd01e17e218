"""The simulated carrier by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from contact_center.demo.peers.carrier.__main__ import config, parser
from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.courier import Overrides, overrides
from contact_center.demo.peers.carrier.domain import INBOUND, Sms
from contact_center.demo.peers.carrier.store import CarrierStore
from tests.contract.twilio.conftest import Line
from tests.unit.channels.sms.builders import ACCOUNT_SID, CUSTOMER, OURS, TOKEN

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def client(contract: Path | None = None) -> httpx.AsyncClient:
    made = CarrierConfig((Account(ACCOUNT_SID, TOKEN),), (Number(OURS, ACCOUNT_SID),), contract=contract)
    transport = httpx.ASGITransport(app=create_app(made))
    return httpx.AsyncClient(transport=transport, base_url="http://carrier", auth=(ACCOUNT_SID, TOKEN))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://d/x", Overrides()),
        ("http://d/x#rc=5&rp=all", Overrides(retries=5, policy=frozenset({"all"}))),
        ("http://d/x#rc=9&ct=1&rp=4xx,5xx", Overrides(0.1, retries=5, policy=frozenset({"4xx", "5xx"}))),
        ("http://d/x#rc=no&tt=2000", Overrides(total=2.0)),
    ],
)
def test_an_address_says_how_often_to_try(url: str, expected: Overrides) -> None:
    assert overrides(url) == ("http://d/x", expected)
    assert not Overrides().again("5xx")
    assert Overrides(policy=frozenset({"all"})).again("5xx")


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    store = CarrierStore(CarrierConfig((), keep=3))
    for n in range(5):
        store.add(Sms(f"SM{n}", ACCOUNT_SID, f"+1{n % 2}", OURS, "", INBOUND, "received", NOON, NOON))
    assert [m.sid for m in store.newest_first(ACCOUNT_SID)] == ["SM4", "SM3", "SM2"]
    assert [m.sid for m in store.of_phone("+10")] == ["SM2", "SM4"]
    assert store.phones() == ["+10", "+11"]


async def test_without_the_document_it_runs_and_says_so(tmp_path: Path) -> None:
    async with client(tmp_path / "absent.json") as http:
        health = (await http.get("/healthz")).json()
        assert (health["status"], health["contract"]) == ("ok", "not checked")
        home = await http.get("/")
    assert "Nothing here reaches a real phone" in home.text
    assert home.headers["Content-Security-Policy"] == "default-src 'self'"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"From": None}, 21603),
        ({"From": "+15005550099"}, 21606),
        ({"From": "+15005550007"}, 21606),
        ({"Body": " "}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "tomorrow"}, 21211),
        ({"To": OURS}, 21266),
        ({"Attempt": "soon"}, 20001),
    ],
)
async def test_a_wrong_request_is_refused_with_twilios_code(
    line: Line, change: dict[str, str | None], code: int
) -> None:
    form = {"To": CUSTOMER, "From": OURS, "Body": "Hi"} | change
    given = {k: v for k, v in form.items() if v is not None}
    answer = await line.http.post(MESSAGES, data=given, auth=(ACCOUNT_SID, TOKEN))
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_an_unknown_parameter_is_ignored_as_twilio_does_but_counted(line: Line) -> None:
    form = {"To": CUSTOMER, "From": OURS, "Body": "Hi", "Bogus": "1"}
    assert (await line.http.post(MESSAGES, data=form, auth=(ACCOUNT_SID, TOKEN))).status_code == 201
    assert line.carrier.counters.violations == 1


async def test_only_the_account_itself_is_let_in() -> None:
    async with client() as http:
        assert (await http.get(MESSAGES)).status_code == 200
        assert (await http.get(MESSAGES, auth=(ACCOUNT_SID, "x"))).json()["code"] == 20003
        assert (await http.get(MESSAGES.replace("aaaa", "bbbb"))).status_code == 401
        assert (await http.get(MESSAGES, headers={"Authorization": "Basic %%%"}, auth=None)).status_code == 401
        assert (await http.get("/2010-04-01/Nothing.json")).json()["code"] == 20404


async def test_wrong_switches_and_unknown_numbers_are_refused() -> None:
    async with client() as http:
        assert (await http.post("/sim/faults", json={"duplicate": 2})).status_code == 422
        assert (await http.post("/sim/faults", json={"explode": True})).status_code == 422
        assert (await http.post("/sim/faults", json={"duplicate": 1})).json()["duplicate"] == 1
        assert (await http.post("/sim/faults", json={"shuffle": True})).json()["duplicate"] == 1
        unknown = {"from": CUSTOMER, "to": "+15005550099", "body": "x"}
        assert (await http.post("/sim/sms", json=unknown)).status_code == 404


async def test_a_message_sent_twice_by_the_product_shows_in_the_counters(line: Line) -> None:
    message = line.message()
    for _ in range(2):
        await line.adapter.send(line.desk.account, message)
    counters = (await line.http.get("/sim/counters")).json()
    assert (counters["sent"], counters["repeated"]) == (2, 1)


def test_the_command_line_names_a_wrong_number() -> None:
    made = config(parser().parse_args(["--number", "+15005550006=7", "--product-url", "http://localhost:1/"]))
    assert made.numbers[0].sms_url == "http://localhost:1/webhooks/twilio/7/messages#rc=5&rp=all"
    with pytest.raises(ValueError, match="is not a number"):
        config(parser().parse_args(["--number", "12=7"]))
    given = ["--number", "+15005550006=7", "--voice-url", "+15005550006=http://localhost:1/voice"]
    made = config(
        parser().parse_args([*given, "--api-key", "SK1=secret", "--application", "AP1=http://localhost:1/out"])
    )
    assert made.numbers[0].voice_url == "http://localhost:1/voice"
    assert dict(made.accounts[0].api_keys) == {"SK1": "secret"}
    assert (made.applications[0].sid, made.applications[0].voice_url) == ("AP1", "http://localhost:1/out")
    for wrong, reason in ((["--voice-url", "+1500=http://x/"], "is no --number"), (["--api-key", "SK1"], "has no =")):
        with pytest.raises(ValueError, match=reason):
            config(parser().parse_args(wrong))
