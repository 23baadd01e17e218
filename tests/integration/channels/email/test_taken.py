"""Mail behind the one door: who gets it, where answers go, and what becomes of mail that cannot be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from channels.email.adapter import EmailAdapter
from channels.email.domain import mailbox_settings
from channels.email.identity import provider_id
from channels.email.mailboxes import IntakeSink
from channels.email.poller import MailPoller, PollingPace
from contact_center.interactions.intake.decision import Receipt
from contact_center.interactions.intake.parsing import Parsing
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work import messages, replies
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.channels import Capabilities, Delivery, InboundMessage, RawEnvelope
from contact_center.platform.apart import Apart
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.contract.channels.email import EmailKit
from tests.contract.channels.stage import Stage, staged
from tests.mail import CUSTOMERS, SERVICE, mails_of, until

ANNA, BEN, EVE = f"anna@{CUSTOMERS}", f"ben@{CUSTOMERS}", f"eve@{CUSTOMERS}"


@pytest.fixture
async def stage(centre: Centre) -> AsyncIterator[Stage]:
    async with staged(centre, EmailKit()) as made:
        yield made


def mail(sender: str = ANNA, text: str = "hello", **changed: str) -> bytes:
    head = {"From": sender, "To": SERVICE, "Subject": "Order", "Message-ID": "<a@x.example>"}
    head |= {name.replace("_", "-"): value for name, value in changed.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode() + f"\r\n{text}\r\n".encode()


def raw(stage: Stage, content: bytes) -> RawEnvelope:
    return RawEnvelope(stage.account, provider_id(content), stage.centre.clock.now(), "message/rfc822", content)


async def arrives(stage: Stage, content: bytes) -> Receipt:
    return await stage.intake.take(raw(stage, content))


async def interactions(stage: Stage, conversation: UUID | None) -> list[str]:
    rows = await stage.centre.rows(
        "select state from core.interaction where tenant_id = %s and conversation_id = %s order by created_at",
        stage.centre.tenant, conversation,
    )  # fmt: skip
    return [row["state"] for row in rows]


async def answered(
    stage: Stage, content: bytes, *, then: replies.AfterReply = replies.AfterReply.STAY, **how: Any
) -> tuple[Receipt, str]:
    """A mail arrives and Mei answers it; the Message-ID of her answer."""
    receipt = await arrives(stage, content)
    mei = await stage.centre.agent("Mei")
    interaction = await stage.centre.value(
        "select id from core.interaction where tenant_id = %s and conversation_id = %s",
        stage.centre.tenant, receipt.conversation_id,
    )  # fmt: skip
    await stage.centre.give(interaction, mei)
    await stage.centre.run(
        replies.reply, stage.ports, interaction, mei, "Mei", "Our answer", client_key="k", then=then, **how
    )
    assert receipt.conversation_id is not None
    await stage.flush(receipt.conversation_id)
    ours = await stage.centre.value(
        "select provider_id from core.message where tenant_id = %s and direction = 'out'", stage.centre.tenant
    )
    return receipt, str(ours)


def bounce(ours: str) -> bytes:
    return mail(
        "postmaster@other.example",
        "550 5.1.1 unknown",
        Subject="Undeliverable",
        Message_ID="<b@x.example>",
        In_Reply_To=ours,
    )


@pytest.mark.parametrize(
    "changed", [{"X_Auto_Response_Suppress": "All"}, {"sender": "noreply@shop.example", "Reply_To": ANNA}]
)
async def test_mail_of_a_person_waits_for_somebody(stage: Stage, changed: dict[str, str]) -> None:
    receipt = await arrives(stage, mail(**changed))
    assert await interactions(stage, receipt.conversation_id) == ["queued"]


async def test_answer_goes_where_the_customer_wants_it(stage: Stage) -> None:
    await answered(stage, mail(f"www@{CUSTOMERS}", Reply_To=f"Anna <{ANNA}>"))
    assert len(await mails_of(stage.kit._server, ANNA)) == 1  # type: ignore[attr-defined]
    assert await mails_of(stage.kit._server, f"www@{CUSTOMERS}") == []  # type: ignore[attr-defined]


async def test_proof_of_the_sender_proves_nothing_of_the_address_for_answers(stage: Stage) -> None:
    account = replace(stage.account, settings={**stage.account.settings, "authserv_id": "mx.kiln.example"})
    proven = "mx.kiln.example; dmarc=pass header.from=evil.example"
    content = mail("mallory@evil.example", Reply_To=ANNA, Authentication_Results=proven)
    await stage.intake.take(replace(raw(stage, content), account=account))
    identity = await stage.centre.value(
        "select identity from core.conversation where tenant_id = %s", stage.centre.tenant
    )
    assert identity != "verified"


async def test_second_copy_by_another_way_stays_in_its_conversation(stage: Stage) -> None:
    first = await arrives(stage, mail())
    second = await arrives(stage, mail(text="hello\r\n\r\n-- \r\nScanned by MailShield"))
    assert second.conversation_id == first.conversation_id
    assert await interactions(stage, first.conversation_id) == ["queued"]


async def test_somebody_else_under_the_same_message_id_is_kept_apart(stage: Stage) -> None:
    first = await arrives(stage, mail())
    second = await arrives(stage, mail(BEN))
    assert not second.repeated
    assert second.conversation_id != first.conversation_id


async def test_stranger_who_quotes_our_id_gets_into_no_conversation(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail())
    stranger = await arrives(stage, mail(BEN, Message_ID="<s@x.example>", In_Reply_To=ours))
    assert stranger.conversation_id != receipt.conversation_id


async def test_answer_from_the_address_behind_a_web_form_finds_its_conversation(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail("noreply@shop.example", Reply_To=ANNA))
    again = await arrives(stage, mail(ANNA, Message_ID="<r@x.example>", In_Reply_To=ours.strip("<>")))
    assert again.conversation_id == receipt.conversation_id


async def test_who_wrote_from_another_address_before_still_takes_part(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(BEN, Reply_To=ANNA))
    again = await arrives(stage, mail(BEN, Message_ID="<r@x.example>", In_Reply_To=ours))
    assert again.conversation_id == receipt.conversation_id


async def test_copy_goes_to_whom_the_agent_chose_and_their_answer_comes_back(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(Cc=BEN), copies=[BEN])
    [copy] = await mails_of(stage.kit._server, BEN)  # type: ignore[attr-defined]
    assert f"Cc: {BEN}".encode() in copy
    again = await arrives(stage, mail(BEN, Message_ID="<r@x.example>", In_Reply_To=ours))
    assert again.conversation_id == receipt.conversation_id


async def test_blind_copy_arrives_and_nobody_reads_that_it_went_out(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(), copies=[BEN], blind_copies=[EVE])
    for who in (ANNA, BEN, EVE):
        [copy] = await mails_of(stage.kit._server, who)  # type: ignore[attr-defined]
        assert b"bcc" not in copy.lower()
        assert who == EVE or EVE.encode() not in copy
    again = await arrives(stage, mail(EVE, Message_ID="<r@x.example>", In_Reply_To=ours))
    assert again.conversation_id == receipt.conversation_id


async def test_whom_the_customer_copied_in_may_answer_and_the_matter_stays_the_customers(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(To=f"{SERVICE}, Mo <{EVE}>", Cc=f"Ben <{BEN}>"))
    for n, who in enumerate((BEN, EVE)):
        again = await arrives(stage, mail(who, Message_ID=f"<r{n}@x.example>", In_Reply_To=ours))
        assert again.conversation_id == receipt.conversation_id
    [kept] = await stage.centre.rows(
        "select contact_value, customer_id from core.conversation where id = %s", receipt.conversation_id
    )
    [first] = await stage.centre.rows(
        "select recipients from core.message where direction = 'in' and conversation_id = %s order by position limit 1",
        receipt.conversation_id,
    )
    assert kept["contact_value"] == ANNA
    assert first["recipients"]["cc"] == [{"kind": "email", "value": BEN, "name": "Ben"}]
    assert [one["value"] for one in first["recipients"]["to"]] == [SERVICE, EVE]


async def test_whom_only_a_false_bounce_names_gets_into_no_conversation(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail())
    report = mail(
        "postmaster@other.example", "550 5.1.1 unknown", Subject="Undeliverable", Message_ID="<b@x.example>",
        In_Reply_To=ours, Cc=EVE,
    )  # fmt: skip
    await arrives(stage, report)
    stranger = await arrives(stage, mail(EVE, Message_ID="<s@x.example>", In_Reply_To=ours))
    assert stranger.conversation_id != receipt.conversation_id


async def test_copy_that_is_refused_is_said_and_holds_up_nothing(stage: Stage) -> None:
    await answered(stage, mail(Cc="gone@nowhere.example"), copies=["gone@nowhere.example"])
    assert len(await mails_of(stage.kit._server, ANNA)) == 1  # type: ignore[attr-defined]
    [message] = await stage.messages("out")
    assert message["delivery"] == Delivery.SENT
    assert message["error"] == "gone@nowhere.example"


async def test_bounce_reaches_the_answer_it_is_about_and_brings_the_work_back(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(), then=replies.AfterReply.CLOSE)
    bounced = await arrives(stage, bounce(ours))
    assert bounced.conversation_id == receipt.conversation_id
    assert await stage.states() == [Delivery.UNDELIVERED]
    assert "queued" in await interactions(stage, receipt.conversation_id)


async def test_bounce_of_somebody_elses_mail_needs_nobody(stage: Stage) -> None:
    bounced = await arrives(stage, bounce("<never.sent@kiln.example>"))
    assert await interactions(stage, bounced.conversation_id) == ["closed"]


async def test_read_receipt_marks_the_answer_as_read_and_opens_no_work(stage: Stage) -> None:
    receipt, ours = await answered(stage, mail(), then=replies.AfterReply.CLOSE)
    body = (
        "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        f"Original-Message-ID: {ours}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--"
    )
    kind = "multipart/report; report-type=disposition-notification; boundary=b"
    await arrives(stage, mail(text=body, Message_ID="<mdn@x.example>", Content_Type=kind))
    assert await stage.states() == [Delivery.READ]
    assert "queued" not in await interactions(stage, receipt.conversation_id)


async def test_receipt_of_a_machine_says_that_it_is_one(stage: Stage) -> None:
    receipt = await arrives(stage, mail())
    assert receipt.conversation_id is not None

    async def tell(unit: UnitOfWork) -> None:
        conversation = await messages.lock_conversation(unit, receipt.conversation_id)  # type: ignore[arg-type]
        await messages.add_message(
            unit, conversation, None, direction="out", author=("system", None, None), text="We have your mail.",
            meta={"automatic": True},
        )  # fmt: skip

    await stage.centre.run(tell)
    await stage.flush(receipt.conversation_id)
    [sent] = await mails_of(stage.kit._server, ANNA)  # type: ignore[attr-defined]
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in sent
    assert b"\r\nX-Auto-Response-Suppress: All\r\n" in sent


async def test_answer_of_a_person_is_not_marked_as_a_machines(stage: Stage) -> None:
    await answered(stage, mail())
    [sent] = await mails_of(stage.kit._server, ANNA)  # type: ignore[attr-defined]
    assert b"Auto-Submitted" not in sent


@pytest.mark.parametrize(("head", "asks"), [({"X_Auto_Response_Suppress": "All"}, True), ({}, False)])
async def test_mail_that_asks_for_no_automatic_answer_is_known_by_it(
    stage: Stage, head: dict[str, str], asks: bool
) -> None:
    receipt = await arrives(stage, mail(**head))
    assert receipt.conversation_id is not None
    async with stage.centre.db.read(stage.centre.tenant) as reader:
        said = await conversation_queries.asks_for_no_machine(reader, stage.centre.tenant, receipt.conversation_id)
    assert said is asks


@dataclass
class Stuck:
    """An adapter whose parser never comes back from one mail."""

    inner: EmailAdapter
    channel: str = "email"
    capabilities: Capabilities = EmailAdapter.capabilities

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        while b"never" in raw.body:
            pass
        return self.inner.parse(raw)


async def test_mail_that_is_never_read_to_its_end_is_quarantined_once_and_holds_up_nothing(stage: Stage) -> None:
    assert isinstance(stage.adapter, EmailAdapter)
    ports = replace(stage.ports, adapters={"email": Stuck(stage.adapter)})  # type: ignore[dict-item]
    parsing = Parsing(Apart(seconds=5))
    intake = Intake(
        stage.centre.db, ports, silence=stage.intake._silence, raw_kept=stage.intake._raw_kept, parsing=parsing
    )
    stuck = mail(text="never " * 20_000, Message_ID="<stuck@x.example>")
    await stage.kit._server.deliver(SERVICE, stuck)  # type: ignore[attr-defined]
    await stage.kit._server.deliver(SERVICE, mail(text="what comes after it"))  # type: ignore[attr-defined]
    sink = IntakeSink(stage.account, intake, stage.centre.db, "INBOX")
    poller = MailPoller(stage.account, mailbox_settings(stage.account), sink, SystemClock(), PollingPace(idle=1))
    await poller.start()
    try:
        await until(lambda: poller.status.taken == 2)
        assert poller.status.waiting == 0
    finally:
        await poller.stop()
    assert await stage.quarantined() == ["reading it was stopped after 5 seconds"]
    assert [message["text"] for message in await stage.messages()] == ["what comes after it"]


async def test_large_mail_is_kept_whole(stage: Stage) -> None:
    content = mail(text="a line of a long mail\r\n" * 20_000)
    receipt = await arrives(stage, content)
    kept = await stage.centre.value(
        "select raw from core.envelope where tenant_id = %s and message_id = %s",
        stage.centre.tenant,
        receipt.message_id,
    )
    assert bytes(kept) == content
