"""A conversation page by page, the latest first: with what was said in the other conversations of its matter.

Conversations that a case has together are one matter. Each is read in its own order (D9), page by page, and merged by
time; a page says by a place for each conversation where the one before it begins, so that nothing is left out or
repeated whatever is written in the meantime.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from agent_ui.compose import cases
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import Opened, name_of
from agent_ui.views import MessageView, NoteView
from contact_center.interactions.reading import conversation_queries, message_queries, timeline_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.reading.pages import LATEST, ThreadPage, ThreadPlace, merged
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import linking, listing
from crm_core.cases.domain import CaseLinkKind

PAGE: Final = 100
LARGEST: Final = 1000
"""Messages of a page that reaches back to one that is looked for."""
OTHERS: Final = 7
"""Other conversations of a matter, the newest."""
CASES: Final = 5
FOUND: Final = 500


@dataclass(frozen=True, slots=True)
class Matter:
    """The conversations that are read as one, each through its latest work."""

    own: UUID
    headers: Mapping[UUID, Header]
    """By conversation; those that the reader may read."""


async def matter(reader: Reader, lens: Lens, header: Header) -> Matter:
    """Incidents are no matter of one customer: what all wrote of one is not read as one."""
    own = header.conversation_id
    alone = Matter(own, {own: header})
    found = await listing.of_conversation(reader, lens.tenant, own, cases.actor_of(lens))
    refs: set[UUID] = set()
    for case in [one for one in found if not one.is_incident][:CASES]:
        links = await linking.links_of(reader, lens.tenant, case.id)
        refs |= {UUID(one.ref) for one in links if one.kind == CaseLinkKind.CONVERSATION}
    refs.discard(own)
    if not refs:
        return alone
    work = await timeline_queries.of_conversations(reader, lens.tenant, sorted(refs), limit=OTHERS * 3)
    readable = await lens.rights.readable(reader, [one.interaction_id for one in work])
    latest: dict[UUID, UUID] = {}
    for one in work:
        if one.interaction_id in readable and len(latest) < OTHERS:
            latest.setdefault(one.conversation_id, one.interaction_id)
    headers = dict(alone.headers)
    for id, interaction in latest.items():
        other = await conversation_queries.header(reader, lens.tenant, interaction)
        if other is not None:
            headers[id] = other
    return Matter(own, headers)


async def readable(reader: Reader, lens: Lens, found: Matter) -> Matter:
    """What of it the reader may still read."""
    allowed = await lens.rights.readable(reader, [one.interaction_id for one in found.headers.values()])
    return replace(found, headers={id: one for id, one in found.headers.items() if one.interaction_id in allowed})


async def first_page(reader: Reader, lens: Lens, opened: Opened) -> tuple[Matter, ThreadPage]:
    found = await matter(reader, lens, opened.header)
    streams: dict[UUID, Sequence[MessageRow]] = {found.own: opened.rows[::-1][: PAGE + 1]}
    others = {id: LATEST for id in found.headers if id != found.own}
    if others:
        streams |= await message_queries.before(reader, lens.tenant, others, PAGE + 1)
    return found, merged(streams, PAGE)


async def older_page(
    reader: Reader, lens: Lens, found: Matter, place: ThreadPlace, until: UUID | None = None
) -> ThreadPage:
    """What comes before `place`; with `until`, back to this message and some before it, as far as one page goes."""
    places = {id: end for id, end in place.positions.items() if id in found.headers}
    limit = PAGE
    wanted = await message_queries.place_of(reader, lens.tenant, until) if until else None
    if wanted is not None and places.get(wanted[0], 0) > wanted[1]:
        limit = min(LARGEST, places[wanted[0]] - wanted[1] + PAGE)
    return merged(await message_queries.before(reader, lens.tenant, places, limit + 1), limit)


def of_channel(item: MessageView | NoteView, header: Header, found: Matter) -> MessageView | NoteView:
    """What stands in another conversation says on which channel."""
    return item if header.conversation_id == found.own else replace(item, channel=header.channel)


async def names_of(reader: Reader, lens: Lens, found: Matter) -> dict[UUID, str]:
    """Who is at the other end of each conversation but the own one, which is known."""
    return {id: await name_of(reader, lens, one) for id, one in found.headers.items() if id != found.own}


async def find(reader: Reader, lens: Lens, header: Header, text: str) -> list[UUID]:
    """The messages of the matter with this text, the newest first: one more than `FOUND` where there are more."""
    found = await matter(reader, lens, header)
    return await message_queries.saying(reader, lens.tenant, found.headers, text, FOUND + 1)
