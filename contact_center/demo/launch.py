"""`make demo`: the servers, the product's own processes and everything that plays the world around it.

The same processes that production runs, under one supervisor (D27). Nothing of it is left behind.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

from contact_center.bootstrap.control import listening
from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.probes import accepts_connections, answers_http
from contact_center.bootstrap.process import ProcessSpec, ProcessStatus, State
from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.supervisor import Supervisor
from contact_center.demo import names
from contact_center.demo.seed import seed, seeded
from contact_center.demo.story.build import build_story
from contact_center.demo.story.model import Story
from contact_center.kernel.clock import SystemClock
from contact_center.platform.embedded import EmbeddedPostgres, EmbeddedRedis, runtime_dir_for
from contact_center.platform.settings import Settings
from contact_center.platform.vault import vault

DATABASE = "contact_center"


class Progress:
    """Lines of progress with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - self._began:5.1f} s] {text}\n")
        sys.stdout.flush()

    def changed(self, status: ProcessStatus) -> None:
        if status.state is State.READY:
            self.say(f"{status.name} is ready")
        elif status.state in (State.RESTARTING, State.FAILED):
            self.say(f"{status.name}: {status.state} (exit code {status.exit_code}), see its log")


def launch(settings: Settings) -> None:
    """Starts everything, prints where to go, and runs until Ctrl-C."""
    progress = Progress()
    data = settings.data_dir
    (data / "log").mkdir(parents=True, exist_ok=True)
    postgres = EmbeddedPostgres(data / "postgres", runtime_dir_for(data), durable=True)
    redis = EmbeddedRedis(runtime_dir_for(data), log_file=data / "log" / "redis.log")
    try:
        postgres.start()
        redis.start()
        progress.say("PostgreSQL and Redis are ready")
        if not postgres.has_database(DATABASE):
            postgres.create_database(DATABASE)
        migrate(postgres.url("owner", DATABASE))
        ready = settings.model_copy(
            update={
                "database_url": postgres.url("app", DATABASE),
                "database_system_url": postgres.url("system", DATABASE),
                "redis_url": redis.url,
                "secret_key": settings.secret_key or vault(settings).key("installation").hex(),
                "twilio_url": f"http://127.0.0.1:{settings.carrier_port}",
            }
        )
        asyncio.run(_live(ready, progress))
    finally:
        redis.stop()
        postgres.stop()
        progress.say("Everything has stopped; the data is kept.")


def reset(settings: Settings) -> None:
    """Deletes the demo's data; refuses while it runs."""
    data = settings.data_dir
    EmbeddedPostgres(data / "postgres", runtime_dir_for(data), durable=True).destroy()
    for folder in ("blobs", "mail", "recordings", "log", "demo", "secret-key"):
        path = data / folder
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    sys.stdout.write("The demo's data is deleted; the next start begins anew.\n")


async def _live(settings: Settings, progress: Progress) -> None:
    story = build_story(_today())
    async with open_runtime(settings, "demo") as runtime:
        if not await seeded(runtime):
            await seed(runtime, story)
            progress.say(f"{len(story.people)} customers, queues and people are there")
    supervisor = Supervisor(
        processes(settings, story), log_dir=settings.data_dir / "log", changed=progress.changed, start_timeout=240
    )
    control = runtime_dir_for(settings.data_dir) / "control"
    async with listening(supervisor, control):
        await supervisor.run(lambda: progress.say(welcome(settings)))


def _today() -> date:
    return SystemClock().now().date()


def processes(settings: Settings, story: Story) -> list[ProcessSpec]:
    """The product's processes, and the world around it."""
    here = sys.executable
    data = settings.data_dir
    env = environment(settings)
    own = [here, "-m", "contact_center"]
    accounts = _file(data / "demo" / "mail-accounts.json", _mail_accounts(story))
    port = settings.port_base
    return [
        ProcessSpec("web", [*own, "web"], env, ready=answers_http(settings.port, "/readyz"), ports=(settings.port,)),
        ProcessSpec("worker", [*own, "worker"], env),
        ProcessSpec("router", [*own, "router"], env),
        ProcessSpec(
            "media",
            [*own, "media"],
            env,
            ready=answers_http(settings.media_port, "/health"),
            ports=(settings.media_port,),
            stop_timeout=15.0,  # recordings of the calls going on are sealed and kept
        ),
        ProcessSpec(
            "mail",
            [here, "-m", "contact_center.demo.mailserver", "--smtp-port", str(settings.smtp_port), "--imap-port",
             str(settings.imap_port), "--data-dir", str(data / "mail"), "--accounts", str(accounts)],
            ready=accepts_connections(settings.imap_port),
            ports=(settings.smtp_port, settings.imap_port),
        ),
        ProcessSpec(
            "carrier",
            [here, "-m", "contact_center.demo.carrier", "--port", str(settings.carrier_port), "--product-url",
             f"http://localhost:{port}", "--account-sid", names.ACCOUNT_SID, "--number",
             f"{names.OUR_NUMBER}={names.SMS}"],
            {"CONTACT_CENTER_CARRIER_TOKEN": "0" * 32, "CONTACT_CENTER_DATA_DIR": str(data)},
            ready=answers_http(settings.carrier_port, "/healthz"),
            ports=(settings.carrier_port,),
        ),
    ]  # fmt: skip


def environment(settings: Settings) -> dict[str, str]:
    """The settings of this installation, for its processes."""
    given = {
        "DATA_DIR": str(settings.data_dir),
        "PORT_BASE": str(settings.port_base),
        "DEMO": "1",
        "DATABASE_URL": settings.database_url,
        "DATABASE_SYSTEM_URL": settings.database_system_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "TWILIO_URL": settings.twilio_url,
        "PROVIDER_SETTLE": "2",
        "PROVIDER_READ_TIMEOUT": "5",
        "PUBLIC_URL": settings.public_url,
        "LOG_LEVEL": settings.log_level,
    }
    return {f"CONTACT_CENTER_{name}": value for name, value in given.items()} | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]) + os.pathsep + os.environ.get("PYTHONPATH", "")
    }


def _mail_accounts(story: Story) -> dict[str, object]:
    domains = sorted({person.email.rpartition("@")[2] for person in story.people})
    return {"accounts": [{"address": names.MAILBOX, "password": "demo"}], "domains": domains}


def _file(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False))
    return path


def welcome(settings: Settings) -> str:
    return f"""Kiln & Co is open.

  The console        {settings.public_url}        sign in as mei, wei, sam (supervisor) or admin; password: demo
  A customer's view  http://127.0.0.1:{settings.visitor_port}
  The ERP (Tryton)   http://127.0.0.1:{settings.erp_port}
  The carrier        http://127.0.0.1:{settings.carrier_port}

  Try first: sign in as mei, choose "Available", then write in the chat of the customer's view.
  Everything around the product is simulated on this machine. Ctrl-C stops it all; the data stays.
"""
