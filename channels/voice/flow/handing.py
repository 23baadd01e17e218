"""From a flow into a queue: with what a call enters it, and what follows once it is work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from channels.voice import store
from channels.voice.flow.interpreter import FlowEnds, FlowOutcome
from channels.voice.flow.run_store import FlowRun, KeptTurn
from channels.voice.flow.running import FlowRuns
from channels.voice.service import Caller
from contact_center.interactions import store as interactions
from contact_center.interactions.intake import voicemail
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.work import messages
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.contracts.wishes import EntryWishes
from contact_center.kernel.ids import QueueId
from contact_center.platform.unit_of_work import Database, UnitOfWork

CALLS_AGAIN_WITHIN: Final = timedelta(minutes=10)
"""Who was cut off and calls again within this time goes first."""
IN_FLOW: Final = "call_flow"
"""Why a caller was asked for a message."""
Led = tuple[FlowRun, FlowEnds, KeptTurn]
"""A flow that has led its caller to somebody: the call in it, where it goes, and with what."""


async def entering(
    database: Database, account: ChannelAccount, contact: str, led: Led | None
) -> tuple[ChannelAccount, EntryWishes]:
    """The account with the queue where the flow leads, and the call's wishes there.

    Who was cut off from an agent goes first, to the same agent.
    """
    async with database.read(account.tenant_id) as reader:
        theirs = await outside.conversations(reader, account.tenant_id, account.id, contact)
        row = await store.dropped_in(reader, account.tenant_id, account.id, theirs, CALLS_AGAIN_WITHIN)
    agent = row.call.agent if row else None
    wishes = EntryWishes(at_head=True, agent=agent.agent) if agent and agent.agent else EntryWishes()
    if led is None:
        return account, wishes
    ends = led[1]
    return (
        replace(account, queue_id=QueueId(ends.queue) if ends.queue else account.queue_id),
        replace(wishes, priority=ends.priority, skills=dict(ends.skills)),
    )


async def hand_over(database: Database, flows: FlowRuns, caller: Caller, led: Led) -> None:
    """The flow's part is over; who is to leave a message is asked for it with the first sound. Idempotent."""
    run, ends, _ = led

    async def write(work: UnitOfWork) -> None:
        await messages.lock_conversation(work, caller.conversation_id)
        row = await interactions.lock_interaction(work, caller.interaction_id)
        if ends.outcome is FlowOutcome.VOICEMAIL and row.state == State.QUEUED:
            wanted = voicemail.VoicemailRequest(ends.seconds, ends.queue, {})
            await voicemail.begin(work, row, wanted, IN_FLOW)
        await flows.follow(work, run.id, caller.call_id, caller.conversation_id)

    await database.run(caller.tenant_id, write, actor="customer")
