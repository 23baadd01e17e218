"""The guide of a queue as the agent who speaks sees it, and what was answered in it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views.guides import GuideAnswerLine, GuideOption, GuideStepView, GuideView
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.kernel.languages import text_for
from contact_center.platform.unit_of_work import Reader
from crm_core.guides import service
from crm_core.guides.domain import NO, YES, AnswerKind, GuideAnswer, GuideRun, GuideStep, Progress, progress
from routing.policy import administration as routing


async def shown(reader: Reader, lens: Lens, header: Header, *, can_answer: bool) -> tuple[GuideView, ...]:
    """What was begun, and for who has the work the guide of its queue, begun or not."""
    runs = await service.runs(reader, lens.tenant, header.interaction_id)
    if can_answer and header.queue_id is not None and all(one.guide.queue_id != header.queue_id for one in runs):
        to_begin = await service.run(reader, lens.tenant, header.interaction_id, header.queue_id)
        runs = [*runs, to_begin] if to_begin is not None else runs
    if not runs:
        return ()
    queues = await routing.queue_names(reader, lens.tenant)
    people = await directory.names(reader, lens.tenant, {one.by for run in runs for one in run.answers.values()})
    own = [one for one in runs if one.guide.queue_id == header.queue_id]
    ordered = [*(one for one in runs if one not in own), *own]
    return tuple(
        _guide(lens.words, one, queues.get(one.guide.queue_id, ""), people, can_answer=can_answer and one in own)
        for one in ordered
    )


def _guide(words: Words, run: GuideRun, queue: str, people: dict[UUID, str], *, can_answer: bool) -> GuideView:
    now = progress(run)
    return GuideView(
        run.guide.queue_id, queue, tuple(_line(words, step, run.answers[step.key], people) for step in now.done),
        step_view(words, now.current) if now.current is not None and can_answer else None,
        len(now.done) + 1, _total(now), can_answer, now.current is None,
    )  # fmt: skip


def _total(now: Progress) -> int:
    return len(now.done) + (1 + now.ahead if now.current is not None else 0)


def _line(words: Words, step: GuideStep, answer: GuideAnswer, people: dict[UUID, str]) -> GuideAnswerLine:
    by = ", ".join(filter(None, (people.get(answer.by), words.when(answer.at))))
    return GuideAnswerLine(step.key, text_for(step.text, words.language), said(words, step, answer.value), by)


def step_view(words: Words, step: GuideStep) -> GuideStepView:
    return GuideStepView(
        step.key, text_for(step.text, words.language), step.kind.value, step.optional, options(words, step)
    )


def options(words: Words, step: GuideStep) -> tuple[GuideOption, ...]:
    if step.kind is AnswerKind.YES_NO:
        return (GuideOption(YES, words.gettext("Yes")), GuideOption(NO, words.gettext("No")))
    if step.kind is AnswerKind.CHOICE:
        return tuple(GuideOption(one.key, text_for(one.text, words.language)) for one in step.choices)
    return ()


def said(words: Words, step: GuideStep, value: str) -> str:
    """An answer in words."""
    match step.kind:
        case AnswerKind.SAY:
            return ""
        case _ if not value:
            return words.gettext("passed")
        case AnswerKind.DATE:
            return words.date(date.fromisoformat(value))
        case AnswerKind.YES_NO | AnswerKind.CHOICE:
            return next((one.name for one in options(words, step) if one.value == value), value)
    return value
