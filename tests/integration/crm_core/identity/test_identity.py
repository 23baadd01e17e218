"""Who somebody is: for one contact, counted for the customer, by a code that is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contact_center.interactions.reading import at_work_queries
from contact_center.interactions.work import closing, reopening, transfers
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId
from contact_center.platform.vault import Vault
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.customers.service import create_customer
from crm_core.identity import service
from crm_core.identity.codes import KEY, MASK, IdentityCodes
from crm_core.identity.domain import Guarded, KnownAnswers, ProofQuestion, policy
from crm_core.identity.errors import AddressTooNew, NoCode, NotAskedHere, TooManyCodes, VerificationLocked
from crm_core.identity.service import CheckResult, CodeRequest
from tests.centre import Centre

NUMBER, KNOWN = "+886912345678", KnownAnswers(("SO-20418",), postal_codes=("106091",))
CODES = IdentityCodes(b"k" * 32)
ORDER, POSTAL = ProofQuestion.ORDER_NUMBER, ProofQuestion.POSTAL_CODE


async def asks(
    centre: Centre, contact: InteractionId, agent: AgentId, question: ProofQuestion, answer: str
) -> CheckResult:
    done: CheckResult = await centre.run(
        service.ask, CODES, contact, question, by=agent, answer=answer, known=KNOWN, actor=f"user:{agent}"
    )
    return done


async def identity(centre: Centre, contact: InteractionId) -> str:
    return str(
        await centre.value(
            "select c.identity from core.conversation c join core.interaction i on i.conversation_id = c.id "
            "where i.id = %s",
            contact,
        )
    )


async def wants(centre: Centre, *questions: ProofQuestion, needed: int = 1, attempts: int = 3) -> None:
    wanted = policy(questions, needed, [Guarded.INVOICES], attempts, timedelta(minutes=15))
    await centre.run(service.set_policy, wanted)


async def test_a_verification_needs_its_questions_follows_the_transfer_and_ends_with_the_contact(
    centre: Centre,
) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    await wants(centre, ORDER, POSTAL, needed=2)
    contact = await centre.customer_writes(NUMBER, "hello")
    await centre.give(contact, mei)
    with pytest.raises(NotAskedHere):
        await asks(centre, contact, mei, ProofQuestion.INVOICE_AMOUNT, "1")
    first = await asks(centre, contact, mei, ORDER, "20418")
    assert (first.passed, first.verified, await identity(centre, contact)) == (True, False, "claimed")
    assert (await asks(centre, contact, mei, POSTAL, "106")).verified
    assert await identity(centre, contact) == "verified"
    await centre.run(transfers.transfer_to_queue, centre.ports, contact, mei, centre.queues["billing"])
    await centre.give(contact, wei)
    assert await identity(centre, contact) == "verified"
    customer = await centre.value("select customer_id from core.interaction where id = %s", contact)
    async with centre.db.read(centre.tenant) as reader:
        [at_hand] = await at_work_queries.contacts_at_hand(reader, centre.tenant, wei, [customer])
        assert at_hand["identity"] == "verified"
        assert await at_work_queries.contacts_at_hand(reader, centre.tenant, mei, [customer]) == []
    await centre.run(closing.close, centre.ports, contact, wei, disposition=None, actor=f"user:{wei}")
    assert await identity(centre, contact) == "claimed"
    await centre.run(reopening.reopen, centre.ports, contact, wei, actor=f"user:{wei}")
    assert await identity(centre, contact) == "verified", "closing was taken back at once"
    await centre.run(service.take_back, contact)
    assert await identity(centre, contact) == "claimed"
    assert not (await asks(centre, contact, wei, ORDER, "20418")).verified, "all is asked anew"
    kept = await centre.rows("select question, passed, agent_id from crm.identity_check order by at, id")
    assert [(row["question"], row["agent_id"]) for row in kept] == [
        ("order_number", mei), ("postal_code", mei), ("order_number", wei),
    ]  # fmt: skip


async def test_wrong_answers_count_for_the_customer_whoever_asks_on_whatever_channel(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    await wants(centre, ORDER)
    customer = await centre.run(create_customer, name="Anna", phones=[NUMBER], emails=["anna@x.example"])
    sms = await centre.customer_writes(NUMBER, "hello")
    mail = await centre.customer_writes("anna@x.example", "hello", channel="email", kind="email")
    for contact, agent in ((sms, mei), (mail, wei)):
        assert not (await asks(centre, contact, agent, ORDER, "1")).passed
    last = await asks(centre, sms, mei, ORDER, "2")
    assert last.locked_until == centre.clock.now() + timedelta(minutes=15)
    with pytest.raises(VerificationLocked):
        await asks(centre, mail, wei, ORDER, "20418")
    centre.clock.pass_(minutes=16)
    assert (await asks(centre, mail, wei, ORDER, "20418")).verified
    assert (await identity(centre, mail), await identity(centre, sms)) == ("verified", "claimed")
    async with centre.db.read(centre.tenant) as reader:
        asked = await service.asked_lately(reader, centre.tenant, customer, 10)
    assert [one.passed for one in asked] == [True, False, False, False]
    assert await centre.rows("select payload::text as told from core.event where payload::text like '%%20418%%'") == []


async def test_a_code_goes_to_an_old_address_only_and_is_kept_nowhere(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await wants(centre, ProofQuestion.CODE, attempts=5)
    customer = CustomerId(await centre.run(create_customer, name="Anna", phones=[NUMBER]))
    centre.clock.pass_(hours=8 * 24)
    source = EditSource(EditOrigin.PAGE)
    await centre.run(profile.add_address, customer, AddressKind.PHONE, "0922 000 111", source)
    contact = await centre.customer_writes(NUMBER, "my new number is 0922 000 111")
    ids = {row["value"]: row["id"] for row in await centre.rows("select value, id from crm.customer_address")}

    async def send(value: str) -> None:
        wanted = CodeRequest(
            interaction=contact, address=ids[value], account=await centre.account("sms"), text=f"Code {MASK}."
        )
        await centre.run(service.send_code, centre.ports, wanted, by=mei, author="Mei")

    with pytest.raises(AddressTooNew):
        await send("+886922000111")
    with pytest.raises(NoCode):
        await asks(centre, contact, mei, ProofQuestion.CODE, "123456")
    await send(NUMBER)
    with pytest.raises(TooManyCodes):
        await send(NUMBER)
    conversation = await centre.value("select conversation_id from core.interaction where id = %s", contact)
    await centre.outbox.flush(centre.tenant, conversation)
    [message] = centre.channel("sms").sent
    code = message.text.removeprefix("Code ").rstrip(".")
    assert (message.recipient.value, len(code), code.isdecimal()) == (NUMBER, 6, True)
    assert await centre.value("select text from core.message where direction = 'out'") == f"Code {MASK}."
    codes = IdentityCodes(Vault("test secret").key(KEY))
    wrong = "000000" if code != "000000" else "000001"
    values = {"by": mei, "known": KNOWN}
    assert not (await centre.run(service.ask, codes, contact, ProofQuestion.CODE, answer=wrong, **values)).passed
    assert (await centre.run(service.ask, codes, contact, ProofQuestion.CODE, answer=code, **values)).verified
    with pytest.raises(NoCode):
        await centre.run(service.ask, codes, contact, ProofQuestion.CODE, answer=code, **values)
