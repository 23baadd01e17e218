"""Asking for a simulation or a replay, and looking at what became of it.

study = await studies.simulate(work, SimulationRequest(...))      # an id; the worker computes it
found = await studies.get(reader, tenant, study)                  # state, progress, and once done the result
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from routing.rehearsal.replay import service as replays
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.simulation.reading import read_scenario
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.searching import FewestAgents, Planned
from routing.rehearsal.studies import store
from routing.rehearsal.studies.computing import StudyTask
from routing.rehearsal.studies.errors import NoSuchStudy, StudyBroke
from routing.rehearsal.studies.model import SimulationRequest, StudyKind
from routing.rehearsal.studies.refusals import Refusal, dump, load, refusal_of
from routing.rehearsal.studies.results import ADAPTERS, Result
from routing.rehearsal.studies.store import TASK
from routing.router.translate import ChannelTraits
from routing.rules.ports import CustomerFacts

log = structlog.get_logger()

WAIT_S, LOOK_S = 1.0, 0.05
LINE = 64 * 1024 * 1024
"""Bytes of the longest line the computing process may write."""


@dataclass(frozen=True, slots=True)
class Study:
    """A simulation or a replay. Once `state` is done, one of the four results is there."""

    id: UUID
    kind: StudyKind
    asked_by: str
    asked_at: datetime
    state: str
    """waiting, running, done, failed."""
    progress: float
    """0 to 1."""
    problem: str | None
    """Why there is no result, in a sentence."""
    question: dict[str, Any]
    """As it was asked, to be asked again with a change."""
    simulated: Simulated | None = None
    found: FewestAgents | None = None
    planned: Planned | None = None
    replayed: Replayed | None = None
    refused: Refusal | None = None
    """Why there is no result."""

    @property
    def result(self) -> Result | None:
        return self.simulated or self.found or self.planned or self.replayed

    def with_result(self, result: Result | None) -> Study:
        return replace(
            self,
            simulated=result if isinstance(result, Simulated) else None,
            found=result if isinstance(result, FewestAgents) else None,
            planned=result if isinstance(result, Planned) else None,
            replayed=result if isinstance(result, Replayed) else None,
        )

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed")


async def simulate(work: UnitOfWork, request: SimulationRequest, media: ChannelTraits) -> UUID:
    """Raises `NotAScenario` at once for a form that cannot be simulated."""
    if request.scenario is not None:
        read_scenario(request.scenario, media)
    return await _start(work, request.kind, request.model_dump(mode="json"))


async def replay(work: UnitOfWork, request: ReplayRequest) -> UUID:
    return await _start(work, StudyKind.REPLAY, request.model_dump(mode="json"))


async def get(reader: Reader, tenant: UUID, study: UUID) -> Study:
    """Raises `NoSuchStudy`."""
    row = await store.get(reader, tenant, study)
    if row is None:
        raise NoSuchStudy(study)
    return _study(row)


async def latest(reader: Reader, tenant: UUID, limit: int = 20) -> list[Study]:
    """Newest first, without their results."""
    return [_study(row) for row in await store.latest(reader, tenant, limit)]


async def wait(database: Database, tenant: TenantId, study: UUID, seconds: float = WAIT_S) -> Study:
    """The study once it is over, or as it is after so many seconds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        async with database.read(tenant) as reader:
            found = await get(reader, tenant, study)
        if found.over or asyncio.get_running_loop().time() >= deadline:
            return found
        await asyncio.sleep(LOOK_S)


async def run(database: Database, tenant: TenantId, study: UUID, media: ChannelTraits, facts: CustomerFacts) -> None:
    """The job: reads what is needed, has it computed by a process of its own, keeps the result."""
    async with database.read(tenant) as reader:
        row = await store.get(reader, tenant, study)
    if row is None or row.state in ("done", "failed"):
        return
    result, refused = None, None
    try:
        task = await _task(database, tenant, row, media, facts)
        result = await _computed(database, tenant, study, task)
    except ContactCenterError as error:
        refused = dump(refusal_of(error))
    except _Failed as failed:
        refused = failed.refused
    await database.run(tenant, lambda work: store.finish(work, study, result, refused), actor="system")


async def _start(work: UnitOfWork, kind: StudyKind, question: dict[str, Any]) -> UUID:
    study = await store.add(work, kind, question)
    work.defer(TASK, lock=f"study:{work.tenant_id}", tenant_id=str(work.tenant_id), study_id=str(study))
    return study


async def _task(
    database: Database, tenant: TenantId, row: store.StudyRow, media: ChannelTraits, facts: CustomerFacts
) -> StudyTask:
    if row.kind != StudyKind.REPLAY:
        return StudyTask(StudyKind(row.kind), simulation=SimulationRequest.model_validate(row.question), media=media)
    async with database.read(tenant) as reader:
        asked = await replays.ask(reader, tenant, ReplayRequest.model_validate(row.question), media, facts)
    return StudyTask(StudyKind.REPLAY, replay=asked)


class _Failed(Exception):
    def __init__(self, refused: dict[str, Any]) -> None:
        self.refused = refused
        super().__init__()


async def _computed(database: Database, tenant: TenantId, study: UUID, task: StudyTask) -> dict[str, Any]:
    """What `routing.rehearsal.studies.computing` says of it. Raises `_Failed` with its refusal, or `StudyBroke`."""
    async with aclosing(_said_of(task)) as news:  # so that the process has ended when this has
        async for said in news:
            if "refused" in said:
                raise _Failed(said["refused"])
            if "result" in said:
                found: dict[str, Any] = said["result"]
                return found
            done, steps = said["done"], said["of"]
            await database.run(tenant, lambda work: store.progress(work, study, done, steps), actor="system")  # noqa: B023
    raise StudyBroke


async def _said_of(task: StudyTask) -> AsyncGenerator[dict[str, Any], None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "routing.rehearsal.studies.computing",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps(task))
        process.stdin.close()
        async for line in process.stdout:
            yield json.loads(line)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


def _study(row: store.StudyRow) -> Study:
    kind = StudyKind(row.kind)
    result: Result | None = None if row.result is None else ADAPTERS[kind].validate_python(row.result)
    return Study(
        id=row.id,
        kind=kind,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=row.state,
        progress=1.0 if row.state == "done" else row.done / max(1, row.steps),
        problem=row.problem,
        refused=None if row.refused is None else load(row.refused),
        question=row.question,
    ).with_result(result)
