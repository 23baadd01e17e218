"""Reads the pages of quality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from agent_ui.compose import thread
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import Opened, open_interaction
from agent_ui.quality.views import (
    AgentQualityLine,
    AnswerRow,
    CardLine,
    CardPage,
    CardsPage,
    EvaluationLine,
    EvaluationPage,
    NewEvaluationPage,
    QualityPage,
    QuestionRow,
)
from agent_ui.views import ThreadItem
from agent_ui.views.common import FilterChoice
from agent_ui.words import quality as said
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import work_queries
from contact_center.platform.unit_of_work import Reader
from crm_core.quality import service
from crm_core.quality.domain import (
    FEWEST,
    MOST_QUESTIONS,
    CardQuestion,
    Evaluation,
    EvaluationState,
    QuestionKind,
    ScoreCard,
    of_agents,
)
from routing.policy import administration as routing

PAGE: Final = "/supervisor/quality"
OWN: Final = "/me/quality"
SPANS: Final = (7, 30, 90, 366)
FRESH_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class EvaluationsAsked:
    agent: UUID | None = None
    card: UUID | None = None
    days: int = 30
    disputed: bool = False


async def page(reader: Reader, lens: Lens, asked: EvaluationsAsked) -> QualityPage:
    """For supervisors."""
    words = lens.words
    found = await service.published(
        reader, lens.tenant, reader.now - timedelta(days=asked.days), agent=asked.agent, card=asked.card,
        disputed=asked.disputed,
    )  # fmt: skip
    drafts = await service.drafts(reader, lens.tenant, lens.agent)
    cards = await service.cards(reader, lens.tenant)
    names = await _names(reader, lens, [*found, *drafts])
    figures = of_agents(found)
    return QualityPage(
        title=words.gettext("Quality"),
        own=False,
        agents=tuple(FilterChoice(str(one.agent_id), names.get(one.agent_id, ""), one.agent_id == asked.agent)
                     for one in figures),
        cards=tuple(FilterChoice(str(one.id), one.name, one.id == asked.card) for one in cards),
        spans=tuple(FilterChoice(str(one), words.days(one), one == asked.days) for one in SPANS),
        disputed=asked.disputed,
        figures=tuple(
            AgentQualityLine(
                names.get(one.agent_id, ""), f"{PAGE}?agent={one.agent_id}&days={asked.days}", words.number(one.count),
                words.gettext("fewer than %(n)s", n=FEWEST) if one.average is None
                else words.gettext("%(share)s %%", share=words.percent(one.average)),
                words.number(one.fatal), words.number(one.disputed),
            )
            for one in figures
        ),
        drafts=tuple(_line(words, one, names, PAGE) for one in drafts),
        lines=tuple(_line(words, one, names, PAGE) for one in found),
    )  # fmt: skip


async def own(reader: Reader, lens: Lens) -> QualityPage:
    """What was published of the reader's own work in a year."""
    since = reader.now - timedelta(days=SPANS[-1])
    found = await service.published(reader, lens.tenant, since, agent=lens.agent)
    names = await _names(reader, lens, found)
    return QualityPage(
        lens.words.gettext("My quality"), True, (), (), (), False, (), (),
        tuple(_line(lens.words, one, names, OWN) for one in found),
    )  # fmt: skip


async def cards(reader: Reader, lens: Lens) -> CardsPage:
    queues = await routing.queue_names(reader, lens.tenant)
    return CardsPage(
        tuple(
            CardLine(
                one.id, one.name, queues.get(one.queue_id, "") if one.queue_id else lens.words.gettext("every queue"),
                lens.words.ngettext("%(n)s question", "%(n)s questions", len(one.questions)), one.active,
            )
            for one in await service.cards(reader, lens.tenant)
        )
    )  # fmt: skip


async def card(reader: Reader, lens: Lens, id: UUID | None) -> CardPage:
    """A new one for None. Raises `NoSuchScoreCard`."""
    found = None if id is None else await service.card(reader, lens.tenant, id)
    queues = await routing.queue_names(reader, lens.tenant)
    return card_view(lens.words, found, queues)


def card_view(words: Words, found: ScoreCard | None, queues: Mapping[UUID, str]) -> CardPage:
    """With rows for more questions below those it has."""
    questions = found.questions if found else ()
    rows = [QuestionRow(n, one.text, one.kind.value, str(one.weight), one.fatal) for n, one in enumerate(questions)]
    more = min(FRESH_ROWS if found else 6, MOST_QUESTIONS - len(rows))
    rows += [QuestionRow(len(rows) + n, "", QuestionKind.YES_NO.value, "1", False) for n in range(more)]
    return CardPage(
        found.id if found else None, found.name if found else "",
        tuple(FilterChoice(str(id), name, found is not None and found.queue_id == id) for id, name in queues.items()),
        tuple(said.kinds(words).items()), tuple(rows),
    )  # fmt: skip


async def new(reader: Reader, lens: Lens, work: UUID) -> NewEvaluationPage:
    """Raises `NoSuchInteraction`, and `NotForYou` for what the reader may not read."""
    opened = await open_interaction(reader, lens, work)
    agents = [one for one in await work_queries.agents_of(reader, lens.tenant, work) if one != lens.agent]
    usable = [one for one in await service.cards(reader, lens.tenant) if one.active]
    fitting = sorted(
        usable, key=lambda one: (one.queue_id != opened.header.queue_id, one.queue_id is not None, one.name)
    )
    there = [
        one for one in await service.of_work(reader, lens.tenant, work)
        if one.state is EvaluationState.PUBLISHED or one.evaluator_id == lens.agent
    ]  # fmt: skip
    names = await _names(reader, lens, there, agents)
    return NewEvaluationPage(
        work, _about(opened),
        tuple(FilterChoice(str(one), names.get(one, ""), n == 0) for n, one in enumerate(agents)),
        tuple(FilterChoice(str(one.id), one.name, n == 0) for n, one in enumerate(fitting)),
        tuple(_line(lens.words, one, names, PAGE) for one in there),
    )  # fmt: skip


async def evaluation(reader: Reader, lens: Lens, id: UUID, *, supervises: bool) -> EvaluationPage:
    """Raises `NoSuchEvaluation`."""
    found = await service.shown(reader, lens.tenant, id, lens.agent, supervises=supervises)
    names = await _names(reader, lens, [found])
    readable = found.interaction_id in await lens.rights.readable(reader, [found.interaction_id])
    opened = await open_interaction(reader, lens, found.interaction_id) if readable else None
    items = (await thread.items(reader, lens, opened))[0] if opened else ()
    return evaluation_view(lens.words, lens.agent, found, names, opened, items)


def evaluation_view(
    words: Words,
    reader: UUID,
    found: Evaluation,
    names: Mapping[UUID, str],
    opened: Opened | None,
    items: Sequence[ThreadItem],
) -> EvaluationPage:
    own = found.agent_id == reader
    address = f"/console?c={found.interaction_id}" if own else f"/supervisor/work/{found.interaction_id}"
    return EvaluationPage(
        id=found.id,
        line=_line(words, found, names, OWN if own else PAGE),
        work=address if opened else None,
        about=_about(opened) if opened else "",
        rows=tuple(_row(words, found, n, one) for n, one in enumerate(found.questions)),
        comment=found.comment,
        reply=found.reply,
        replied=found.replied_at is not None,
        draft=found.state is EvaluationState.DRAFT,
        editable=found.evaluator_id == reader,
        own=own,
        items=tuple(items),
    )  # fmt: skip


def _row(words: Words, found: Evaluation, n: int, question: CardQuestion) -> AnswerRow:
    given = found.answers.get(n)
    chosen = "" if given is None else "none" if given.points is None else str(given.points)
    options = said.choices(words, question)
    return AnswerRow(
        n, question.text, words.number(question.weight), question.fatal, options, chosen,
        dict(options).get(chosen, words.gettext("not answered")), given.remark if given else "",
        said.moment(given.at_seconds) if given else "",
    )  # fmt: skip


def _line(words: Words, one: Evaluation, names: Mapping[UUID, str], home: str) -> EvaluationLine:
    standing, tone = said.standing(words, one)
    return EvaluationLine(
        f"{home}/{one.id}", one.published_at or one.created_at, names.get(one.agent_id, ""), one.card_name,
        names.get(one.evaluator_id, ""), one.channel, said.share(words, one), said.tone(one), one.fatal > 0, standing,
        tone,
    )  # fmt: skip


def _about(opened: Opened) -> str:
    return ", ".join(part for part in (opened.who, opened.header.subject) if part)


async def _names(
    reader: Reader, lens: Lens, evaluations: Iterable[Evaluation], more: Iterable[UUID] = ()
) -> Mapping[UUID, str]:
    ids = {id for one in evaluations for id in (one.agent_id, one.evaluator_id)} | set(more)
    return await directory.names(reader, lens.tenant, ids)
