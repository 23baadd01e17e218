"""Callbacks: the customer keeps the place and need not wait.

The waiting interaction stays in its queue with its age. When its turn comes an agent has it first (reserved), calls
the number; what became of a call that the product made is its attempt by itself (`routing.flow.following`), of one with
the telephone of the house its agent says it. No answer and busy are attempts with a plan.

A callback stays open until its person was reached: the work cannot be closed before somebody said how the call went.
Who answered none of the calls was never reached, an outcome of its own. Who calls in meanwhile takes the place: the
call has the callback's age, and the callback is over.

Codes of history lines: `callback_asked`, `callback_tried:<result>: <number>`, `callback_reached:…`,
`callback_given_up:…`, `callback_due`, `callback_late`, `callback_called_in`.

Only to a number that is the customer's own: the one they write from, or one of a customer whose identity was
proven. One open callback for a number. Nobody promises a call outside the opening hours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.errors import NotQueued
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import holding, messages, queueing, waiting
from contact_center.kernel.contracts.interactions import Identity, Outcome, QueuedBecause, State
from contact_center.kernel.contracts.routing_events import (
    CallbackAttempted,
    CallbackPromiseMissed,
    CallbackRequested,
)
from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.flow import callback_store
from routing.flow.callback_store import CallbackRow, open_callback, open_callbacks
from routing.flow.hours import Hours
from routing.flow.model import CallbackOffer
from routing.flow.ports import OwnNumbers
from routing.flow.reading import callback_terms, flow_of, treatment_of
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as routing_store
from routing.router.acts import RouterAct

__all__ = ["CallbackRow", "open_callback", "open_callbacks"]
"""What pages and routes read of the store, besides what is defined here."""


class Result(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"


class NotANumber(Invalid):
    """This is no number that can be called. Write it whole, with its area or its country, like +886 2 2711 0480."""


class CallbackNotOffered(Conflict):
    """This queue does not offer to call back."""


class OutsideHours(Conflict):
    """The queue is closed now; ask for a callback in its opening hours."""


class NumberNotOwn(Forbidden):
    """We call back only a number that is known to be yours: the one you write from, or one of your account."""


class NoCallback(NotFound):
    """No callback of this work is open."""


def number(said: str, region: str | None = telephones.HOME) -> telephones.Telephone:
    """What somebody wrote; `region` (ISO 3166) is the country of a national number. Raises `NotANumber`."""
    found = telephones.read(said, region)
    if found is None:
        raise NotANumber(field="number")
    return found


async def request(work: UnitOfWork, ports: Ports, own: OwnNumbers, interaction: UUID, said: str) -> datetime:
    """The waiting customer asks to be called; returns until when the first attempt is promised."""
    row, conversation = await _lock(work, interaction)
    asked = number(said, await _region(work, conversation))
    wanted = asked.number
    if row.state != State.QUEUED:
        raise NotQueued(interaction)
    offer, hours = await _terms(work, row)
    if not ports.adapters[row.channel].capabilities.text:
        raise CallbackNotOffered(Phrase("not_in_a_call"))
    if not hours.is_open(work.now):
        raise OutsideHours(field="number")
    if not await _is_own(work, own, row, wanted):
        raise NumberNotOwn(field="number")
    until = hours.add_open_time(work.now, offer.promise_seconds) or work.now + timedelta(seconds=offer.promise_seconds)
    await callback_store.add(work, row.id, wanted, conversation.contact_name, until)
    await store.move(work, row, State.QUEUED, Phrase(HistoryCode.CALLBACK_ASKED), facts={**row.facts, "callback": True})
    await messages.add_message(
        work, conversation, row.id, direction="note", author=("system", None, None), text=f"☎ {asked}",
        meta={"callback": wanted},
    )  # fmt: skip
    work.record(CallbackRequested(interaction_id=InteractionId(row.id), promised_until=until))
    return until


async def _region(work: UnitOfWork, conversation: Any) -> str:
    """Somebody who writes from a number means national numbers of its country, others those of ours."""
    theirs = telephones.region_of(conversation.contact_value) if conversation.contact_kind == "phone" else None
    return theirs or await directory.phone_region(work, work.tenant_id)


async def attempted(work: UnitOfWork, interaction: UUID, agent: AgentId, result: Result) -> CallbackRow:
    """The agent who has the work says how the call went. Raises `NoCallback`, `NotYourWork`."""
    row, _ = await _lock(work, interaction)
    found = await open_callback(work, work.tenant_id, interaction)
    if found is None:
        raise NoCallback(interaction)
    attempts = [*found.attempts, {"at": work.now.isoformat(), "agent": str(agent), "result": result.value}]
    offer, hours = await _terms(work, row, if_open=True)
    again = result is not Result.REACHED and len(attempts) < offer.attempts
    attempt = {"result": result.value, "number": len(attempts)}
    if again:
        await waiting.wait_for_customer(work, interaction, agent, why=Phrase(HistoryCode.CALLBACK_TRIED, attempt))
        pause = offer.retry_seconds[min(len(attempts), len(offer.retry_seconds)) - 1]
        due = hours.add_open_time(work.now, pause) or work.now + timedelta(seconds=pause)
        await callback_store.change(work, interaction, attempts=Jsonb(attempts), next_at=due)
    else:
        await holding.resume_if_held(work, interaction, agent)
        state = "reached" if result is Result.REACHED else "given_up"
        code = HistoryCode.CALLBACK_REACHED if result is Result.REACHED else HistoryCode.CALLBACK_GIVEN_UP
        await store.note(work, row, Phrase(code, attempt))
        await callback_store.change(
            work, interaction, attempts=Jsonb(attempts), next_at=None, state=state, ended_at=work.now
        )
        facts = {name: value for name, value in row.facts.items() if name != "callback"}
        facts |= {} if result is Result.REACHED else {"never_reached": True}
        await store.update_interaction(work, row.id, facts=facts)
    work.record(
        CallbackAttempted(
            interaction_id=InteractionId(interaction), agent_id=agent, result=result.value, number=len(attempts),
            again=again,
        )
    )  # fmt: skip
    return CallbackRow(**{**_fields(found), "attempts": attempts})


async def due(reader: Reader, tenant: UUID, now: datetime, audio: Collection[str]) -> list[RouterAct]:
    """Attempts whose time has come, promises that were missed, and callbacks whose work is over.

    `audio`: the channels that carry calls.
    """
    rows, calls = await callback_store.due(reader, tenant, now), await callback_store.called_in(reader, tenant, audio)
    return [*(_call(row) for row in calls), *(act for row in rows if (act := _act(row)) is not None)]


def _call(row: dict[str, Any]) -> RouterAct:
    async def call(work: UnitOfWork) -> None:
        await _called_in(work, row["interaction_id"], row["call_id"])

    return RouterAct(call, [row["interaction_id"], row["call_id"]], name="called in")


async def _called_in(work: UnitOfWork, interaction: UUID, call_id: UUID) -> None:
    """The customer did not wait for us: their call stands where the callback stood."""
    rows = await store.lock_interactions(work, sorted([interaction, call_id]))
    promised, call = rows[interaction], rows[call_id]
    if call.state != State.QUEUED or promised.state not in (State.QUEUED, State.WAITING):
        return
    await callback_store.change(work, interaction, state="called_in", next_at=None, ended_at=work.now)
    if promised.queue_id == call.queue_id and promised.ranked_at is not None:
        await store.move(work, call, State.QUEUED, Phrase(HistoryCode.CALLBACK_CALLED_IN), ranked_at=promised.ranked_at)
        queueing.record_queued(work, await store.interaction(work, work.tenant_id, call_id), QueuedBecause.CALLBACK_DUE)
    facts = {name: value for name, value in promised.facts.items() if name != "callback"}
    await store.update_interaction(work, interaction, facts=facts)
    await queueing.close(
        work, replace(promised, facts=facts), Outcome.COMPLETED, Phrase(HistoryCode.CALLBACK_CALLED_IN)
    )


def _act(row: dict[str, Any]) -> RouterAct | None:
    interaction = row["interaction_id"]
    do = _cancel if row["state"] == State.CLOSED else _again if row["again"] else _late if row["late"] else None
    if do is None:
        return None

    async def call(work: UnitOfWork) -> None:
        await do(work, interaction)

    return RouterAct(call, [interaction], name="callback")


async def _cancel(work: UnitOfWork, interaction: UUID) -> None:
    await callback_store.change(work, interaction, state="cancelled", next_at=None, ended_at=work.now)


async def _again(work: UnitOfWork, interaction: UUID) -> None:
    row = await store.lock_interaction(work, interaction)
    await callback_store.change(work, interaction, next_at=None)
    if row.state == State.WAITING:
        await queueing.back_to_queue(work, row, QueuedBecause.CALLBACK_DUE)


async def _late(work: UnitOfWork, interaction: UUID) -> None:
    await callback_store.change(work, interaction, alerted_at=work.now)
    await store.note(work, await store.lock_interaction(work, interaction), Phrase(HistoryCode.CALLBACK_LATE))
    work.record(CallbackPromiseMissed(interaction_id=InteractionId(interaction)))


async def _lock(work: UnitOfWork, interaction: UUID) -> tuple[Interaction, Any]:
    """Conversation first (D7)."""
    known = await store.interaction(work, work.tenant_id, interaction)
    conversation = await messages.lock_conversation(work, known.conversation_id)
    return await store.lock_interaction(work, interaction), conversation


async def _terms(work: UnitOfWork, row: Interaction, *, if_open: bool = False) -> tuple[CallbackOffer, Hours]:
    """What the queue offers; with `if_open` its usual terms where it offers none any more."""
    queue = next((one for one in await routing_store.queues(work, work.tenant_id) if one.id == row.queue_id), None)
    if queue is None:
        raise CallbackNotOffered
    treatment = treatment_of(row.facts.get("treatment"))
    offer = callback_terms(treatment, flow_of(queue)) or (CallbackOffer() if if_open else None)
    if offer is None or (row.tier == "deferred" and not if_open):
        raise CallbackNotOffered(queue.name)
    return offer, (await hours_of_queues(work, [queue]))[queue.id]


async def _is_own(work: UnitOfWork, own: OwnNumbers, row: Interaction, wanted: str) -> bool:
    who = await callback_store.contact(work, work.tenant_id, row.conversation_id)
    if who is None:
        return False
    if who.contact_kind == "phone" and telephones.sender(who.contact_value) == wanted:
        return True
    if who.identity != Identity.VERIFIED or who.customer_id is None:
        return False
    return wanted in await own.of_customer(work, work.tenant_id, who.customer_id)


def _fields(row: CallbackRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CallbackRow.__slots__}
