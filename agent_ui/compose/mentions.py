"""Colleagues who can be called into a conversation, whom a text calls, and what calls the reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.views.mentions import ColleagueOption, MentionLine
from contact_center.directory import service as directory
from contact_center.interactions.mentions import service as calling
from contact_center.interactions.mentions.domain import Mention, Named, named_in
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing

LISTED = 20
PREVIEW = 160
"""Characters."""


async def options(reader: Reader, lens: Lens) -> list[ColleagueOption]:
    """Everybody but the reader, and the queues as teams."""
    people = await calling.colleagues(reader, lens.tenant)
    words = lens.words
    found = [ColleagueOption(one.id, one.name, "") for one in people if one.id != lens.agent]
    for team in await _teams(reader, lens, {one.id for one in people}):
        count = words.ngettext("team, %(n)s colleague", "team, %(n)s colleagues", len(team.ids - {lens.agent}))
        found.append(ColleagueOption(None, team.name, count))
    return found


async def called(reader: Reader, lens: Lens, text: str, chosen: Collection[UUID]) -> list[UUID]:
    """Whom a note calls by `@`."""
    if not any(mark in text for mark in "@＠"):
        return []
    people = await calling.colleagues(reader, lens.tenant)
    known = [Named(one.name, frozenset({one.id})) for one in people]
    teams = await _teams(reader, lens, {one.id for one in people})
    return named_in(text, [*known, *teams], chosen)


async def _teams(reader: Reader, lens: Lens, people: Collection[UUID]) -> list[Named]:
    """A queue's agents, as far as they can be called."""
    queues = [one for one in await routing.queues(reader, lens.tenant) if one.active]
    teams = [Named(one.name, frozenset(one.members) & frozenset(people)) for one in queues]
    return [one for one in teams if one.ids]


async def told(reader: Reader, lens: Lens, notes: Sequence[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """By note, the names of those it calls."""
    found = await calling.told(reader, lens.tenant, notes)
    names = await directory.names(reader, lens.tenant, {user for users in found.values() for user in users})
    return {note: tuple(names[user] for user in users if user in names) for note, users in found.items()}


async def lines(reader: Reader, lens: Lens) -> tuple[MentionLine, ...]:
    """What calls the reader and they have not seen, the newest first; of a conversation they may still read."""
    return await _lines(reader, lens, await calling.unseen(reader, lens.tenant, lens.agent, LISTED))


async def line(reader: Reader, lens: Lens, mention: UUID) -> MentionLine | None:
    found = await calling.unseen(reader, lens.tenant, lens.agent, LISTED)
    return next(iter(await _lines(reader, lens, [one for one in found if one.id == mention])), None)


async def _lines(reader: Reader, lens: Lens, found: Sequence[Mention]) -> tuple[MentionLine, ...]:
    if not found:
        return ()
    readable = await lens.rights.readable(reader, [one.interaction_id for one in found])
    names = await directory.names(reader, lens.tenant, {one.by_id for one in found})
    rows = await message_queries.messages_by_id(reader, lens.tenant, [one.message_id for one in found])
    texts = {row.id: " ".join(row.text.split())[:PREVIEW] for row in rows}
    lines = []
    for one in found:
        header = await conversation_queries.header(reader, lens.tenant, one.interaction_id)
        if header is None or one.interaction_id not in readable:
            continue
        lines.append(
            MentionLine(
                id=one.id,
                interaction=InteractionId(one.interaction_id),
                by=names.get(one.by_id, ""),
                who=await name_of(reader, lens, header),
                channel=header.channel,
                text=texts.get(one.message_id, ""),
                when=lens.words.when(one.at),
            )
        )
    return tuple(lines)
