"""A check of the account against the running simulator: each fault is found, and nothing else is blamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_ui.words.english import English
from agent_ui.words.languages import CHINESE
from agent_ui.words.twilio_checks import REMEDIES, SENTENCES, check_words
from channels.declaring import Grade
from channels.sms.render import webhook_url
from channels.vendors.twilio.checking import (
    AccountFinding,
    AccountSetup,
    CheckCode,
    check,
    number_lines,
    public_url_line,
)
from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.voice.domain import NumberResource
from contact_center.bootstrap.checking_twilio import setup_of
from contact_center.demo.peers.carrier.config import Account, Number
from tests.contract.twilio.conftest import Line
from tests.unit.agent_ui.words.languages import words
from tests.unit.channels.sms.builders import ACCOUNT_SID, OURS, TOKEN

PUBLIC = "https://desk.example"
KEY, KEY_SECRET = "SK" + "c" * 32, "secret of the key"


@pytest.fixture
def setup(line: Line) -> AccountSetup:
    """As it is in order; the address of this machine counts as a public one."""
    return setup_of(line.desk.account, line.desk_url)


def number(line: Line, **changes: object) -> None:
    numbers = line.carrier.store.numbers
    numbers[OURS] = replace(numbers[OURS], **changes)  # type: ignore[arg-type]


async def found(line: Line, setup: AccountSetup) -> list[AccountFinding]:
    transport = Transport(line.adapter._client._http, line.carrier_url)
    lines = await check(transport, line.http, setup)
    assert lines[0].code is CheckCode.PUBLIC_URL_LOCAL  # as it is here
    return [one for one in lines[1:] if one.grade is not Grade.GOOD]


async def codes(line: Line, setup: AccountSetup) -> list[CheckCode]:
    return [one.code for one in await found(line, setup)]


async def test_nothing_is_found_where_all_is_in_order_and_nobody_is_written_to(line: Line, setup: AccountSetup) -> None:
    assert await found(line, setup) == []
    assert (line.desk.states, line.carrier.counters.sent, line.carrier.counters.violations) == ({}, 0, 0)


async def test_each_fault_of_a_number_is_found_with_what_it_should_be(line: Line, setup: AccountSetup) -> None:
    elsewhere = "https://elsewhere.example/sms"
    for changes, code in (
        ({"sms": False}, CheckCode.NUMBER_NO_SMS),
        ({"voice": False}, CheckCode.NUMBER_NO_VOICE),
        ({"sms_url": None}, CheckCode.SMS_URL_MISSING),
        ({"sms_url": elsewhere}, CheckCode.SMS_URL_ELSEWHERE),
        ({"sms_method": "GET"}, CheckCode.SMS_URL_GET),
        ({"sms_url": str(setup.sms_url).partition("#")[0]}, CheckCode.SMS_URL_NOT_RETRIED),
        ({"sms_application": "AP" + "1" * 32}, CheckCode.SMS_TO_APPLICATION),
    ):
        line.carrier.store.numbers[OURS] = Number(OURS, ACCOUNT_SID, setup.sms_url)
        number(line, **changes)  # type: ignore[arg-type]
        assert await codes(line, setup) == [code]
    number(line, sms_application=None, sms_url=elsewhere)
    [one] = await found(line, setup)
    assert one.args["url"] == webhook_url(line.desk.account, line.desk_url)
    told, remedy = English().checked(one)
    assert elsewhere in told
    assert remedy
    assert str(setup.sms_url) in remedy
    assert await codes(line, replace(setup, number="+15005550099")) == [CheckCode.NUMBER_UNKNOWN]
    assert await codes(line, replace(setup, number=None, service="MG1")) == [CheckCode.SERVICE_PICKS]


async def test_each_fault_of_a_number_for_calls_is_found_with_what_it_should_be(line: Line) -> None:
    """The door is that of messages here; what the number says is what is looked at."""
    account = replace(line.desk.account, channel="voice")
    setup = replace(setup_of(account, line.desk_url), status_url=setup_of(line.desk.account, line.desk_url).status_url)
    assert setup.calls is not None
    right = {
        "voice_url": setup.calls.incoming, "voice_fallback_url": setup.calls.fallback,
        "status_callback": setup.calls.status,
    }  # fmt: skip
    for changes, code in (
        ({}, None),
        ({"voice": False}, CheckCode.NUMBER_NO_VOICE),
        ({"voice_url": None}, CheckCode.CALLS_URL_MISSING),
        ({"voice_url": "https://elsewhere.example/call"}, CheckCode.CALLS_URL_ELSEWHERE),
        ({"voice_fallback_url": None}, CheckCode.CALLS_NO_FALLBACK),
        ({"status_callback": None}, CheckCode.CALLS_NO_STATUS),
    ):
        number(line, voice=True, **right)
        number(line, **changes)  # type: ignore[arg-type]
        assert await codes(line, setup) == ([code] if code else [])
    wanted = setup.calls
    for known, code in (
        ({"trunk": "TK1"}, CheckCode.CALLS_TO_TRUNK),
        ({"voice_application": "AP1"}, CheckCode.CALLS_TO_APPLICATION),
        ({"voice_method": "GET"}, CheckCode.CALLS_URL_GET),
    ):
        resource = NumberResource(
            "PN1", OURS, voice=True, voice_url=wanted.incoming, voice_fallback_url=wanted.fallback,
            status_callback=wanted.status, **known,
        )  # fmt: skip
        assert [one.code for one in number_lines(resource, setup)] == [code]


async def test_each_fault_of_an_account_and_its_keys_is_found(line: Line, setup: AccountSetup) -> None:
    accounts = line.carrier.store.accounts
    accounts[ACCOUNT_SID] = Account(ACCOUNT_SID, TOKEN, {KEY: KEY_SECRET})
    by_key = replace(setup, who=Credentials(ACCOUNT_SID, KEY, KEY_SECRET))
    assert await codes(line, by_key) == []
    wrong_key = replace(setup, who=Credentials(ACCOUNT_SID, KEY, "x"))
    assert await codes(line, wrong_key) == [CheckCode.KEY_REFUSED]
    assert await codes(line, replace(setup, auth_token="x")) == [CheckCode.TOKEN_REFUSED]
    accounts[ACCOUNT_SID] = Account(ACCOUNT_SID, TOKEN, trial=True)
    assert await codes(line, setup) == [CheckCode.ACCOUNT_TRIAL]
    accounts[ACCOUNT_SID] = Account(ACCOUNT_SID, TOKEN, status="suspended")
    assert await codes(line, setup) == [CheckCode.ACCOUNT_INACTIVE]
    accounts[ACCOUNT_SID] = Account(ACCOUNT_SID, TOKEN)
    await line.sim("faults", {"forbidden": "Recordings"})
    [one] = await found(line, setup)
    assert (one.code, one.args["what"]) == (CheckCode.NOT_PERMITTED, "Recordings")
    await line.sim("faults", {"outage": True, "forbidden": ""})
    assert await codes(line, setup) == [CheckCode.UNREACHABLE]


async def test_an_address_that_is_not_ours_or_not_there_is_found(line: Line, setup: AccountSetup) -> None:
    async def knocked(**changes: str) -> list[CheckCode]:
        return await codes(line, replace(setup, **changes))  # type: ignore[arg-type]

    assert await knocked(status_url="http://127.0.0.1:1/") == [CheckCode.DOOR_CLOSED]
    assert await knocked(status_url=f"{line.carrier_url}/nothing") == [CheckCode.DOOR_UNKNOWN]
    line.desk.account = replace(line.desk.account, secrets={"auth_token": "another one"})
    assert await codes(line, setup) == [CheckCode.DOOR_REFUSES]


def test_a_public_address_is_one_that_twilio_reaches_and_better_encrypted() -> None:
    grades = [public_url_line(url).grade for url in (PUBLIC, "http://desk.example", "http://localhost:8600", "x")]
    assert grades == [Grade.GOOD, Grade.NOTE, Grade.WRONG, Grade.WRONG]


def test_every_finding_has_a_sentence_and_each_that_is_not_good_a_remedy_in_both_languages() -> None:
    assert set(SENTENCES) == set(CheckCode)
    good = {code for code in CheckCode if code.endswith("_good")} | {CheckCode.PERMITTED}
    assert set(REMEDIES) == set(CheckCode) - good
    for code in CheckCode:
        chinese, english = check_words(words(CHINESE), code, {}), English().checked(AccountFinding(Grade.NOTE, code))
        assert chinese != english
