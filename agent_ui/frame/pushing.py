"""Draws what changed in the frame, from the reader's snapshot."""

from __future__ import annotations

from uuid import UUID

from agent_ui.compose import floor, mentions, offers, own_work, tasks
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.compose.own_work import OwnWork
from agent_ui.frame.changes import Changes
from agent_ui.frame.compose import own_call
from agent_ui.frame.parts import Parts
from agent_ui.frame.screen import Screen
from agent_ui.frame.views import NoticeView
from agent_ui.views import OfferView, PresenceState, ReturnedTransferView
from agent_ui.words import history as happenings
from agent_ui.words import labels
from contact_center.directory import service as directory
from contact_center.interactions.mentions import service as calling
from contact_center.interactions.reading import at_work_queries, conversation_queries
from contact_center.kernel.actors import user_of
from contact_center.kernel.contracts.interactions import InteractionHandedBack
from contact_center.kernel.contracts.routing_events import PresenceForced
from contact_center.kernel.contracts.tasks import TaskReminded
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing


async def draw(reader: Reader, parts: Parts, screen: Screen, lens: Lens, found: OwnWork, what: Changes) -> list[str]:
    """Offer, presence, call and transfers that came back, as far as `what` names them."""
    drawn: list[str] = []
    if what.offer:
        offer = await own_work.offer_view(reader, lens, found, parts.calls)
        if offer is None and what.lost_offer is not None:
            offer = await _over(reader, lens, what.lost_offer)
        drawn.append(screen.part("frame/push/offer.html", offer=offer))
    if what.presence:
        view = await own_work.presence_view(reader, lens, found)
        drawn.append(screen.part("frame/push/presence.html", presence=view))
    if what.workspaces or what.calls:
        drawn.append(screen.part("frame/push/line.html", call=await own_call(parts, reader, lens, found)))
    if what.work:
        drawn.append(screen.part("frame/push/count.html", count=own_work.waits(lens, found)))
    drawn += [screen.part("frame/push/notice.html", notice=one) for one in _written(lens, found, what)]
    drawn += [await _handed_back(reader, screen, lens, event) for event in what.handed_back]
    if what.mentions:
        drawn.append(await _mentions(reader, screen, lens, what))
    drawn += [await _forced(reader, screen, lens, actor, event) for actor, event in what.forced]
    if what.floor:
        drawn.append(await _floor(reader, screen, lens, what))
    return [*drawn, *[await _reminded(reader, screen, lens, event) for event in what.reminded]]


async def _mentions(reader: Reader, screen: Screen, lens: Lens, what: Changes) -> str:
    """Who is called by a colleague is told, on whatever page they are."""
    count = await calling.count_unseen(reader, lens.tenant, lens.agent)
    found = [await mentions.line(reader, lens, event.mention_id) for event in what.mentioned]
    lines = [one for one in found if one is not None]
    told = [
        NoticeView(
            "mention", f"mention-{one.id}", lens.words.gettext("%(who)s mentioned you", who=one.by), one.who,
            f"/console?c={one.interaction}",
        )
        for one in lines
    ]  # fmt: skip
    notices = [screen.part("frame/push/notice.html", notice=one) for one in told]
    return "".join([screen.part("frame/push/mentions.html", count=count, lines=lines), *notices])


async def _forced(reader: Reader, screen: Screen, lens: Lens, actor: str, event: PresenceForced) -> str:
    """Whose presence was set by somebody else reads who did it, and why."""
    by = user_of(actor)
    name = (await directory.names(reader, lens.tenant, [by])).get(by, "") if by else ""
    state = labels.presence_state(lens.words, PresenceState(event.presence))
    said = lens.words.gettext("%(who)s set you to “%(presence)s”.", who=name, presence=state) if name else ""
    return screen.part("frame/push/forced.html", said=said, why=event.why) if said else ""


async def _floor(reader: Reader, screen: Screen, lens: Lens, what: Changes) -> str:
    """What supervisors say, and who asks them for help; a sound or a window tells it as its reader has chosen."""
    view = await floor.floor(reader, lens)
    said = {one.id: one for one in view.announcements}
    asking = {one.id: one for one in view.raised}
    told = [
        NoticeView("announcement", f"announcement-{one.announcement_id}", said[one.announcement_id].by, "")
        for one in what.announced
        if one.announcement_id in said
    ]
    told += [
        NoticeView(
            "help", f"help-{one.help_request_id}",
            lens.words.gettext("%(who)s asks for help", who=asking[one.help_request_id].name), "", "/supervisor",
        )
        for one in what.asked
        if one.help_request_id in asking
    ]  # fmt: skip
    notices = [screen.part("frame/push/notice.html", notice=one) for one in told]
    return "".join([screen.part("frame/push/floor.html", floor=view), *notices])


async def _handed_back(reader: Reader, screen: Screen, lens: Lens, event: InteractionHandedBack) -> str:
    """Told to whoever handed the work on, on whatever page they are."""
    header = await conversation_queries.header(reader, lens.tenant, event.interaction_id)
    who = await name_of(reader, lens, header) if header else ""
    names = await directory.names(reader, lens.tenant, {event.to_agent_id})
    why = happenings.not_taken(lens.words, names.get(event.to_agent_id, ""), event.how)
    text = lens.words.gettext("%(who)s was returned to you: %(why)s You get it offered first.", who=who, why=why)
    return screen.part("frame/push/handed_back.html", handed=ReturnedTransferView(event.interaction_id, text))


async def _reminded(reader: Reader, screen: Screen, lens: Lens, event: TaskReminded) -> str:
    """Its owner is told, on whatever page they are."""
    line = await tasks.reminder(reader, lens, event.task_id)
    if line is None:
        return ""
    told = NoticeView(
        "task", f"task-{line.task}", lens.words.gettext("A task of yours is due"), line.when, f"/tasks/{line.task}"
    )
    return screen.part("frame/push/reminded.html", line=line) + screen.part("frame/push/notice.html", notice=told)


def _written(lens: Lens, found: OwnWork, what: Changes) -> list[NoticeView]:
    """Customers who wrote in conversations of this agent's."""
    return [
        NoticeView(
            "message",
            f"message-{item.conversation_id}-{what.fresh.get(item.conversation_id, 0)}",
            own_work.who_of(lens, found, item),
            labels.channel(lens.words, item.channel),
            f"/console?c={item.interaction_id}",
        )
        for item in found.items
        if item.conversation_id in what.came_in
    ]


async def _over(reader: Reader, lens: Lens, segment: UUID) -> OfferView | None:
    part = await at_work_queries.part(reader, lens.tenant, segment)
    header = await conversation_queries.header(reader, lens.tenant, part.interaction_id) if part else None
    if part is None or header is None:
        return None
    queue = (await routing.queue_names(reader, lens.tenant)).get(part.queue_id, "") if part.queue_id else ""
    return offers.over(lens, part, await name_of(reader, lens, header), queue)
