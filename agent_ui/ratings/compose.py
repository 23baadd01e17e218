"""Reads what customers answered, for supervisors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from agent_ui.compose import ratings
from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.ratings.views import (
    RatedLine,
    RatedTable,
    RateLanguage,
    RateView,
    RatingFigure,
    RatingsView,
)
from agent_ui.views.common import FilterChoice
from agent_ui.words import care as said
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.languages import LANGUAGES, Words
from contact_center.directory import service as directory
from contact_center.platform.paging import ROWS
from contact_center.platform.unit_of_work import Reader
from crm_core.care import service as care
from crm_core.care.domain import FIGURES_OF, LONGEST_COMMENT, SCALES, RatedBy, Rating
from crm_core.care.service import RatingsWanted
from crm_core.places import place_text
from routing.policy import administration as routing
from routing.policy.administration import QueueSummary

PAGE: Final = ratings.PAGE
SPANS: Final = (7, 30, 90, 365)
DEFAULT_SPAN: Final = FIGURES_OF.days


@dataclass(frozen=True, slots=True)
class RatingFilters:
    """The filters of the list, as its address has them."""

    channel: str | None
    queue: UUID | None
    agent: UUID | None
    days: int
    bad: bool

    def address(self, after: str) -> str:
        chosen = {
            "channel": self.channel or "", "queue": self.queue or "", "agent": self.agent or "", "days": self.days,
            "bad": "yes" if self.bad else "", "after": after,
        }  # fmt: skip
        return f"{PAGE}?{query_of(chosen)}"


async def listed(
    reader: Reader, lens: Lens, asked: RatingFilters, after: tuple[datetime, UUID] | None, *, admin: bool
) -> RatingsView:
    words = lens.words
    wanted = RatingsWanted(
        asked.channel, asked.queue, asked.agent, None, asked.bad, reader.now - timedelta(days=asked.days)
    )  # fmt: skip
    found = await care.listed(reader, lens.tenant, wanted, ROWS + 1, after)
    settings = await care.settings(reader, lens.tenant, words.channels)
    last = found[ROWS - 1] if len(found) > ROWS else None
    queues = await routing.queues(reader, lens.tenant)
    agents = await directory.names(reader, lens.tenant, {id for one in queues for id in one.members})
    return RatingsView(
        figures=tuple(
            RatingFigure(
                said.kind(words, one.kind), said.value(words, one), said.answered(words, one),
                words.percent(one.response_rate),
            )
            for one in await care.figures(reader, lens.tenant, wanted)
        ),
        rated=await _rated(reader, lens, asked, queues, agents),
        lines=await ratings.lines(reader, lens, found[:ROWS]),
        channels=tuple(
            FilterChoice(one.channel, channel_name(words, one.channel), one.channel == asked.channel)
            for one in settings
        ),
        queues=tuple(FilterChoice(str(one.id), one.name, one.id == asked.queue) for one in queues),
        agents=tuple(
            FilterChoice(str(id), name, id == asked.agent)
            for id, name in sorted(agents.items(), key=lambda one: one[1])
        ),
        spans=tuple(FilterChoice(str(one), words.days(one), one == asked.days) for one in SPANS),
        bad=asked.bad,
        next_page=asked.address(place_text(last.answered_at, last.id)) if last is not None else None,
        asking=any(one.asks for one in settings),
        settings="/admin/care" if admin else None,
    )  # fmt: skip


async def _rated(
    reader: Reader, lens: Lens, asked: RatingFilters, queues: Sequence[QueueSummary], agents: Mapping[UUID, str]
) -> tuple[RatedTable, ...]:
    """Each queue and each agent beside one another, before one of them was chosen."""
    if asked.queue or asked.agent or asked.bad:
        return ()
    span = timedelta(days=asked.days)
    names = {RatedBy.QUEUE: {one.id: one.name for one in queues}, RatedBy.AGENT: dict(agents)}
    heads = {RatedBy.QUEUE: lens.words.gettext("Queue"), RatedBy.AGENT: lens.words.gettext("Agent")}
    tables = []
    for by, known in names.items():
        found = await ratings.marks(reader, lens, by, span=span, channel=asked.channel)
        gone = await directory.names(reader, lens.tenant, found.keys() - known.keys()) if by is RatedBy.AGENT else {}
        named = {**gone, **known}
        lines = [(named[id], marks) for id, marks in found.items() if id in named]
        tables.append(RatedTable(heads[by], tuple(RatedLine(*one) for one in sorted(lines, key=lambda one: one[0]))))
    return tuple(one for one in tables if one.lines)


def languages(words: Words, address: str) -> tuple[RateLanguage, ...]:
    return tuple(
        RateLanguage(code, name, f"{address}?language={code}", code == words.language)
        for code, name in LANGUAGES.items()
    )


def rate(
    words: Words,
    tenant: str,
    address: str,
    rating: Rating | None,
    *,
    score: int | None = None,
    comment: str | None = None,
    thanked: bool = False,
    problem: str | None = None,
) -> RateView:
    """The question with its scale, and what was answered so far; None: there is nothing to answer."""
    action = f"{address}?language={words.language}"
    if rating is None:
        return RateView(tenant, languages(words, address), action, over=True)
    lowest, highest = said.ends(words, rating.of)
    return RateView(
        tenant, languages(words, address), action, rating.question, tuple(SCALES[rating.of].steps), lowest, highest,
        rating.score if score is None else score, rating.comment if comment is None else comment, LONGEST_COMMENT,
        words.long_date(rating.expires_at.astimezone(words.zone).date()), thanked, problem,
    )  # fmt: skip
