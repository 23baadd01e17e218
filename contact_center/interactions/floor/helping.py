"""An agent raises a hand; a supervisor says that they come, and helps as the work needs it: reads along, listens,
whispers, takes over, or answers in a message. The hand goes down when one of the two says so.
"""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions.floor import help_store as store
from contact_center.interactions.floor.domain import HelpRequest, requested_text
from contact_center.interactions.floor.errors import HelpRequestOver, NoSuchHelpRequest
from contact_center.kernel.contracts.floor import HelpAsked, HelpEnded, HelpTaken
from contact_center.kernel.ids import AgentId, HelpRequestId, InteractionId, UserId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LISTED = 50


async def ask(work: UnitOfWork, agent: AgentId, text: str, interaction: UUID | None = None) -> HelpRequestId:
    """Raises the hand, or says anew what a raised one is about. Whether the work is this agent's to show is asked
    before. Raises `HelpTextTooLong`."""
    said = requested_text(text)
    id = HelpRequestId(new_id())
    made = HelpRequest(id, agent, interaction, said, work.now, None, None, None, None)
    if not await store.insert(work, made):
        raised = await store.of_agent(work, work.tenant_id, agent)
        if raised is None:  # it went down in this very moment
            raise HelpRequestOver
        id = HelpRequestId(raised.id)
        await store.change_text(work, id, interaction, said)
    about = InteractionId(interaction) if interaction else None
    work.record(HelpAsked(help_request_id=id, agent_id=agent, interaction_id=about))
    return id


async def take(work: UnitOfWork, id: UUID, by: UserId) -> HelpRequest:
    """This supervisor comes. Raises `NoSuchHelpRequest`, `HelpRequestOver` where it is over or a colleague comes."""
    found = await _locked(work, id)
    if found.taken_by == by:
        return found
    if not found.is_open or found.taken_by is not None:
        raise HelpRequestOver(id)
    await store.take(work, id, by)
    work.record(HelpTaken(help_request_id=HelpRequestId(id), agent_id=AgentId(found.agent_id), by_user_id=by))
    await audit(work, "help request taken", f"user:{found.agent_id}", help_request=str(id))
    return found


async def end(work: UnitOfWork, id: UUID, by: UserId, *, own_only: bool = False) -> None:
    """The hand is down; a second time changes nothing. `own_only`: for who may end but their own.

    Raises `NoSuchHelpRequest`.
    """
    found = await _locked(work, id)
    if own_only and found.agent_id != by:
        raise NoSuchHelpRequest(id)
    if not found.is_open:
        return
    await store.end(work, id, by)
    work.record(HelpEnded(help_request_id=HelpRequestId(id), agent_id=AgentId(found.agent_id), by_user_id=by))


async def of_agent(reader: Reader, tenant: UUID, agent: UUID) -> HelpRequest | None:
    """Their raised hand."""
    return await store.of_agent(reader, tenant, agent)


async def raised(reader: Reader, tenant: UUID) -> list[HelpRequest]:
    """All raised hands; to whom nobody comes yet first, the longest waiting before."""
    return await store.open_ones(reader, tenant, LISTED)


async def _locked(work: UnitOfWork, id: UUID) -> HelpRequest:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchHelpRequest(id)
    return found
