"""Guides of queues, and what agents answered in them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.kernel.contracts.guides import GuideAnswered, GuideChanged
from contact_center.kernel.ids import InteractionId, QueueId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.guides import store
from crm_core.guides.domain import Guide, GuideAnswer, GuideRun, GuideStep, checked, fitted, progress, step_of
from crm_core.guides.errors import GuideChangedMeanwhile, NoSuchGuide

SHOWN_VERSIONS = 50


async def all_of(reader: Reader, tenant: UUID) -> list[Guide]:
    """Of every queue that has one."""
    return [one for one in await store.current(reader, tenant) if one.steps]


async def of_queue(reader: Reader, tenant: UUID, queue: UUID) -> Guide | None:
    """As it stands, also one whose steps were all taken away; None where there never was one."""
    return next(iter(await store.of_queue(reader, tenant, queue, 1)), None)


async def versions(reader: Reader, tenant: UUID, queue: UUID) -> list[Guide]:
    """The latest first."""
    return await store.of_queue(reader, tenant, queue, SHOWN_VERSIONS)


async def change(work: UnitOfWork, queue: UUID, steps: Sequence[GuideStep], *, saw: int) -> Guide:
    """A new version; without steps the queue has no guide any more. What was begun goes on in its own version.

    `saw`: the version that the writer changed, 0 for none. Raises `NotAGuide`, `StepLeadsNowhere`,
    `GuideChangedMeanwhile`.
    """
    wanted = checked(steps)
    there = await of_queue(work, work.tenant_id, queue)
    if (there.version if there else 0) != saw:
        raise GuideChangedMeanwhile
    guide = Guide(queue, saw + 1, wanted, work.now, work.actor)
    if not await store.add(work, guide):
        raise GuideChangedMeanwhile
    work.record(GuideChanged(queue_id=QueueId(queue), guide_version=guide.version))
    return guide


async def runs(reader: Reader, tenant: UUID, interaction: UUID) -> list[GuideRun]:
    """What was begun with this interaction, in whichever queue, the earliest first."""
    return await store.runs(reader, tenant, interaction)


async def run(reader: Reader, tenant: UUID, interaction: UUID, queue: UUID) -> GuideRun | None:
    """Begun, or to begin in the version that counts now; None where the queue has no guide."""
    for one in await store.runs(reader, tenant, interaction):
        if one.guide.queue_id == queue:
            return one
    guide = await of_queue(reader, tenant, queue)
    return GuideRun(interaction, guide) if guide is not None and guide.steps else None


async def answer(work: UnitOfWork, interaction: UUID, queue: UUID, step: str, raw: str, by: UUID) -> GuideRun:
    """Keeps an answer, in place of an earlier one. The caller has asked whether `by` may.

    Raises `NoSuchGuide`, `NoSuchGuideStep`, `GuideIncomplete`, `AnswerNotFitting`.
    """
    found = await _locked(work, interaction, queue)
    value = fitted(step_of(found.guide, step), raw)
    await store.answer(work, interaction, queue, step, GuideAnswer(value, work.now, by))
    return await _recorded(work, interaction, queue, step)


async def take_back(work: UnitOfWork, interaction: UUID, queue: UUID, step: str) -> GuideRun:
    """The step is open again; what was answered after it stays. Raises `NoSuchGuide`, `NoSuchGuideStep`."""
    found = await _locked(work, interaction, queue)
    step_of(found.guide, step)
    await store.forget_answer(work, interaction, queue, step)
    return await _recorded(work, interaction, queue, step)


async def _locked(work: UnitOfWork, interaction: UUID, queue: UUID) -> GuideRun:
    begun = await run(work, work.tenant_id, interaction, queue)
    if begun is None:
        raise NoSuchGuide(queue)
    await store.lock_run(work, interaction, queue, begun.guide.version)
    return await _run(work, interaction, queue)


async def _run(work: UnitOfWork, interaction: UUID, queue: UUID) -> GuideRun:
    found = await run(work, work.tenant_id, interaction, queue)
    if found is None:
        raise NoSuchGuide(queue)
    return found


async def _recorded(work: UnitOfWork, interaction: UUID, queue: UUID, step: str) -> GuideRun:
    found = await _run(work, interaction, queue)
    work.record(
        GuideAnswered(
            interaction_id=InteractionId(interaction),
            queue_id=QueueId(queue),
            step=step,
            finished=progress(found).current is None,
        )
    )
    return found
