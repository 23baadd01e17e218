"""A real installation for a benchmark: its own PostgreSQL and Redis, a seeded tenant, real processes."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.demo.company.seed import seed
from contact_center.demo.company.story.build import build_story
from contact_center.kernel.clock import SystemClock
from contact_center.platform.embedded import EmbeddedPostgres, EmbeddedRedis

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Installation:
    settings: Settings
    environment: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def owner_url(self) -> str:
        """The database as its owner, who may make tables and gather statistics."""
        return self.settings.database_url.replace("cc_app@", "cc_owner@")

    def start(self, process: str, log_name: str = "") -> subprocess.Popen[bytes]:
        """One of the product's own processes, its output in the data folder."""
        log = (self.settings.data_dir / f"{log_name or process}.log").open("ab")
        started = subprocess.Popen(
            [sys.executable, "-m", "contact_center", process], env=self.environment, stdout=log, stderr=log, cwd=ROOT
        )
        self.running.append(started)
        return started

    def beside(self) -> Installation:
        """The same installation with other ports, for one more web process of it."""
        base = _free_port()
        settings = self.settings.model_copy(update={"port_base": base, "public_url": f"http://localhost:{base}"})
        return Installation(settings, {**self.environment, "CONTACT_CENTER_PORT_BASE": str(base)}, self.running)

    def wait_until_ready(self) -> None:
        for _ in range(600):
            with suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.settings.port}/readyz", timeout=2).read()
                return
            subprocess.run(["sleep", "0.1"], check=True)
        raise TimeoutError(f"web did not start: see {self.settings.data_dir}/web.log")

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(60)


@contextmanager
def installation() -> Iterator[Installation]:
    """Everything in one temporary folder that is gone afterwards. Not durable: the floor runs on the same server."""
    with tempfile.TemporaryDirectory(prefix="cc-bench-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)
        postgres = EmbeddedPostgres(path / "postgres", path / "run", durable=False, log_file=path / "postgres.log")
        redis = EmbeddedRedis(path / "run", log_file=path / "redis.log")
        postgres.start()
        redis.start()
        made: Installation | None = None
        try:
            postgres.create_database("bench")
            migrate(postgres.url("owner", "bench"))
            settings = Settings(
                data_dir=path,
                port_base=_free_port(),
                demo=True,
                database_url=postgres.url("app", "bench"),
                database_system_url=postgres.url("system", "bench"),
                redis_url=redis.url,
                secret_key="benchmark",
            )
            asyncio.run(_seed(settings))
            made = Installation(settings, {**os.environ, **_environment(settings)})
            yield made
        finally:
            if made is not None:
                made.stop()
            redis.stop()
            postgres.stop()


async def analyze(made: Installation) -> None:
    """Gathers statistics, as autovacuum does in the first minute of a durable server; here it is off.

    Without them plans made for empty tables stay, and every check of a foreign key reads a whole table.
    """
    async with await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True) as connection:
        await connection.execute("analyze")


async def _seed(settings: Settings) -> None:
    async with open_runtime(settings, "demo") as runtime:
        await seed(runtime, build_story(SystemClock().now().date()))


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "CONTACT_CENTER_DATA_DIR": str(settings.data_dir),
        "CONTACT_CENTER_PORT_BASE": str(settings.port_base),
        "CONTACT_CENTER_DEMO": "1",
        "CONTACT_CENTER_DATABASE_URL": settings.database_url,
        "CONTACT_CENTER_DATABASE_SYSTEM_URL": settings.database_system_url,
        "CONTACT_CENTER_REDIS_URL": settings.redis_url,
        "CONTACT_CENTER_SECRET_KEY": settings.secret_key,
        "CONTACT_CENTER_LOG_LEVEL": "WARNING",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
