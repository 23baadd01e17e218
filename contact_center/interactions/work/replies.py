"""Answers to the customer, and notes for colleagues."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.interactions import sanitised, store
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.errors import EmptyMessage
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.mentions import service as calling
from contact_center.interactions.ports import LetterBy, Ports
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.scheduled.domain import WasBefore
from contact_center.interactions.work import closing, drafts, secrecy, sending, signing, waiting, waiting_rules
from contact_center.interactions.work.messages import (
    Written,
    add_message,
    already_written,
    lock_conversation_of,
)
from contact_center.interactions.work.rights import at_hand
from contact_center.interactions.work.sending import as_addresses
from contact_center.interactions.work.signing import LetterEnd
from contact_center.kernel.contracts.interactions import ParkReason
from contact_center.kernel.ids import AgentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

MANY_WAIT = Phrase(HistoryCode.MANY_WAIT)


class AfterReply(StrEnum):
    """What happens to the interaction once the answer is on its way."""

    STAY = "stay"
    """In hand, where the customer sits at the other end; else it waits for them."""
    WAIT = "wait"
    CLOSE = "close"


async def reply(
    work: UnitOfWork,
    ports: Ports,
    interaction_id: UUID,
    agent: AgentId,
    author_name: str,
    text: str,
    *,
    client_key: str,
    then: AfterReply = AfterReply.STAY,
    html: str | None = None,
    attached: Sequence[StoredFile] = (),
    copies: Sequence[str] = (),
    blind_copies: Sequence[str] = (),
    draft: UUID | None = None,
    send_at: datetime | None = None,
    held: bool = False,
    kept: Sequence[UUID] = (),
    signed: bool = True,
    to: Sequence[str] = (),
) -> Written:
    """Writes an answer; the outbox delivers it in the order of writing.

    Where the customer does not sit at the other end, what is answered waits for them: its place is free at once.
    `client_key` makes it idempotent: the same key again returns the message already written. `copies` (Cc)
    and `blind_copies` (Bcc) are addresses that get it too, where the channel can do that.
    `to` are the addresses it goes to in place of the customer's, consent asked for each that is not theirs.
    Raises `AlreadySent` where the key has sent another text. `draft` is the writing it was made from, if any.
    `held`: it waits in its outbox for as long as it can be taken back, `send_at`: until this time; raises `NotThen`.
    `kept` are files of the draft that go along. `signed`: with the queue's signature, if it is a letter.
    """
    text = sanitised.text(text).strip()
    if not text and not attached and not kept:
        raise EmptyMessage
    conversation = await lock_conversation_of(work, interaction_id)
    repeated = await already_written(work, conversation.id, client_key, text)
    if repeated is not None:
        return repeated
    row, segment = await at_hand(work, interaction_id, agent)
    recipients = conversation.participants.reply(as_addresses(copies), as_addresses(blind_copies), as_addresses(to))
    await sending.check(work, ports, conversation, recipients, text)
    hold = await scheduled.hold_for(work, ports, row.channel, send_at) if held or send_at else None
    end = LetterEnd()
    if signed:
        end = await signing.end_of(
            work, ports, row.channel,
            LetterBy(queue=row.queue_id, language=row.language, agent=author_name, agent_id=agent,
                     customer=row.customer_id, conversation=conversation.id),
        )  # fmt: skip
    written = await add_message(
        work,
        conversation,
        row.id,
        direction="out",
        author=("agent", agent, author_name),
        text=text,
        html=html,
        client_key=client_key,
        recipients=recipients,
        planned=hold is not None and hold.planned,
        end=end,
    )
    back = await scheduled.take_files(work, agent, conversation.id, kept)
    await files.attach(work, written.message_id, [*back, *attached], ports.blobs)
    if hold is None or not hold.planned:
        await store.update_interaction(
            work,
            row.id,
            first_replied_at=row.first_replied_at or work.now,
            next_reply_due_at=None,
        )
    await drafts.sent(work, agent, conversation.id, client_key, draft)
    if hold is None:
        sending.flush(work, conversation.id)
    else:
        was = WasBefore.WAITING if segment is None else WasBefore.IN_HAND
        await scheduled.hold(work, written.message_id, row, was, hold, signed=signed)
    if then is AfterReply.CLOSE:
        await closing.close_at_hand(work, ports, row, segment, agent, None)
    elif then is AfterReply.WAIT:
        await waiting.wait(work, row, segment, agent)
    elif segment is None or not ports.adapters[row.channel].capabilities.session:
        if segment is None or await waiting_rules.has_room(work, agent):
            await waiting.wait(work, row, segment, agent, waiting.ANSWERED, put_by=ParkReason.ANSWERED)
        else:
            await store.note(work, row, MANY_WAIT)
    return written


async def note(
    work: UnitOfWork,
    interaction_id: UUID,
    author: AgentId,
    author_name: str,
    text: str,
    *,
    client_key: str,
    draft: UUID | None = None,
    mentions: Collection[UUID] = (),
) -> Written:
    """A note for colleagues; customers never see it. Anybody who may see the interaction may write one.

    `mentions` are called into the conversation by it; raises `CannotBeMentioned` and `TooManyMentioned`.
    """
    text = sanitised.text(text).strip()
    if not text:
        raise EmptyMessage
    conversation = await lock_conversation_of(work, interaction_id)
    text = await secrecy.masked(work, interaction_id, text)
    repeated = await already_written(work, conversation.id, client_key, text)
    if repeated is not None:
        return repeated
    await drafts.sent(work, author, conversation.id, client_key, draft)
    written = await add_message(
        work,
        conversation,
        interaction_id,
        direction="note",
        author=("agent", author, author_name),
        text=text,
        client_key=client_key,
    )
    await calling.mention(work, written.message_id, conversation.id, interaction_id, mentions, author)
    return written
