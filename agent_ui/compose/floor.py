"""What supervisors say to the reader, the reader's raised hand, and the raised hands that supervisors see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.views.floor import AnnouncementLine, FloorView, OtherQueuesView, OwnHandView, RaisedHandLine
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.interactions.floor import announcements, helping
from contact_center.interactions.floor.domain import HelpRequest
from contact_center.interactions.reading import conversation_queries
from contact_center.kernel.actors import user_of
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing
from routing.policy import serving

COMES_TO_HELP = frozenset({Role.SUPERVISOR, Role.ADMIN})


async def floor(reader: Reader, lens: Lens) -> FloorView:
    said = await announcements.unread(reader, lens.tenant, lens.agent)
    own = await helping.of_agent(reader, lens.tenant, lens.agent)
    taken = [own.taken_by] if own and own.taken_by else []
    names = await _names(reader, lens, [*(one.by_id for one in said), *taken])
    return FloorView(
        tuple(
            AnnouncementLine(one.id, names.get(one.by_id, ""), lens.words.when(one.at), one.text, one.urgent)
            for one in said
        ),
        OwnHandView(own.id, own.at, own.text, names.get(own.taken_by, "") if own.taken_by else "") if own else None,
        await hands(reader, lens),
        await _serving(reader, lens),
    )


async def _serving(reader: Reader, lens: Lens) -> OtherQueuesView | None:
    row = await serving.of_agent(reader, lens.tenant, lens.agent)
    if row is None:
        return None
    by = user_of(row.set_by)
    names = await _names(reader, lens, [by] if by else [])
    queues = await routing.queue_names(reader, lens.tenant)
    served = tuple(sorted(queues[id] for id in map(UUID, row.queues) if id in queues))
    return OtherQueuesView(served, lens.words.when(row.until), names.get(by, "") if by else "", row.why)


async def hands(reader: Reader, lens: Lens) -> tuple[RaisedHandLine, ...]:
    """For supervisors; of nobody's own."""
    if Role(lens.rights.who.user.role) not in COMES_TO_HELP:
        return ()
    found = [one for one in await helping.raised(reader, lens.tenant) if one.agent_id != lens.agent]
    names = await _names(reader, lens, [id for one in found for id in (one.agent_id, one.taken_by) if id])
    return tuple([await _hand(reader, lens, one, names) for one in found])


async def _hand(reader: Reader, lens: Lens, one: HelpRequest, names: dict[UUID, str]) -> RaisedHandLine:
    work = one.interaction_id
    header = await conversation_queries.header(reader, lens.tenant, work) if work else None
    return RaisedHandLine(
        id=one.id,
        agent=AgentId(one.agent_id),
        name=names.get(one.agent_id, ""),
        since=one.at,
        text=one.text,
        work=InteractionId(work) if work and header else None,
        who=await name_of(reader, lens, header) if header else "",
        channel=header.channel if header else "",
        coming=names.get(one.taken_by, "") if one.taken_by else "",
        mine=one.taken_by == lens.agent,
    )


async def _names(reader: Reader, lens: Lens, ids: Sequence[UUID] | Collection[UUID]) -> dict[UUID, str]:
    return await directory.names(reader, lens.tenant, set(ids)) if ids else {}
