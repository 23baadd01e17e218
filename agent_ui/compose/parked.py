"""Calls that colleagues have parked, and the reader may pick up."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from agent_ui.compose import own_work
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.compose.own_work import OwnWork
from agent_ui.compose.ports import Calls
from agent_ui.views import CallState, CallView, ParkedCallView, WorkListView
from channels.voice.parking.service import ParkedCall, may_pick_up
from contact_center.directory import service as directory
from contact_center.interactions.reading import conversation_queries
from contact_center.platform.unit_of_work import Reader


async def work_list(reader: Reader, lens: Lens, found: OwnWork, calls: Calls | None) -> WorkListView:
    """The reader's own work, with the calls that they may pick up."""
    own = await own_work.work_list(reader, lens, found)
    return replace(own, parked=await listed(reader, lens, calls))


async def aside(reader: Reader, lens: Lens, calls: Calls, call: CallView, *, waits_for_us: bool) -> CallView | None:
    """A call that is not in the reader's hand: one that somebody else has has no controls here."""
    if call.state is CallState.PARKED:
        return await on_call(reader, lens, calls, call)
    given = call.state is CallState.OUTSIDE and waits_for_us
    return call if given or not call.live else None


async def listed(reader: Reader, lens: Lens, calls: Calls | None) -> tuple[ParkedCallView, ...]:
    """Those the reader may pick up, the longest parked first."""
    found = await calls.parked(reader, lens.tenant) if calls is not None else []
    return await _views(reader, lens, found) if found else ()


async def on_call(reader: Reader, lens: Lens, calls: Calls, call: CallView) -> CallView:
    """An open conversation whose call is parked says by whom; `can_pick_up` if the reader may."""
    assert call.state is CallState.PARKED
    here = [one for one in await calls.parked(reader, lens.tenant) if one.call == call.call]
    if not here:
        return call
    views = await _views(reader, lens, here)
    if views:
        return replace(call, parked=views[0], can_pick_up=True)
    return replace(call, parked=await _view(reader, lens, here[0], await _names(reader, lens, here)))


async def _views(reader: Reader, lens: Lens, found: list[ParkedCall]) -> tuple[ParkedCallView, ...]:
    serves = await lens.rights.serving.serves(reader, lens.tenant, lens.agent)
    mine = [one for one in found if may_pick_up(lens.agent, one.by, one.queue, serves)]
    names = await _names(reader, lens, mine) if mine else {}
    return tuple([await _view(reader, lens, one, names) for one in mine])


async def _names(reader: Reader, lens: Lens, found: list[ParkedCall]) -> dict[UUID, str]:
    return await directory.names(reader, lens.tenant, {one.by for one in found if one.by is not None})


async def _view(reader: Reader, lens: Lens, one: ParkedCall, names: dict[UUID, str]) -> ParkedCallView:
    header = await conversation_queries.header(reader, lens.tenant, one.interaction)
    return ParkedCallView(
        call=one.call,
        interaction=one.interaction,
        who=await name_of(reader, lens, header) if header else "",
        by=names.get(one.by, "") if one.by else "",
        yours=one.by == lens.agent,
        since=one.since,
        until=one.until,
    )
