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
from collections.abc import Mapping
from pathlib import Path

from contact_center.bootstrap.channel_processes import process_specs
from contact_center.bootstrap.control import listening
from contact_center.bootstrap.embedded import DATABASE, reaching, servers
from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.probes import accepts_connections, answers_http
from contact_center.bootstrap.process import ProcessSpec, ProcessState, ProcessStatus
from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.serving import Server
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.supervisor import Supervisor
from contact_center.demo import names
from contact_center.demo.company.past import history
from contact_center.demo.company.past.plan import first_day
from contact_center.demo.company.seed import seed, seeded
from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Story
from contact_center.demo.peers.erp.layout import story_anchor
from contact_center.demo.peers.visitor_site.from_story import STRANGER, site_config
from contact_center.demo.settings import DemoSettings
from contact_center.demo.tail import follow
from contact_center.directory import service as directory
from contact_center.kernel.clock import ManualClock, SystemClock
from contact_center.platform.datafolder import open_data_folder
from contact_center.platform.embedded import runtime_dir_for
from contact_center.platform.unit_of_work import Database

PYTHON = sys.executable
PEERS = "contact_center.demo.peers"
START_TIMEOUT = 900.0
"""Generous, as the year of history is told within it on a slow machine."""
SPEAKING = {"past": ("A year",), "erp-prepare": ("Tryton:",)}
"""Programs whose progress is shown, and how such a line begins."""


class Progress:
    """Lines of progress with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - self._began:5.1f} s] {text}\n")
        sys.stdout.flush()

    def changed(self, status: ProcessStatus) -> None:
        if status.state is ProcessState.READY:
            self.say(f"{status.name} is ready")
        elif status.state in (ProcessState.RESTARTING, ProcessState.FAILED):
            self.say(f"{status.name}: {status.state} (exit code {status.exit_code}), see its log")


def launch(settings: Settings) -> None:
    """Starts everything, prints where to go, and runs until Ctrl-C."""
    progress = Progress()
    data = settings.data_dir
    open_data_folder(data)
    (data / "log").mkdir(exist_ok=True)
    postgres, redis = servers(settings)
    try:
        postgres.start()
        redis.start()
        progress.say("PostgreSQL and Redis are ready")
        if not postgres.has_database(DATABASE):
            postgres.create_database(DATABASE)
        migrate(postgres.url("owner", DATABASE))
        if asyncio.run(_interrupted(postgres.url("app", DATABASE), postgres.url("system", DATABASE))):
            progress.say("The first start was interrupted, so it begins anew")
            postgres.drop_database(DATABASE)
            postgres.create_database(DATABASE)
            migrate(postgres.url("owner", DATABASE))
        ready = reaching(settings, postgres, redis)
        ready = ready.model_copy(
            update={
                "twilio_url": f"http://127.0.0.1:{settings.carrier_port}",
                "twilio_voice_signal_url": f"ws://127.0.0.1:{settings.carrier_port}/signal",
            }
        )
        asyncio.run(_live(ready, progress, {"postgres": postgres, "redis": redis}))
    finally:
        redis.stop()
        postgres.stop()
        progress.say("Everything has stopped; the data is kept.")


def reset(settings: Settings) -> None:
    """Deletes the demo's data; refuses while it runs."""
    data = settings.data_dir
    servers(settings)[0].destroy()
    for folder in ("blobs", "mail", "recordings", "log", "demo", "secret-key"):
        path = data / folder
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    sys.stdout.write("The demo's data is deleted; the next start begins anew.\n")


async def _interrupted(app_url: str, system_url: str) -> bool:
    """Whether the company is there but not all of its history: nobody can have worked in it yet."""
    database = Database(app_url, system_url, clock=SystemClock(), pool=2)
    await database.open()
    try:
        there = any(tenant.tenant_id == names.KILN for tenant in await directory.tenants(database))
        return there and not await history.told(database)
    finally:
        await database.close()


async def _live(settings: Settings, progress: Progress, embedded: Mapping[str, Server]) -> None:
    now = SystemClock().now()
    story = build_story(story_anchor(settings.data_dir, now))
    count = DemoSettings().history
    async with open_runtime(settings, "demo", ManualClock(first_day(now) if count else now)) as runtime:
        fresh = not await seeded(runtime)
        if fresh:
            await seed(runtime, story)
            progress.say(f"{len(story.people)} customers, queues and people are there")
    log_dir = settings.data_dir / "log"
    supervisor = Supervisor(
        processes(settings, story, fresh=fresh),
        log_dir=log_dir,
        changed=progress.changed,
        start_timeout=START_TIMEOUT,
        servers=embedded,
    )
    control = runtime_dir_for(settings.data_dir) / "control"
    telling = [
        asyncio.create_task(follow(log_dir / f"{name}.log", words, progress.say)) for name, words in SPEAKING.items()
    ]
    async with listening(supervisor, control):
        await supervisor.run(lambda: progress.say(welcome(settings)))
    for task in telling:
        task.cancel()


def processes(settings: Settings, story: Story, *, fresh: bool = False) -> list[ProcessSpec]:
    """The product's processes, and the world around it. `fresh`: the past has still to be told."""
    env = environment(settings)
    quiet = env | {"CONTACT_CENTER_LOG_LEVEL": "WARNING"}
    past = [ProcessSpec("past", [PYTHON, "-m", "contact_center.demo.company.past"], quiet, once=True)] if fresh else []
    after = ("past",) if fresh else ()
    return [*past, *_product(settings, env, after), *_world(settings, story),
            *(_erp(settings) if DemoSettings().erp else ()),
            *_simulation(settings, story, env, after)]  # fmt: skip


def _product(settings: Settings, env: dict[str, str], after: tuple[str, ...]) -> list[ProcessSpec]:
    own = [PYTHON, "-m", "contact_center"]
    return [
        ProcessSpec(
            "web", [*own, "web"], env, ready=answers_http(settings.port, "/readyz"), ports=(settings.port,), after=after
        ),
        ProcessSpec("worker", [*own, "worker"], env, after=after),
        ProcessSpec("router", [*own, "router"], env, after=after),
        *process_specs(settings, own, env),
    ]


def _world(settings: Settings, story: Story) -> list[ProcessSpec]:
    data = settings.data_dir
    accounts = _file(data / "demo" / "mail-accounts.json", _mail_accounts(story))
    return [
        ProcessSpec(
            "mail",
            [PYTHON, "-m", f"{PEERS}.mailserver", "--smtp-port", str(settings.smtp_port), "--imap-port",
             str(settings.imap_port), "--data-dir", str(data / "mail"), "--accounts", str(accounts)],
            ready=accepts_connections(settings.imap_port),
            ports=(settings.smtp_port, settings.imap_port),
        ),
        ProcessSpec(
            "carrier",
            [PYTHON, "-m", f"{PEERS}.carrier", "--port", str(settings.carrier_port), "--product-url",
             f"http://localhost:{settings.port}", "--account-sid", names.ACCOUNT_SID, "--number",
             f"{names.OUR_NUMBER}={names.SMS}", "--voice-url",
             f"{names.OUR_NUMBER}={settings.public_url}/webhooks/twilio/{names.TELEPHONE}/voice/call"],
            {"CONTACT_CENTER_CARRIER_TOKEN": "0" * 32, "CONTACT_CENTER_DATA_DIR": str(data),
             "CONTACT_CENTER_CARRIER_API_KEY": f"{names.API_KEY_SID}={names.API_KEY_SECRET}"},
            ready=answers_http(settings.carrier_port, "/healthz"),
            ports=(settings.carrier_port,),
        ),
    ]  # fmt: skip


def _erp(settings: Settings) -> list[ProcessSpec]:
    """Nothing waits for it: its panel says that it is warming up."""
    own, data = [PYTHON, "-m", f"{PEERS}.erp"], ["--data-dir", str(settings.data_dir)]
    return [
        ProcessSpec("erp-prepare", [*own, "prepare", *data, "--progress"], once=True, essential=False),
        ProcessSpec(
            "erp",
            [*own, "serve", *data, "--port", str(settings.erp_port)],
            ready=accepts_connections(settings.erp_port),
            after=("erp-prepare",),
            essential=False,
            ports=(settings.erp_port,),
        ),
    ]


def _simulation(settings: Settings, story: Story, env: dict[str, str], after: tuple[str, ...]) -> list[ProcessSpec]:
    """The shop, and those who live in it."""
    site = site_config(story, settings).model_dump(mode="json")
    config = _file(settings.data_dir / "demo" / "visitor-site.json", site)
    return [
        ProcessSpec(
            "shop",
            [PYTHON, "-m", f"{PEERS}.visitor_site", "--port", str(settings.visitor_port), "--product-url",
             settings.public_url, "--config", str(config)],
            env,
            ready=accepts_connections(settings.visitor_port),
            ports=(settings.visitor_port,),
        ),
        ProcessSpec(
            "life", [PYTHON, "-m", "contact_center.demo.life"], env, after=("web", "mail", "carrier", *after),
            essential=False,
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
        "SECRET_KEYS_FORMER": settings.secret_keys_former,
        "TWILIO_URL": settings.twilio_url,
        "TWILIO_VOICE_SIGNAL_URL": settings.twilio_voice_signal_url,
        "PROVIDER_SETTLE": "2",
        "PROVIDER_READ_TIMEOUT": "5",
        "PUBLIC_URL": settings.public_url,
        "LOG_LEVEL": settings.log_level,
    }
    return {f"CONTACT_CENTER_{name}": value for name, value in given.items()} | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]) + os.pathsep + os.environ.get("PYTHONPATH", "")
    }


def _mail_accounts(story: Story) -> dict[str, object]:
    addresses = [STRANGER.email, *(person.email for person in story.people)]
    domains = sorted({address.rpartition("@")[2] for address in addresses})
    return {"accounts": [{"address": names.MAILBOX, "password": "demo"}], "domains": domains}


def _file(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False))
    return path


def welcome(settings: Settings) -> str:
    return f"""Kiln & Co is open.

  The console        {settings.public_url}        sign in as mei, wei, sam (supervisor) or admin; password: demo
  A customer's view  http://127.0.0.1:{settings.visitor_port}
  Break something    http://127.0.0.1:{settings.visitor_port}/break        also: how many simulated customers write
  The ERP (Tryton)   http://127.0.0.1:{settings.erp_port}
  The carrier        http://127.0.0.1:{settings.carrier_port}
  A telephone        http://127.0.0.1:{settings.carrier_port}/telephone        the company's number: {names.OUR_NUMBER}

  Try first: sign in as mei, choose "Available", then write in the chat of the customer's view.
  Everything around the product is simulated on this machine. Ctrl-C stops it all; the data stays.
"""
