"""Closed work opened again: at once, as closing is taken back, or later by whoever knows the matter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.blocking import service as blocking
from contact_center.interactions.domain import Interaction
from contact_center.interactions.errors import CannotReopen, ContinuedInNewerWork, NotClosed
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.importing.errors import OldMail
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work import identifying, queueing, waiting
from contact_center.interactions.work.messages import lock_conversation_of
from contact_center.kernel.contracts.interactions import InteractionReopened, Outcome, Reason, SegmentState, State
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

REOPENED = Phrase(HistoryCode.REOPENED)
TAKEN_BACK_FOR = timedelta(seconds=30)
"""For so long closing a chat can be taken back; pages offer it for ten seconds."""


async def reopen(work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId) -> None:
    """In this agent's hand where the customer waits for an answer, else waiting for the customer with this agent.

    Its record goes, to be written anew at the next close. A chat can be opened again only by whoever has just
    closed it: the visitor is on the page still. Raises `NotClosed`, `CannotReopen` for calls and other chats, and
    `ContinuedInNewerWork` where the conversation has newer work, and
    `OldMail` for what was never work here.
    """
    conversation = await lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.CLOSED:
        raise NotClosed(interaction_id)
    if row.outcome == Outcome.IMPORTED:
        raise OldMail(interaction_id)
    capabilities = ports.adapters[row.channel].capabilities
    if capabilities.media or (capabilities.session and not await _just_closed(work, row)):
        raise CannotReopen(row.channel)
    await open_again(work, row, agent)
    if capabilities.session or await conversation_queries.unanswered(work, work.tenant_id, conversation.id):
        await waiting.begin(work, row, agent, REOPENED)
    else:
        await store.move(
            work, row, State.WAITING, REOPENED, waiting_since=work.now, owner_agent_id=agent, outcome=None,
            closed_at=None,
        )  # fmt: skip
    work.record(
        InteractionReopened(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=agent,
        )
    )


async def open_again(work: UnitOfWork, row: Interaction, agent: AgentId) -> None:
    """What closing did to conversation, record and identity is taken back, and the block of a sender of spam; the
    caller says where the work goes on.

    Raises `ContinuedInNewerWork`.
    """
    await _open_conversation(work, row)
    await _finish_own_wrap_up(work, row, agent)
    await store.delete_record(work, row.id)
    await identifying.restore(work, row)
    if row.outcome == Outcome.SPAM:
        await blocking.lift(work, row, agent)


async def _just_closed(work: UnitOfWork, row: Interaction) -> bool:
    """By the person who asks; a visitor who left ended it in another way."""
    by = await store.actor_of(work, row, queueing.BY_AGENT, "closed by the agent")
    return by == work.actor and row.closed_at is not None and work.now - row.closed_at < TAKEN_BACK_FOR


async def _open_conversation(work: UnitOfWork, row: Interaction) -> None:
    """A conversation has one open piece of work, and an address one open conversation without a subject."""
    if await store.has_open_work(work, row.conversation_id) or not await store.reopen_conversation(
        work, row.conversation_id
    ):
        raise ContinuedInNewerWork(row.id)


async def _finish_own_wrap_up(work: UnitOfWork, row: Interaction, agent: AgentId) -> None:
    for segment in await store.open_segments(work, work.tenant_id, row.id):
        if segment.agent_id == agent and segment.phase is SegmentState.WRAPPING:
            await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
