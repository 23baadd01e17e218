"""Jobs by Procrastinate on the same PostgreSQL, in the same transaction as the facts they follow (D7).

Jobs are for effects outside (send a message, ask the ERP) and their retries; whatever only follows
facts reads the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import procrastinate
from procrastinate import PsycopgConnector

from contact_center.platform.pools import POOL
from contact_center.platform.unit_of_work import Connection, Job


def job_app(system_url: str, *, pool: int = 4) -> procrastinate.App:
    """The job queue of one process. Its tables live in schema `jobs`, outside row-level security."""
    connector = PsycopgConnector(
        conninfo=system_url,
        kwargs={"options": "-c search_path=jobs -c timezone=UTC", "connect_timeout": 5},
        min_size=1,
        max_size=pool,
        **POOL,
    )
    return procrastinate.App(connector=connector)


class Deferrer:
    """Puts the jobs of a unit of work on its own connection, so that they commit with it."""

    def __init__(self, app: procrastinate.App) -> None:
        self._app = app

    async def __call__(self, connection: Connection, jobs: Sequence[Job]) -> None:
        await connection.execute("set local search_path to jobs")
        for job in jobs:
            options: dict[str, Any] = {}
            if job.lock:
                options["lock"] = job.lock
            if job.after:
                options["schedule_at"] = job.after
            deferrer = self._app.configure_task(job.task, connection=connection, allow_unknown=True, **options)
            await deferrer.defer_async(**job.arguments)
