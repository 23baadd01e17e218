"""What overflow does to one piece of waiting work, in the router's unit of work.

`routing.wait` keeps what was done in this entry, under the lock of the interaction: a router that takes over,
or two looks at the same second, do nothing twice.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake import voicemail
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work import customer_leaving, eligibility, messages, queueing, sending
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import Outcome, QueuedBecause, State
from contact_center.kernel.contracts.routing_events import InteractionOverflowed
from contact_center.kernel.ids import InteractionId, QueueId
from contact_center.kernel.languages import text_for
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control.service import plan_for, rescind_offers
from routing.flow import waiting_store
from routing.flow.overflow import TREATMENT, Action
from routing.policy import queues_store as routing_store


async def carry_out(work: UnitOfWork, ports: Ports, action: Action) -> None:
    """Does what is due unless it was done, or the work is not waiting in its queue any more."""
    conversation = await waiting_store.conversation_of(work, work.tenant_id, action.interaction_id)
    if conversation is None:
        return
    locked = await messages.lock_conversation(work, conversation)
    row = await store.lock_interaction(work, action.interaction_id)
    if row.state != State.QUEUED or row.queue_id is None or row.sl_started_at is None:
        return
    if not await _first_time(work, row, action):
        return
    did = []
    if action.voicemail is not None and await _to_voicemail(work, ports, row, action):
        did.append("voicemail")
    if action.message and action.voicemail is None and await _tell(work, ports, row, locked, action):
        did.append("message")
    if action.callback:
        did.append("callback")
    group = await _widen(work, row, action) if action.group else None
    if group is not None:
        did.append("group")
    target = await _move(work, ports, row, action) if action.to_queue else None
    if target is not None:
        did.append("queue")
    elif action.close and not customer_leaving.keeps_place(row):
        await queueing.close(
            work, row, Outcome.FLOWED_OUT, Phrase(QueuedBecause.OVERFLOWED, {"because": action.because})
        )
        did.append("close")
    _record(work, row, action, did, target or group)


async def _widen(work: UnitOfWork, row: Interaction, action: Action) -> UUID | None:
    """The agents of the queue named may take it too, while it is in this queue; not if that queue is no more."""
    assert row.sl_started_at is not None
    queues = await routing_store.queues(work, work.tenant_id)
    group = next((one for one in queues if one.active and action.group in (str(one.id), one.name)), None)
    if group is None:
        return None
    facts = eligibility.with_group(row.facts, row.sl_started_at, group.id)
    await store.move(
        work,
        row,
        State.QUEUED,
        Phrase(HistoryCode.WIDENED, {"because": action.because, "queue": group.name}),
        facts=facts,
    )
    return group.id


def _record(work: UnitOfWork, row: Interaction, action: Action, did: list[str], target: UUID | None) -> None:
    assert row.queue_id is not None
    work.record(
        InteractionOverflowed(
            interaction_id=InteractionId(row.id),
            queue_id=QueueId(row.queue_id),
            because=action.because,
            did=did,
            to_queue_id=QueueId(target) if target else None,
        )
    )


async def _first_time(work: UnitOfWork, row: Interaction, action: Action) -> bool:
    """Notes the step; False if it was noted before in this entry, what a rule says in any entry."""
    assert row.sl_started_at is not None
    since = row.sl_started_at.isoformat()
    known = await waiting_store.wait_row(work, row.id)
    steps = known.steps if known else []
    if any(one["key"] == action.key and (one["since"] == since or action.key == TREATMENT) for one in steps):
        return False
    steps = [*steps, {"key": action.key, "queue": str(row.queue_id), "since": since, "because": action.because}]
    callback = work.now if action.callback else None
    await waiting_store.keep_steps(work, row.id, row.queue_id, row.sl_started_at, steps, callback)
    return True


async def _tell(work: UnitOfWork, ports: Ports, row: Interaction, conversation: Any, action: Action) -> bool:
    """A text to the customer in the conversation; where a channel carries none, the wait keeps it for its screen."""
    assert action.message is not None
    text = text_for(action.message, row.language)
    if not ports.adapters[row.channel].capabilities.text:
        await waiting_store.keep_text(work, row.id, text)
        return True
    if not await _may_tell(work, ports, row, conversation):
        return False
    await messages.add_message(
        work, conversation, row.id, direction="out", author=("system", None, None), text=text,
        client_key=f"{action.key}:{row.id}:{row.requeues}", meta={"automatic": True},
    )  # fmt: skip
    sending.flush(work, conversation.id)
    return True


async def _may_tell(work: UnitOfWork, ports: Ports, row: Interaction, conversation: Any) -> bool:
    """In an open session always; elsewhere a machine writes unless the customer has objected to service notices."""
    if conversation.state == "closed":
        return False
    if ports.adapters[row.channel].capabilities.session:
        return True
    if await conversation_queries.asks_for_no_machine(work, work.tenant_id, conversation.id):
        return False
    address = Address(AddressKind(conversation.contact_kind), conversation.contact_value)
    return (await ports.consent.may_send(work, address, row.channel, sending.SERVICE)).allowed


async def _to_voicemail(work: UnitOfWork, ports: Ports, row: Interaction, action: Action) -> bool:
    """For who is on the line; who has asked to be called keeps the place instead."""
    assert action.voicemail is not None
    possible = voicemail.CHANNEL in ports.adapters and ports.adapters[row.channel].capabilities.media
    if not possible or customer_leaving.keeps_place(row):
        return False
    named = await _queue_named(work, action.voicemail.queue) if action.voicemail.queue else None
    wanted = voicemail.VoicemailRequest(action.voicemail.seconds, named.id if named else None, action.message or {})
    await rescind_offers(work, row)
    await voicemail.begin(work, row, wanted, action.because)
    return True


async def _queue_named(work: UnitOfWork, wanted: str) -> routing_store.QueueRow | None:
    """By name or id; None if it is not there any more."""
    queues = await routing_store.queues(work, work.tenant_id)
    return next((one for one in queues if one.active and wanted in (str(one.id), one.name)), None)


async def _move(work: UnitOfWork, ports: Ports, row: Interaction, action: Action) -> UUID | None:
    """Into the queue named, unless it is gone, closed by hand, or was waited in before; then it stays."""
    assert action.to_queue is not None
    target = await _queue_named(work, action.to_queue)
    if target is None or target.settings.get("closed") or target.id in await _visited(work, row):
        return None
    plan = await plan_for(work, ports, row, QueueId(target.id))
    await rescind_offers(work, row)
    why = Phrase(QueuedBecause.OVERFLOWED, {"because": action.because, "queue": target.name})
    await queueing.move_to_queue(work, row, plan, QueuedBecause.OVERFLOWED, why=why)
    return target.id


async def _visited(work: UnitOfWork, row: Interaction) -> set[UUID]:
    known = await waiting_store.wait_row(work, row.id)
    return {UUID(one["queue"]) for one in known.steps if one["key"] != TREATMENT} if known else set()
