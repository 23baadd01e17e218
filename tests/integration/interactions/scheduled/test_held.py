"""What waits in its outbox for its time: taken back whole, or sent once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from contact_center.interactions.delivery.files import SubmittedFile, keep
from contact_center.interactions.errors import MayNotSend, NoCopiesHere, NotAMailAddress
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.reading import held_queries
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.scheduled.errors import NotThen, NotYourMessage, TooLate
from contact_center.interactions.work import drafts, new_drafts, replies
from contact_center.interactions.work.domain import DraftKind
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.channels import Address, AddressKind, SteeringWord
from contact_center.kernel.ids import AgentId, InteractionId
from crm_core.snippets import service as snippets
from tests.centre import Centre

NUMBER, ANNA = "+886911000001", "anna@customers.example"


async def answered(
    centre: Centre, mei: AgentId, channel: str = "sms", **how: Any
) -> tuple[InteractionId, UUID, replies.Written]:
    """Work, its conversation, and an answer that waits in its outbox."""
    body = {"kind": "email", "subject": "Filter"} if channel == "email" else {}
    work = await centre.customer_writes(ANNA if body else NUMBER, "Is it here?", channel=channel, **body)
    await centre.give(work, mei)
    conversation = await centre.value("select conversation_id from core.interaction where id = %s", work)
    how = {"held": True, "client_key": "k" * 12} | how
    written = await centre.run(replies.reply, centre.ports, work, mei, "Mei", "It is here.", **how)
    return work, conversation, written


async def back(centre: Centre, message: UUID, agent: AgentId) -> scheduled.TakenBack:
    taken: scheduled.TakenBack = await centre.run(scheduled.take_back, centre.ports, message, agent)
    return taken


async def columns(centre: Centre, work: UUID) -> dict[str, Any]:
    [row] = await centre.rows(
        "select state, owner_agent_id, first_replied_at, next_reply_due_at, parked_until, parked_why, outcome, "
        "closed_at from core.interaction where id = %s",
        work,
    )
    return row


async def test_answer_waits_then_goes_out_once_and_is_too_late_to_take_back(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    _, conversation, written = await answered(centre, mei)
    assert await centre.outbox.flush(centre.tenant, conversation) == 0
    await centre.run(scheduled.let_go, written.message_id)
    await centre.run(scheduled.let_go, written.message_id)
    assert await centre.outbox.flush(centre.tenant, conversation) == 1
    with pytest.raises(TooLate):
        await back(centre, written.message_id, mei)
    assert len(centre.channel("sms").sent) == 1


@pytest.mark.parametrize("then", list(AfterReply))
async def test_taken_back_the_work_is_as_it_was_and_the_draft_has_everything(centre: Centre, then: AfterReply) -> None:
    mei, rosa = await centre.agent("Mei"), await centre.agent("Rosa")
    [plan] = await keep(centre.ports, centre.tenant, "email", [SubmittedFile("plan.txt", "text/plain", b"plan")])
    work, conversation, written = await answered(
        centre, mei, "email", then=then, attached=[plan], copies=["ben@customers.example"],
        blind_copies=["eve@kiln.example"],
    )  # fmt: skip
    with pytest.raises(NotYourMessage):
        await back(centre, written.message_id, rosa)
    assert not (await back(centre, written.message_id, mei)).began
    now = await columns(centre, work)
    assert (now["state"], now["owner_agent_id"], now["first_replied_at"]) == ("working", mei, None)
    assert (now["outcome"], now["closed_at"]) == (None, None)
    assert await centre.value("select count(*) from core.message where direction = 'out'") == 0
    assert await centre.value("select count(*) from core.interaction_record") == 0
    async with centre.db.read(centre.tenant) as reader:
        draft = (await drafts.of(reader, centre.tenant, mei, conversation))[DraftKind.REPLY]
        [file] = await held_queries.draft_files(reader, centre.tenant, mei, conversation)
    assert (draft.text, draft.copies) == ("It is here.", ["ben@customers.example", "bcc:eve@kiln.example"])
    again = {"client_key": draft.client_key, "kept": [file.id], "held": False}
    await centre.run(replies.reply, centre.ports, work, mei, "Mei", draft.text, **again)
    assert await centre.outbox.flush(centre.tenant, conversation) == 1
    [sent] = centre.channel("email").sent
    assert [one.name for one in sent.attachments] == ["plan.txt"]
    assert await centre.value("select count(*) from core.draft_file") == 0


async def test_what_waited_for_its_customer_waits_again_and_what_they_wrote_meanwhile_stays(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    work, _, first = await answered(centre, mei, held=False)
    before = await columns(centre, work)
    second = await centre.run(replies.reply, centre.ports, work, mei, "Mei", "One more", client_key="s" * 12, held=True)
    await back(centre, second.message_id, mei)
    assert await columns(centre, work) == before
    third = await centre.run(replies.reply, centre.ports, work, mei, "Mei", "Or so", client_key="t" * 12, held=True)
    await centre.customer_writes(NUMBER, "Thank you")
    state = await centre.state(work)
    await back(centre, third.message_id, mei)
    assert await centre.state(work) == state
    assert first.message_id in [row["id"] for row in await centre.rows("select id from core.message")]


async def test_first_message_taken_back_closes_what_it_began_and_cancels_the_attempt(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    request = StartRequest(
        account=await centre.account("sms"), to=NUMBER, text="Your part is here.", client_key="k" * 8, held=True
    )
    made = await centre.run(outbound.start, centre.ports, request, mei, "Mei", actor=f"user:{mei}")
    assert (await back(centre, made.message_id, mei)).began
    assert await centre.state(made.interaction_id) == "closed"
    [attempt] = await centre.rows("select state, result, message_id from core.attempt")
    assert attempt == {"state": "ended", "result": "cancelled", "message_id": None}
    assert await centre.value("select outcome from core.interaction_record") == "taken_back"
    async with centre.db.read(centre.tenant) as reader:
        kept = await new_drafts.of(reader, centre.tenant, mei, new_drafts.again(made.interaction_id))
    assert kept is not None
    assert (kept.content.to, kept.content.text, kept.content.queue) == (NUMBER, "Your part is here.", "")
    await centre.run(scheduled.let_go, made.message_id)
    assert await centre.outbox.flush(centre.tenant, made.conversation_id) == 0
    anew = StartRequest(account=await centre.account("sms"), to=NUMBER, text="Your part is here.", client_key="n" * 8)
    assert not (await centre.run(outbound.start, centre.ports, anew, mei, "Mei")).repeated


async def test_a_conversation_goes_on_if_something_else_was_said_in_it(centre: Centre) -> None:
    """The attempt is then that of what was said."""
    mei = await centre.agent("Mei")
    request = StartRequest(account=await centre.account("sms"), to=NUMBER, text="Wrong", client_key="k" * 8, held=True)
    made = await centre.run(outbound.start, centre.ports, request, mei, "Mei", actor=f"user:{mei}")
    second = await centre.run(
        replies.reply, centre.ports, made.interaction_id, mei, "Mei", "Right", client_key="s" * 12, held=True
    )
    assert not (await back(centre, made.message_id, mei)).began
    assert await centre.state(made.interaction_id) == "waiting"
    await centre.run(scheduled.let_go, second.message_id)
    assert await centre.outbox.flush(centre.tenant, made.conversation_id) == 1
    assert [row["result"] for row in await centre.rows("select result from core.attempt")] == ["sent"]


async def test_planned_message_holds_up_nothing_and_answers_only_when_it_goes(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    at = centre.clock.now() + timedelta(hours=20)
    work, conversation, planned = await answered(centre, mei, send_at=at)
    assert (await columns(centre, work))["first_replied_at"] is None
    await centre.run(replies.reply, centre.ports, work, mei, "Mei", "Today", client_key="s" * 12)
    assert await centre.outbox.flush(centre.tenant, conversation) == 1
    async with centre.db.read(centre.tenant) as reader:
        [one] = await held_queries.planned(reader, centre.tenant, mei, limit=9)
    assert (one.id, one.goes_at) == (planned.message_id, at)
    centre.clock.pass_(hours=20)
    await centre.run(scheduled.let_go, planned.message_id)
    assert await centre.outbox.flush(centre.tenant, conversation) == 1
    assert [(sent.text, sent.created_at == at) for sent in centre.channel("sms").sent] == [
        ("Today", False), ("It is here.", True),
    ]  # fmt: skip
    with pytest.raises(NotThen):
        await answered(centre, mei, "email", send_at=centre.clock.now())


async def test_organisation_chooses_the_seconds_and_none_sends_at_once(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await centre.run(scheduled.set_undo_seconds, 0)
    _, conversation, _ = await answered(centre, mei)
    assert await centre.outbox.flush(centre.tenant, conversation) == 1


async def test_of_letting_go_and_taking_back_one_happens(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    work, conversation, _ = await answered(centre, mei, held=False)
    await centre.outbox.flush(centre.tenant, conversation)
    for n in range(8):
        before = len(centre.channel("sms").sent)
        written = await centre.run(
            replies.reply, centre.ports, work, mei, "Mei", f"text {n}", client_key=f"race-{n:08}", held=True
        )

        async def goes(message: UUID = written.message_id) -> int:
            await centre.run(scheduled.let_go, message)
            return await centre.outbox.flush(centre.tenant, conversation)

        went, taken = await asyncio.gather(goes(), back(centre, written.message_id, mei), return_exceptions=True)
        gone = isinstance(taken, TooLate)
        assert (went, gone) in {(1, True), (0, False)}
        assert len(centre.channel("sms").sent) - before == int(gone)
        left = await centre.value("select count(*) from core.message where text = %s", f"text {n}")
        assert left == int(gone)


async def test_a_letter_goes_out_with_the_signature_of_its_queue_once_and_only_if_wanted(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await centre.run(snippets.set_signature, None, "", "{{agent.name}}\nKiln & Co")
    work, conversation, first = await answered(centre, mei, "email")
    await back(centre, first.message_id, mei)
    async with centre.db.read(centre.tenant) as reader:
        draft = (await drafts.of(reader, centre.tenant, mei, conversation))[DraftKind.REPLY]
    assert (draft.text, draft.unsigned) == ("It is here.", False)
    say = partial(centre.run, replies.reply, centre.ports, work, mei, "Mei")
    again = await say(draft.text, client_key=draft.client_key, held=True)
    assert (await say(draft.text, client_key=draft.client_key, held=True)).message_id == again.message_id
    await centre.run(scheduled.let_go, again.message_id)
    await say("Bye.", client_key="b" * 12, signed=False)
    taken = await say("Plain.", client_key="p" * 12, signed=False, held=True)
    await back(centre, taken.message_id, mei)
    async with centre.db.read(centre.tenant) as reader:
        assert (await drafts.of(reader, centre.tenant, mei, conversation))[DraftKind.REPLY].unsigned
    assert await centre.outbox.flush(centre.tenant, conversation) == 2
    assert {sent.text for sent in centre.channel("email").sent} == {"It is here.\n\n-- \nMei\nKiln & Co", "Bye."}
    _, chat, _ = await answered(centre, mei, "sms", held=False)
    await centre.outbox.flush(centre.tenant, chat)
    assert centre.channel("sms").sent[0].text == "It is here."


async def test_what_is_passed_on_stands_below_the_signature(centre: Centre) -> None:
    mei = await centre.agent("Mei", queues=("general", "billing"))
    await centre.run(snippets.set_signature, centre.queues["billing"], "", "Invoices")
    wanted = StartRequest(
        account=await centre.account("email"), to=ANNA, subject="Fwd: Filter", client_key="k" * 8,
        text="See below.\n\n\n--- Forwarded message ---\nFrom: Tom\n\nIs it here?",
        queue=centre.queues["billing"], quotes="--- Forwarded message ---",
    )  # fmt: skip
    made = await centre.run(outbound.start, centre.ports, wanted, mei, "Mei")
    await centre.outbox.flush(centre.tenant, made.conversation_id)
    assert centre.channel("email").sent[0].text == (
        "See below.\n\n-- \nInvoices\n\n--- Forwarded message ---\nFrom: Tom\n\nIs it here?"
    )


async def test_a_letter_goes_to_whom_its_writer_says_if_they_may_be_written_to(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    to = ["ben@customers.example", ANNA]
    work, conversation, first = await answered(centre, mei, "email", to=to)
    await back(centre, first.message_id, mei)
    async with centre.db.read(centre.tenant) as reader:
        draft = (await drafts.of(reader, centre.tenant, mei, conversation))[DraftKind.REPLY]
    assert draft.copies == ["to:ben@customers.example", f"to:{ANNA}"]
    say = partial(centre.run, replies.reply, centre.ports, work, mei, "Mei")
    await say("Hello", client_key="t" * 12, to=to)
    await centre.outbox.flush(centre.tenant, conversation)
    assert [one.value for one in centre.channel("email").sent[-1].recipients.to] == to
    with pytest.raises(NotAMailAddress):
        await say("Hello", client_key="w" * 12, to=["ben"])
    stopped = Address(AddressKind.EMAIL, "cleo@customers.example")
    await centre.run(centre.ports.consent.heard, stopped, "email", SteeringWord.STOP, "a test")
    with pytest.raises(MayNotSend):
        await say("Hello", client_key="s" * 12, to=[stopped.value])
    chat, _, _ = await answered(centre, mei, "sms", held=False)
    with pytest.raises(NoCopiesHere):
        await centre.run(
            replies.reply, centre.ports, chat, mei, "Mei", "Hello", client_key="n" * 12, to=["+886922333444"]
        )
