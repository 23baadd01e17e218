"""SQL of studies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

KEPT = timedelta(days=30)


TASK = "routing.study"
"""Name of the job that computes a study."""


@dataclass(frozen=True, slots=True)
class StudyRow:
    id: UUID
    kind: str
    question: dict[str, Any]
    asked_by: str
    asked_at: datetime
    state: str
    done: int
    steps: int
    result: dict[str, Any] | None
    problem: str | None
    """A sentence, of studies that an older version refused."""
    refused: dict[str, Any] | None
    ended_at: datetime | None


COLUMNS = "id, kind, question, asked_by, asked_at, state, done, steps, result, problem, refused, ended_at"
WITHOUT_RESULT = COLUMNS.replace("result", "null::jsonb as result")


async def add(work: UnitOfWork, kind: str, question: dict[str, Any]) -> UUID:
    """Makes room too: what is older than a month goes."""
    study = new_id()
    await work.execute(
        "delete from routing.study where tenant_id = %s and asked_at < %s", [work.tenant_id, work.now - KEPT]
    )
    await work.execute(
        "insert into routing.study (tenant_id, id, kind, question, asked_by, asked_at) values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, study, kind, Jsonb(question), work.actor, work.now],
    )
    return study


async def get(reader: Reader, tenant: UUID, study: UUID) -> StudyRow | None:
    return await reader.one(
        StudyRow, f"select {COLUMNS} from routing.study where tenant_id = %s and id = %s", [tenant, study]
    )


async def latest(reader: Reader, tenant: UUID, limit: int) -> list[StudyRow]:
    """Without their results, which may be long."""
    return await reader.many(
        StudyRow,
        f"select {WITHOUT_RESULT} from routing.study where tenant_id = %s order by asked_at desc, id desc limit %s",
        [tenant, limit],
    )


async def progress(work: UnitOfWork, study: UUID, done: int, steps: int) -> None:
    await work.execute(
        "update routing.study set state = 'running', done = %s, steps = %s where tenant_id = %s and id = %s "
        "and state in ('waiting', 'running')",
        [done, steps, work.tenant_id, study],
    )


async def finish(work: UnitOfWork, study: UUID, result: dict[str, Any] | None, refused: dict[str, Any] | None) -> None:
    await work.execute(
        "update routing.study set state = %s, done = steps, result = %s, refused = %s, ended_at = %s "
        "where tenant_id = %s and id = %s",
        [
            "done" if refused is None else "failed",
            None if result is None else Jsonb(result),
            None if refused is None else Jsonb(refused),
            work.now,
            work.tenant_id,
            study,
        ],
    )
