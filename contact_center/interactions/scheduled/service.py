"""What waits in its outbox for its time: it is let go by a job of its own, or taken back whole.

Whether a message may be sent is a state of its row, not a question of clocks: `held` is set until its job lets it go,
and the outbox passes over what is held. Letting go and taking back lock the same rows, so that one of the two happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import settings
from contact_center.interactions import store as interactions
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import held_queries
from contact_center.interactions.recipients import BLIND, CHOSEN, from_stored
from contact_center.interactions.scheduled import store
from contact_center.interactions.scheduled.domain import (
    UNDO_SECONDS,
    HeldMessage,
    SendTime,
    WasBefore,
    before,
    hold_of,
    seconds,
)
from contact_center.interactions.scheduled.errors import NotYourMessage, TooLate
from contact_center.interactions.work import draft_store, new_drafts, queueing, record, reopening, sending, waiting
from contact_center.interactions.work.domain import DraftKind, NewDraftContent, WrittenDraft
from contact_center.interactions.work.messages import lock_conversation
from contact_center.kernel.contracts.interactions import MessageLetGo, MessageTakenBack, Outcome, State
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, MessageId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform import sharing
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SETTING = "undo_send_seconds"
TAKEN_BACK = Phrase(HistoryCode.MESSAGE_TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class TakenBack:
    interaction_id: InteractionId
    began: bool
    """It was the first message of what one of ours began: that is closed, and is begun anew from its draft."""


async def undo_seconds(reader: Reader, tenant: UUID) -> int:
    """For how long a person's message can be taken back; 0: it goes out at once."""
    chosen = (await settings.of_tenant(reader, tenant)).get(SETTING, UNDO_SECONDS)
    return int(chosen)


async def set_undo_seconds(work: UnitOfWork, chosen: int) -> None:
    """Raises `NotSoLong`."""
    await settings.change(work, SETTING, seconds(chosen))


async def hold_for(work: UnitOfWork, ports: Ports, channel: str, at: datetime | None = None) -> SendTime | None:
    """How long what a person writes on this channel waits; `at`: the time they have chosen. Raises `NotThen`."""
    capabilities = ports.adapters[channel].capabilities
    return hold_of(capabilities, await undo_seconds(work, work.tenant_id), work.now, at)


async def hold(
    work: UnitOfWork,
    message: MessageId,
    row: Interaction,
    was: WasBefore,
    chosen: SendTime,
    begun: Mapping[str, str] | None = None,
    *,
    signed: bool = True,
) -> None:
    """Its outbox passes over it until then. `row` is the work as it was before it was written; `begun` what was chosen
    for a first message: ids and codes by the names of `NewDraftContent`.
    """
    kept = before(row, was, chosen) | {"signed": signed} | ({"begun": begun} if begun else {})
    await store.hold(work, message, chosen.until, kept)
    sending.let_go_at(work, message, chosen.until)


async def let_go(work: UnitOfWork, message: UUID) -> None:
    """Its time has come: the outbox may send it. Nothing happens to what was taken back."""
    known = await held_queries.held(work, work.tenant_id, message)
    if known is None:
        return
    await lock_conversation(work, known.conversation_id)
    row = await interactions.lock_interaction(work, known.interaction_id)
    held = await store.lock_held(work, message)
    if held is None:
        return
    if held.planned:  # only now is the customer answered
        await interactions.update_interaction(
            work, row.id, first_replied_at=row.first_replied_at or work.now, next_reply_due_at=None
        )
        work.record(
            MessageLetGo(
                conversation_id=ConversationId(held.conversation_id), interaction_id=InteractionId(row.id),
                message_id=MessageId(message), agent_id=AgentId(held.author_id),
            )
        )  # fmt: skip
    await store.let_go(work, message)
    sending.flush(work, held.conversation_id)


async def take_back(work: UnitOfWork, ports: Ports, message: UUID, agent: AgentId) -> TakenBack:
    """A message that has not left goes back to its writer's draft, and the work to where it was.

    What happened with the work since then stays: a customer who wrote meanwhile is not put back. Raises `TooLate`,
    `NotYourMessage`, and `ContinuedInNewerWork` where closed work cannot be opened again.
    """
    known = await held_queries.held(work, work.tenant_id, message)
    if known is None:
        raise TooLate(message)
    if known.author_id != agent:
        raise NotYourMessage(message)
    await lock_conversation(work, known.conversation_id)
    row = await interactions.lock_interaction(work, known.interaction_id)
    held = await store.lock_held(work, message)
    if held is None:
        raise TooLate(message)
    besides = await store.said_besides(work, row.id, message) if held.was is WasBefore.NOT_BEGUN else []
    began = held.was is WasBefore.NOT_BEGUN and not besides and not _went_on(row, agent)
    await (_to_new_draft if began else _to_draft)(work, held, row, agent)
    await store.withdraw(work, message, next((id for id, direction in besides if direction == "out"), None))
    work.record(
        MessageTakenBack(
            conversation_id=ConversationId(held.conversation_id), interaction_id=InteractionId(row.id),
            message_id=MessageId(message), agent_id=agent, written_at=held.at,
        )
    )  # fmt: skip
    if began:
        await _end(work, row)
    elif held.was is not WasBefore.NOT_BEGUN:
        await _put_back(work, ports, row, held, agent)
    return TakenBack(InteractionId(row.id), began)


def _went_on(row: Interaction, agent: AgentId) -> bool:
    """Somebody else has it now, or it is to be answered: it is a conversation as any other."""
    return row.state != State.CLOSED and (row.state != State.WAITING or row.owner_agent_id != agent)


async def _to_new_draft(work: UnitOfWork, held: HeldMessage, row: Interaction, agent: AgentId) -> None:
    """All that was chosen is on the page again, above all whom it goes to: that may be what was wrong."""
    sent = from_stored(held.recipients or {})
    to = sent.to[0] if sent.to else None
    content = NewDraftContent(
        **dict(held.held.get("begun") or {}), to=to.value if to else "", to_name=(to.name or "") if to else "",
        subject=row.subject or "", text=held.text, cc=", ".join(one.value for one in sent.cc),
        bcc=", ".join(one.value for one in sent.bcc), signed=held.signed,
    )  # fmt: skip
    await new_drafts.put_back(work, agent, InteractionId(row.id), content, str(new_id()), new_id())
    await _keep_files(work, held, agent)


async def _keep_files(work: UnitOfWork, held: HeldMessage, agent: AgentId) -> None:
    found = await store.files_of(work, work.tenant_id, held.id)
    await sharing.hold(work, [one.blob_key for one in found])
    await store.keep_files(work, agent, held.conversation_id, found)


async def _to_draft(work: UnitOfWork, held: HeldMessage, _row: Interaction, agent: AgentId) -> None:
    """Before what its writer has begun since then, if anything."""
    contact = (await lock_conversation(work, held.conversation_id)).participants.customer.address.value
    drafts = {one.kind: one for one in await draft_store.of(work, work.tenant_id, agent, held.conversation_id)}
    there = drafts.get(DraftKind.REPLY)
    text = f"{held.text}\n\n{there.text}" if there is not None and there.text.strip() else held.text
    sent = from_stored(held.recipients) if held.recipients else None
    copies = None
    if sent is not None:
        copies = (*(one.value for one in sent.cc), *(f"{BLIND}{one.value}" for one in sent.bcc))
        if [one.value for one in sent.to] != [contact]:
            copies = (*(f"{CHOSEN}{one.value}" for one in sent.to), *copies)
    position = (await interactions.contact_of(work, held.conversation_id))["last_position"]
    written = WrittenDraft(
        DraftKind.REPLY,
        text,
        position,
        str(new_id()),
        new_id(),
        there.writing if there else None,
        copies,
        unsigned=not held.signed,
    )
    await draft_store.keep(work, draft_store.DraftKey(agent, held.conversation_id, DraftKind.REPLY), written, text)
    await _keep_files(work, held, agent)


async def _end(work: UnitOfWork, row: Interaction) -> None:
    """Nothing was sent: what this message began is over."""
    if row.state != State.CLOSED:
        await queueing.close(work, row, Outcome.TAKEN_BACK, TAKEN_BACK)
    else:  # it was closed as it was written; its record says now how it ended
        await interactions.update_interaction(work, row.id, outcome=Outcome.TAKEN_BACK.value)
        await interactions.note(work, row, TAKEN_BACK)
        await interactions.delete_record(work, row.id)
        await record.write_if_over(work, row.id)


async def _put_back(work: UnitOfWork, ports: Ports, row: Interaction, held: HeldMessage, agent: AgentId) -> None:
    was = {
        "first_replied_at": held.time("first_replied_at"),
        "next_reply_due_at": row.next_reply_due_at or held.time("next_reply_due_at"),
    }
    await interactions.update_interaction(work, row.id, **was)
    if row.state == State.CLOSED:
        await reopening.open_again(work, row, agent)
    elif row.state != State.WAITING or row.owner_agent_id != agent:
        return  # it went on since then
    if held.was is WasBefore.IN_HAND:
        await waiting.begin(work, row, agent, TAKEN_BACK)
        return
    columns: dict[str, Any] = {name: held.time(name) for name in ("waiting_since", "parked_until")}
    columns |= {"parked_why": held.held.get("parked_why"), "outcome": None, "closed_at": None}
    if row.state == State.CLOSED:
        await interactions.move(work, row, State.WAITING, TAKEN_BACK, owner_agent_id=agent, **columns)
    else:
        await interactions.note(work, row, TAKEN_BACK)
        await interactions.update_interaction(work, row.id, **columns)


async def take_files(work: UnitOfWork, agent: AgentId, conversation: UUID, wanted: Sequence[UUID]) -> list[StoredFile]:
    """Those files of the agent's draft that go with a message now; others stay with it."""
    return await store.take_files(work, agent, conversation, wanted)


async def drop_file(work: UnitOfWork, agent: AgentId, file: UUID) -> None:
    """It does not go with the next message. Nothing happens where this agent's drafts have no such file."""
    await store.drop_file(work, agent, file)
