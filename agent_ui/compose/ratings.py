"""What customers answered, as whoever helps them sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.views.ratings import RatingLine, RatingMark
from agent_ui.words import care as said
from contact_center.directory import service as directory
from contact_center.platform.unit_of_work import Reader
from crm_core.care import service as care
from crm_core.care.domain import FIGURES_OF, TREND, RatedBy, Rating, RatingFigures
from crm_core.care.service import RatingsWanted
from crm_core.customers import service as customers
from routing.policy import administration as routing

PAGE: Final = "/supervisor/ratings"


async def of_customer(reader: Reader, lens: Lens, customer: UUID) -> tuple[RatingLine, ...]:
    """The last one, and those before it that show where it goes."""
    return await lines(reader, lens, await care.of_customer(reader, lens.tenant, customer, TREND))


async def own_figures(reader: Reader, lens: Lens) -> list[RatingFigures]:
    """Of the reader's own work in the last 30 days, by kind."""
    wanted = RatingsWanted(agent=lens.agent, since=reader.now - FIGURES_OF)
    return await care.figures(reader, lens.tenant, wanted)


async def marks(
    reader: Reader, lens: Lens, by: RatedBy, *, span: timedelta = FIGURES_OF, channel: str | None = None
) -> dict[UUID, tuple[RatingMark, ...]]:
    """Beside each queue or agent; wallboard, list and API have the same, as all of them ask `crm_core.care`."""
    wanted = RatingsWanted(channel=channel, since=reader.now - span)
    found = await care.figures_by(reader, lens.tenant, wanted, by)
    return {
        id: tuple(
            RatingMark(
                said.short(one.kind), said.value(lens.words, one), said.answered(lens.words, one),
                lens.words.number(one.answered), address(by, id, span, channel),
            )
            for one in figures
        )
        for id, figures in found.items()
    }  # fmt: skip


def address(by: RatedBy, id: UUID, span: timedelta = FIGURES_OF, channel: str | None = None) -> str:
    """Of the ratings behind it."""
    return f"{PAGE}?{query_of({'channel': channel or '', by.value: id, 'days': span.days})}"


async def lines(reader: Reader, lens: Lens, ratings: Sequence[Rating]) -> tuple[RatingLine, ...]:
    """With everybody's name, each asked for once."""
    if not ratings:
        return ()
    readable = await lens.rights.readable(reader, [one.interaction_id for one in ratings])
    people = await customers.several(reader, lens.tenant, {one.customer_id for one in ratings if one.customer_id})
    agents = await directory.names(reader, lens.tenant, {one.agent_id for one in ratings if one.agent_id})
    queues = await routing.queue_names(reader, lens.tenant)
    return tuple(
        RatingLine(
            rating=one.id,
            kind=said.short(one.of),
            score=said.score(lens.words, one.of, one.score),
            tone=said.tone(one.of, one.score),
            comment=one.comment if one.interaction_id in readable else "",
            at=one.answered_at or one.asked_at,
            channel=one.channel,
            href=_address(one) if one.interaction_id in readable else None,
            who=people[one.customer_id].name if one.customer_id in people else None,
            agent=agents.get(one.agent_id) if one.agent_id else None,
            queue=queues.get(one.queue_id) if one.queue_id else None,
            task=one.task_id,
        )
        for one in ratings
        if one.score is not None
    )


def _address(one: Rating) -> str:
    """Of a customer the place in their history; of a visitor nobody knows, the work."""
    if one.customer_id:
        return f"/customers/{one.customer_id}?entry={one.interaction_id}#entry-{one.interaction_id}"
    return f"/supervisor/work/{one.interaction_id}"
