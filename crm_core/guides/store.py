"""SQL of guides. Versions are added and never changed; the highest is the one that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.guides.domain import AnswerKind, Guide, GuideAnswer, GuideChoice, GuideRun, GuideStep

_GUIDE = "g.queue_id, g.version, g.steps, g.changed_at, g.changed_by"


async def current(reader: Reader, tenant: UUID) -> list[Guide]:
    """Of every queue that has or had one, the version that counts."""
    rows = await reader.dicts(
        f"select distinct on (g.queue_id) {_GUIDE} from crm.guide g where g.tenant_id = %s "
        "order by g.queue_id, g.version desc",
        [tenant],
    )
    return [_guide(row) for row in rows]


async def of_queue(reader: Reader, tenant: UUID, queue: UUID, limit: int) -> list[Guide]:
    """Its versions, the latest first."""
    rows = await reader.dicts(
        f"select {_GUIDE} from crm.guide g where g.tenant_id = %s and g.queue_id = %s order by g.version desc limit %s",
        [tenant, queue, limit],
    )
    return [_guide(row) for row in rows]


async def add(work: UnitOfWork, guide: Guide) -> bool:
    """False if somebody has added this version meanwhile."""
    return bool(
        await work.execute(
            "insert into crm.guide (tenant_id, queue_id, version, steps, changed_at, changed_by) "
            "values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
            [work.tenant_id, guide.queue_id, guide.version, Jsonb([_step_row(one) for one in guide.steps]),
             guide.changed_at, guide.changed_by],
        )
    )  # fmt: skip


async def runs(reader: Reader, tenant: UUID, interaction: UUID) -> list[GuideRun]:
    """Of one interaction, the earliest first."""
    rows = await reader.dicts(
        f"select {_GUIDE}, r.answers from crm.guide_run r join crm.guide g on g.tenant_id = r.tenant_id "
        "and g.queue_id = r.queue_id and g.version = r.version "
        "where r.tenant_id = %s and r.interaction_id = %s order by r.begun_at, r.queue_id",
        [tenant, interaction],
    )
    return [GuideRun(interaction, _guide(row), _answers(row["answers"])) for row in rows]


async def lock_run(work: UnitOfWork, interaction: UUID, queue: UUID, version: int) -> None:
    """Begins it in this version if it was not begun; nobody else answers in it until this work is done."""
    await work.execute(
        "insert into crm.guide_run (tenant_id, interaction_id, queue_id, version, begun_at, changed_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, interaction_id, queue_id) "
        "do update set changed_at = excluded.changed_at",
        [work.tenant_id, interaction, queue, version, work.now, work.now],
    )


async def answer(work: UnitOfWork, interaction: UUID, queue: UUID, step: str, given: GuideAnswer) -> None:
    kept = {step: {"value": given.value, "at": given.at.isoformat(), "by": str(given.by)}}
    await work.execute(
        "update crm.guide_run set answers = answers || %s, changed_at = %s "
        "where tenant_id = %s and interaction_id = %s and queue_id = %s",
        [Jsonb(kept), work.now, work.tenant_id, interaction, queue],
    )


async def forget_answer(work: UnitOfWork, interaction: UUID, queue: UUID, step: str) -> None:
    await work.execute(
        "update crm.guide_run set answers = answers - %s, changed_at = %s "
        "where tenant_id = %s and interaction_id = %s and queue_id = %s",
        [step, work.now, work.tenant_id, interaction, queue],
    )


def _guide(row: Mapping[str, Any]) -> Guide:
    steps = tuple(_step(one) for one in row["steps"])
    return Guide(row["queue_id"], row["version"], steps, row["changed_at"], row["changed_by"])


def _answers(kept: Mapping[str, Any]) -> dict[str, GuideAnswer]:
    return {
        step: GuideAnswer(one["value"], datetime.fromisoformat(one["at"]), UUID(one["by"]))
        for step, one in kept.items()
    }


def _step(row: Mapping[str, Any]) -> GuideStep:
    return GuideStep(
        row["key"], row["text"], AnswerKind(row["kind"]), row["optional"], row["leads_to"],
        tuple(GuideChoice(one["key"], one["text"], one["leads_to"]) for one in row["choices"]),
    )  # fmt: skip


def _step_row(one: GuideStep) -> dict[str, object]:
    return {
        "key": one.key, "text": dict(one.text), "kind": one.kind.value, "optional": one.optional,
        "leads_to": one.leads_to, "choices": _choice_rows(one.choices),
    }  # fmt: skip


def _choice_rows(choices: Sequence[GuideChoice]) -> list[dict[str, object]]:
    return [{"key": one.key, "text": dict(one.text), "leads_to": one.leads_to} for one in choices]
