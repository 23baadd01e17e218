"""Reads what the floor's dialogs offer, and what was announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import IN_HAND, read_own_work, who_of
from agent_ui.floor.views import (
    AskableWork,
    AskForHelpView,
    RecipientGroup,
    SentAnnouncementLine,
    SentAnnouncementsView,
    WriteToAgentsView,
)
from agent_ui.frame.ids import id_in
from agent_ui.views.common import FilterChoice
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.people import service as people
from contact_center.interactions.floor import announcements, helping
from contact_center.interactions.floor.announcements import To
from contact_center.interactions.floor.domain import LONGEST_REQUEST, LONGEST_TEXT, Audience, SentAnnouncement
from contact_center.interactions.floor.errors import NobodyToTell
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing

HOURS: Final = (1, 4, 12, 24, 72, 168)
USUAL: Final = 12
NAMED: Final = 3
"""So many people are called by their names."""


async def ask(reader: Reader, lens: Lens) -> AskForHelpView:
    """What help can be about: everything in the reader's hand; a call is what it is about before all else."""
    found = await read_own_work(reader, lens)
    own = await helping.of_agent(reader, lens.tenant, lens.agent)
    in_hand = [one for one in found.items if one.segment_state in IN_HAND]
    calls = [one.interaction_id for one in in_hand if lens.words.is_call(one.channel)]
    about = own.interaction_id if own else next(iter([*calls, *(one.interaction_id for one in in_hand)]), None)
    work = tuple(
        AskableWork(one.interaction_id, who_of(lens, found, one), one.channel, one.interaction_id == about)
        for one in in_hand
    )
    return AskForHelpView(work, LONGEST_REQUEST, own.text if own else "", raised=own is not None)


async def write(reader: Reader, lens: Lens, agent: UUID | None) -> WriteToAgentsView:
    words = lens.words
    spans = tuple(FilterChoice(str(hours), _span(words, hours), hours == USUAL) for hours in HOURS)
    if agent is not None:
        name = (await directory.names(reader, lens.tenant, [agent])).get(agent, "")
        return WriteToAgentsView((), spans, LONGEST_TEXT, f"{Audience.PEOPLE}:{agent}", name)
    everyone = FilterChoice(Audience.EVERYONE, words.gettext("All agents and supervisors"), True)
    teams = [one.name for one in await people.teams(reader, lens.tenant) if one.name]
    queues = [one for one in await routing.queues(reader, lens.tenant) if one.active]
    colleagues = [one for one in await announcements.colleagues(reader, lens.tenant) if one.id != lens.agent]
    groups = (
        ("", [everyone]),
        (words.gettext("Teams"), [FilterChoice(f"{Audience.TEAM}:{one}", one, False) for one in teams]),
        (
            words.gettext("Who serves a queue"),
            [FilterChoice(f"{Audience.QUEUE}:{one.id}", one.name, False) for one in queues],
        ),
        (
            words.gettext("One person"),
            [FilterChoice(f"{Audience.PEOPLE}:{one.id}", one.name, False) for one in colleagues],
        ),
    )
    return WriteToAgentsView(
        tuple(RecipientGroup(legend, tuple(choices)) for legend, choices in groups if choices), spans, LONGEST_TEXT
    )


async def chosen(reader: Reader, tenant: UUID, key: str) -> To:
    """Whom a choice of the form means. Raises `NobodyToTell`."""
    kind, _, value = key.partition(":")
    id = id_in(value)
    if kind == Audience.EVERYONE:
        return To()
    if kind == Audience.TEAM and value:
        return To(Audience.TEAM, name=value)
    if kind == Audience.PEOPLE and id is not None:
        return To(Audience.PEOPLE, [id])
    queue = next((one for one in await routing.queues(reader, tenant) if one.id == id), None)
    if kind == Audience.QUEUE and queue is not None:
        return To(Audience.QUEUE, list(queue.members), queue.name)
    raise NobodyToTell(field="to")


@dataclass(frozen=True, slots=True)
class Stands:
    """For how long what is said stands."""

    hours: int

    def until(self, now: datetime) -> datetime:
        return now + timedelta(hours=self.hours)


async def sent(reader: Reader, lens: Lens) -> SentAnnouncementsView:
    found = await announcements.sent(reader, lens.tenant)
    ids = {id for one in found for id in (one.announcement.by_id, *one.unread)}
    ids |= {id for one in found for id in _named(one)}
    names = await directory.names(reader, lens.tenant, ids)
    return SentAnnouncementsView(tuple(_line(lens.words, one, names, reader.now) for one in found))


def _line(words: Words, one: SentAnnouncement, names: dict[UUID, str], now: datetime) -> SentAnnouncementLine:
    said = one.announcement
    over = said.taken_back_at is not None or said.expires_at <= now
    return SentAnnouncementLine(
        id=said.id,
        by=names.get(said.by_id, ""),
        when=words.when(said.at),
        to=_to(words, one, names),
        text=said.text,
        urgent=said.urgent,
        state=_state(words, one, now),
        over=over,
        read=words.gettext("read by all %(n)s", n=words.number(one.told))
        if not one.unread
        else words.gettext("read by %(n)s of %(all)s", n=words.number(one.read), all=words.number(one.told)),
        unread=tuple(sorted(names.get(id, "") for id in one.unread)),
    )


def _to(words: Words, one: SentAnnouncement, names: dict[UUID, str]) -> str:
    said = one.announcement
    match said.audience:
        case Audience.EVERYONE:
            return words.gettext("all agents and supervisors")
        case Audience.TEAM:
            return words.gettext("the team %(team)s", team=said.audience_name)
        case Audience.QUEUE:
            return words.gettext("who serves %(queue)s", queue=said.audience_name)
        case _:
            named = [names.get(id, "") for id in _named(one)]
            return words.gettext(", ").join(named) or words.ngettext("%(n)s person", "%(n)s people", one.told)


def _named(one: SentAnnouncement) -> tuple[UUID, ...]:
    """Who is said by name whom it was for: a few chosen people."""
    return one.people if one.announcement.audience == Audience.PEOPLE and one.told <= NAMED else ()


def _state(words: Words, one: SentAnnouncement, now: datetime) -> str:
    said = one.announcement
    if said.taken_back_at is not None:
        return words.gettext("taken back %(when)s", when=words.when(said.taken_back_at))
    if said.expires_at <= now:
        return words.gettext("stood until %(when)s", when=words.when(said.expires_at))
    return words.gettext("stands until %(when)s", when=words.when(said.expires_at))


def _span(words: Words, hours: int) -> str:
    if hours % 24:
        return words.ngettext("%(n)s hour from now", "%(n)s hours from now", hours)
    return words.ngettext("%(n)s day from now", "%(n)s days from now", hours // 24)
