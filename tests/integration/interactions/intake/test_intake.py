"""Intake on a real database: nothing lost, nothing doubled, everything in its thread and in order."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from contact_center.interactions.work import holding, replies, waiting
from contact_center.kernel.contracts.channels import UnparseableCode, unparseable
from contact_center.kernel.phrases import Phrase
from tests.centre import Centre


async def count(centre: Centre, table: str) -> int:
    return int(await centre.value(f"select count(*) from core.{table} where tenant_id = %s", centre.tenant))


async def test_ten_quick_messages_are_one_conversation_and_one_interaction(centre: Centre) -> None:
    receipts = await asyncio.gather(
        *(centre.arrives("sms", {"from": "+886911222333", "text": f"line {n}"}) for n in range(10))
    )
    assert await count(centre, "conversation") == 1
    assert await count(centre, "interaction") == 1
    assert sorted(receipt.position or 0 for receipt in receipts) == list(range(1, 11))


async def test_messages_of_many_at_once_stay_in_the_order_of_each(centre: Centre) -> None:
    """More than one batch holds, so that batches are on their way side by side."""
    numbers = [f"+8869112230{n:02}" for n in range(40)]
    sent = [(number, place) for place in range(5) for number in numbers]
    await asyncio.gather(*(centre.arrives("sms", {"from": number, "text": str(place)}) for number, place in sent))
    stored = await centre.rows(
        "select c.contact_value as number, array_agg(m.text order by m.position) as texts from core.message m "
        "join core.conversation c on c.id = m.conversation_id where m.tenant_id = %s group by 1",
        centre.tenant,
    )
    assert {row["number"]: row["texts"] for row in stored} == {number: list("01234") for number in numbers}


async def test_a_second_delivery_changes_nothing_and_answers_as_the_first(centre: Centre) -> None:
    first = await centre.arrives("sms", {"from": "+886911222333", "text": "hello"}, provider_id="SM1")
    second = await centre.arrives("sms", {"from": "+886911222333", "text": "hello"}, provider_id="SM1")
    assert second.message_id == first.message_id
    assert second.repeated
    assert await count(centre, "message") == 1


async def test_doubled_deliveries_at_the_same_moment_are_one_message(centre: Centre) -> None:
    body = {"from": "+886911222333", "text": "hello"}
    receipts = await asyncio.gather(*(centre.arrives("sms", body, provider_id="SM1") for _ in range(8)))
    assert len({receipt.message_id for receipt in receipts}) == 1
    assert await count(centre, "message") == 1
    assert await count(centre, "conversation") == 1


async def test_what_cannot_be_parsed_is_quarantined_and_stops_nothing(centre: Centre) -> None:
    bad, good = await asyncio.gather(
        centre.arrives("sms", {"broken": "no sender"}, provider_id="bad"),
        centre.arrives("sms", {"from": "+886911222333", "text": "hello"}),
    )
    assert bad.quarantined == unparseable(UnparseableCode.OTHERWISE, detail="no sender")
    assert good.position == 1
    reasons = await centre.rows(
        "select refusal from core.envelope where tenant_id = %s and state = 'quarantined'", centre.tenant
    )
    assert [row["refusal"]["args"]["detail"] for row in reasons] == ["no sender"]


async def test_a_reply_joins_the_thread_of_the_mail_it_answers(centre: Centre) -> None:
    first = await centre.arrives(
        "email", {"kind": "email", "from": "tom@x.example", "text": "1", "subject": "Invoice", "own_keys": ["<a@x>"]}
    )
    second = await centre.arrives(
        "email",
        {"kind": "email", "from": "tom@x.example", "text": "2", "subject": "Re: Invoice", "thread_keys": ["<a@x>"]},
    )
    other = await centre.arrives("email", {"kind": "email", "from": "tom@x.example", "text": "3", "subject": "Another"})
    assert second.conversation_id == first.conversation_id
    assert other.conversation_id != first.conversation_id


async def test_a_stranger_who_quotes_a_thread_does_not_get_into_it(centre: Centre) -> None:
    first = await centre.arrives(
        "email", {"kind": "email", "from": "tom@x.example", "text": "1", "own_keys": ["<a@x>"]}
    )
    stranger = await centre.arrives(
        "email", {"kind": "email", "from": "eve@y.example", "text": "2", "token": str(first.conversation_id)}
    )
    assert stranger.conversation_id != first.conversation_id


async def test_after_a_day_of_silence_a_closed_chat_begins_anew(centre: Centre) -> None:
    first = await centre.arrives("sms", {"from": "+886911222333", "text": "hello"})
    await centre.run(_close_all)
    centre.clock.pass_(hours=25)
    again = await centre.arrives("sms", {"from": "+886911222333", "text": "hello again"})
    assert again.conversation_id != first.conversation_id


async def _close_all(work: object) -> None:
    from contact_center.interactions import store
    from contact_center.interactions.work import queueing
    from contact_center.kernel.contracts.interactions import Outcome

    for id in await work.values("select id from core.interaction where tenant_id = %s", [work.tenant_id]):  # type: ignore[attr-defined]
        row = await store.lock_interaction(work, id)  # type: ignore[arg-type]
        await queueing.close(work, row, Outcome.SPAM, Phrase("spam"))


async def test_mail_from_a_machine_is_kept_but_asks_nobody(centre: Centre) -> None:
    interaction = await centre.customer_writes(
        "robot@x.example", "Out of office", channel="email", kind="email", automatic=True
    )
    assert await centre.state(interaction) == "closed"
    outcome = await centre.value("select outcome from core.interaction_record where interaction_id = %s", interaction)
    assert outcome == "automatic"


async def test_the_event_log_is_dense_under_concurrent_writers(centre: Centre) -> None:
    await asyncio.gather(*(centre.arrives("sms", {"from": f"+88691122{n:04}", "text": "hello"}) for n in range(40)))
    positions = [row["position"] for row in await centre.rows("select position from core.event order by position")]
    assert positions == list(range(1, len(positions) + 1))


async def test_several_customers_on_one_number_are_nobody_until_the_agent_picks(centre: Centre) -> None:
    from crm_core.customers import service as customers

    for name in ("Lin", "Chen"):
        await centre.run(customers.create_customer, name=name, phones=["+886911222333"])
    interaction = await centre.customer_writes("+886911222333", "hello")
    rows = await centre.rows(
        "select c.customer_id, c.identity from core.conversation c join core.interaction i on i.conversation_id = c.id "
        "where i.id = %s",
        interaction,
    )
    assert rows == [{"customer_id": None, "identity": "ambiguous"}]


async def test_a_number_matched_is_a_claim_not_a_proof(centre: Centre) -> None:
    from crm_core.customers import service as customers

    lin: UUID = await centre.run(customers.create_customer, name="Lin", phones=["+886 911 222 333"])
    interaction = await centre.customer_writes("+886911222333", "hello")
    rows = await centre.rows(
        "select c.customer_id, c.identity from core.conversation c join core.interaction i on i.conversation_id = c.id "
        "where i.id = %s",
        interaction,
    )
    assert rows == [{"customer_id": lin, "identity": "claimed"}]


async def test_raw_envelopes_know_when_they_may_be_erased(centre: Centre) -> None:
    await centre.arrives("sms", {"from": "+886911222333", "text": "hello"})
    erasable = await centre.value("select erasable_at from core.envelope")
    assert erasable == centre.clock.now() + timedelta(days=30)


async def _while_the_agent_is_still_writing(centre: Centre, wait: bool) -> tuple[int | None, str]:
    """The customer's message comes in while an answer (and perhaps more) is not committed yet."""
    mei = await centre.agent("Mei")
    interaction = await centre.customer_writes("visitor-1", "hello", channel="webchat", kind="web")
    await centre.give(interaction, mei)
    async with centre.db.work(centre.tenant, actor="mei") as unit:
        await replies.reply(unit, centre.ports, interaction, mei, "Mei", "one moment", client_key="k1")
        await (waiting.wait_for_customer if wait else holding.hold)(unit, interaction, mei)
        another = {"from": "visitor-1", "kind": "web", "text": "and another thing"}
        arriving = asyncio.create_task(centre.arrives("webchat", another))
        while not await centre.value("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0.01)
    receipt = await arriving
    return receipt.position, await centre.state(interaction)


async def test_a_message_that_crosses_an_answer_takes_the_place_behind_it(centre: Centre) -> None:
    assert await _while_the_agent_is_still_writing(centre, wait=False) == (3, "working")


async def test_a_message_that_crosses_the_agents_leaving_still_brings_the_work_back(centre: Centre) -> None:
    assert await _while_the_agent_is_still_writing(centre, wait=True) == (3, "queued")
