"""STOP, START and HELP: heard, kept, shown, and no work for anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact_center.interactions.work import waiting
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId, UserId, new_id
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, SendPurpose, ToldHow
from crm_core.consent.errors import NotTheirAddress, NotTheirMessage
from crm_core.customers import service as customers
from crm_core.customers.service import ConsentBook
from tests.integration.channels.sms.line import CUSTOMER, Line

THEM = Address(AddressKind.PHONE, CUSTOMER)
SAID = ConsentProof(note="said yes on the phone")


async def standing(line: Line) -> dict[str, str]:
    """By purpose; what nobody has decided is missing."""
    rows = await line.centre.rows("select purpose, state from crm.consent where value = %s", CUSTOMER)
    return {row["purpose"]: row["state"] for row in rows}


async def gives(line: Line, purpose: ConsentPurpose, state: ConsentState = ConsentState.GIVEN) -> CustomerId:
    """The customer tells a colleague."""
    found = await line.centre.value("select customer_id from crm.customer_address where value = %s", CUSTOMER)
    made = found or await line.centre.run(customers.create_customer, name="Lin", phones=[CUSTOMER])
    customer = CustomerId(made)
    by = UserId(new_id())
    told = consent.NewConsent(address=THEM, channel="sms", purpose=purpose, state=state, how=ToldHow.SPOKEN, proof=SAID)
    await line.centre.run(consent.record, customer, told, by=by)
    return customer


async def reason(line: Line, purpose: str) -> str:
    return (await line.centre.run(ConsentBook().may_send, THEM, "sms", purpose)).reason


async def events(line: Line) -> list[str]:
    rows = await line.centre.rows("select type from core.event where type like 'customer.%%' order by position")
    return [row["type"] for row in rows]


@pytest.mark.parametrize("provider", [True, False])
async def test_start_takes_back_stop_and_no_more(line: Line, provider: bool) -> None:
    def said(word: str) -> dict[str, str]:
        return {"OptOutType": word} if provider else {}

    await gives(line, ConsentPurpose.SURVEY)
    await line.says("STOP", **said("STOP"))
    await line.says("Stop", **said("STOP"))
    assert await standing(line) == {"service": "objected", "survey": "withdrawn", "marketing": "withdrawn"}
    await line.says("START", **said("START"))
    assert await standing(line) == {"survey": "given"}
    assert [await reason(line, one) for one in SendPurpose] == [
        "request", "contract", "contract", "consent", "no_consent",
    ]  # fmt: skip


async def test_start_alone_gives_nothing_and_help_changes_nothing(line: Line) -> None:
    await line.says("START")
    await line.says("HELP")
    assert await standing(line) == {}


async def test_after_stop_a_person_may_still_answer_and_machines_may_not(line: Line) -> None:
    await gives(line, ConsentPurpose.MARKETING)
    await line.says("退訂")
    assert [await reason(line, one) for one in SendPurpose] == [
        "request", "objection", "objection", "withdrawal", "withdrawal",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["STOP", "START", "HELP", "Unsubscribe", "停止"])
async def test_a_word_that_only_steers_messages_is_kept_and_is_no_work(line: Line, word: str) -> None:
    message = await line.says(word)
    assert (message["state"], message["outcome"]) == ("closed", "automatic")
    assert await line.centre.value("select count(*) from core.interaction where state <> 'closed'") == 0


async def test_a_waiting_conversation_stays_waiting_when_the_customer_opts_out(line: Line) -> None:
    mei = await line.centre.agent("Mei")
    opened = (await line.says("where is my order?"))["interaction_id"]
    await line.centre.give(opened, mei)
    await line.centre.run(waiting.wait_for_customer, opened, mei)
    message = await line.says("STOP")
    assert (message["interaction_id"], message["state"]) == (opened, "waiting")


async def test_a_word_brought_twice_does_not_undo_what_was_said_after_it(line: Line) -> None:
    await gives(line, ConsentPurpose.MARKETING)
    await line.says("STOP", MessageSid="SM" + "a" * 32)
    await line.says("START")
    await line.says("STOP", MessageSid="SM" + "a" * 32)
    assert await standing(line) == {"marketing": "given"}


async def test_each_change_of_consent_is_kept_with_its_source_and_told_to_whoever_follows(line: Line) -> None:
    await gives(line, ConsentPurpose.MARKETING)
    await line.says("STOP")
    kept = await line.centre.rows(
        "select state, split_part(source, ':', 1) as who, note, message_id is not null as proven "
        "from crm.consent_change where purpose = 'marketing' order by at, id"
    )
    assert kept == [
        {"state": "given", "who": "user", "note": SAID.note, "proven": False},
        {"state": "withdrawn", "who": "message", "note": "", "proven": True},
    ]
    assert await events(line) == ["customer.created", *["customer.consent_changed"] * 4]


async def test_consent_is_recorded_only_for_an_address_that_is_theirs(line: Line) -> None:
    customer = await gives(line, ConsentPurpose.MARKETING)
    told = consent.NewConsent(
        address=Address(AddressKind.PHONE, "+886900000999"), channel="sms", purpose=ConsentPurpose.MARKETING,
        state=ConsentState.GIVEN, how=ToldHow.FORM, proof=SAID,
    )  # fmt: skip
    with pytest.raises(NotTheirAddress):
        await line.centre.run(consent.record, customer, told, by=UserId(new_id()))
    for proof in (new_id(), await line.centre.value("select id from core.message limit 1") or new_id()):
        with pytest.raises(NotTheirMessage):
            await line.centre.run(
                consent.record, customer, replace(told, address=THEM, proof=ConsentProof(proof)), by=UserId(new_id())
            )


async def test_senders_with_and_without_plus_are_one_customer_and_one_conversation(line: Line) -> None:
    first = await line.says("one")
    second = await line.says("two", From=CUSTOMER.removeprefix("+"))
    third = await line.says("three", From="0911 222 333")
    assert first["conversation_id"] == second["conversation_id"] == third["conversation_id"]
    assert await line.centre.value("select count(*) from crm.customer") == 1
