"""The servers that tests share: one PostgreSQL for a whole run, one Redis for each worker.

PostgreSQL is held by a process of its own (`python -m tests.servers`), started by the first test
that needs a database. It watches the run's first process, and when that one ends, in whatever way,
stops the server and removes its folder.
"""

from __future__ import annotations

import ctypes
import fcntl
import itertools
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from contact_center.platform.embedded import EmbeddedPostgres, Role
from contact_center.platform.embedded.child import bound_command
from contact_center.platform.embedded.launch import PR_SET_PDEATHSIG
from contact_center.platform.embedded.postgres import SUPERUSER
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parent.parent
PREFIX = f"cc-test-{os.geteuid()}-"
DISK, MEMORY = Path("/tmp"), Path("/dev/shm")
ROOM = 3 * 2**30
"""Bytes of memory to be free: a run needs about a third of it, most of that for the log of PostgreSQL."""
START_LIMIT = PATIENCE

_TOUCHED = """
select format('%I.%I', n.nspname, c.relname), c.reltuples > 0 or pg_relation_size(c.oid) > 16 * 8192
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
  and (n.nspname, c.relname) <> ('core', 'migration') and pg_relation_size(c.oid) > 0
"""
"""Tables with a page, and whether that many or the statistics about them had better go, too."""
_DELETE = """
set local session_replication_role = replica; lock table {tables} in access exclusive mode; {deletes};
select setval(seqrelid, seqstart, false) from pg_sequence
"""
_END = """
select pg_terminate_backend(pid, %(long)s) from pg_stat_activity
where datname = %(name)s and application_name <> %(but)s and pid <> pg_backend_pid()
"""
_LIMIT = f"set lock_timeout = '{PATIENCE:.0f}s'"


@dataclass(frozen=True)
class Database:
    """A database of one test; each field but the name is a URL for libpq."""

    name: str
    owner: str
    app: str
    system: str


@dataclass
class Postgres:
    """The shared server, seen from one worker."""

    run_dir: Path
    worker: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _janitors: dict[str, psycopg.Connection[tuple[str, bool]]] = field(default_factory=dict)

    @property
    def server(self) -> EmbeddedPostgres:
        return _server(self.run_dir)

    def create(self, template: str | None = None) -> Database:
        name = f"test_{self.worker}_{next(self._numbers)}"
        self.server.create_database(name, template)
        return self.urls(name)

    def drop(self, database: Database) -> None:
        if database.name in self._janitors:
            self._janitors.pop(database.name).close()
        self.server.drop_database(database.name)

    def empty(self, database: Database) -> None:
        """As it was when it had been migrated. Ten times cheaper than another one, and who is connected stays so.

        Rows are deleted: after `truncate` everybody has to learn anew what table this is, and plan anew.
        """
        janitor = self._janitor(database)
        touched = [(sql.SQL(table), large) for table, large in janitor.execute(_TOUCHED)]
        if many := [table for table, large in touched if large]:
            janitor.execute(sql.SQL("truncate {} cascade").format(sql.SQL(", ").join(many)))
        if few := [table for table, large in touched if not large]:
            deletes = sql.SQL("; ").join(sql.SQL("delete from {}").format(table) for table in few)
            with janitor.transaction():
                janitor.execute(sql.SQL(_DELETE).format(tables=sql.SQL(", ").join(few), deletes=deletes))

    def end_connections(self, database: Database, *, but: str) -> None:
        """To it, except of those who call themselves so. Like dropping it, returns when they have gone."""
        self._janitor(database).execute(_END, {"name": database.name, "but": but, "long": int(1000 * PATIENCE)})

    def _janitor(self, database: Database) -> psycopg.Connection[tuple[str, bool]]:
        """A connection that stays: to learn what tables there are takes longer than to empty them."""
        known = self._janitors.get(database.name)
        if known is None or known.closed:
            url = make_conninfo(database.owner, user=SUPERUSER)
            known = self._janitors[database.name] = psycopg.connect(url, autocommit=True)
            known.execute(_LIMIT)
        return known

    def urls(self, name: str) -> Database:
        roles: tuple[Role, ...] = ("owner", "app", "system")
        return Database(name, *(self.server.url(role, name) for role in roles))

    def migrated_template(self, migrate: Callable[[str], object]) -> str:
        """The name of a migrated database that nobody uses but to copy it; made once a run."""
        name = "template_migrated"
        with _alone(self.run_dir / "template.lock"):
            if not (self.run_dir / "template.done").exists():
                self.server.drop_database(name)
                self.server.create_database(name)
                migrate(self.server.url("owner", name))
                (self.run_dir / "template.done").touch()
        return name


def new_run_dir() -> Path:
    """A short folder for the sockets and data of this run; sweeps those of runs that were killed."""
    for place in (DISK, MEMORY):
        for old in place.glob(f"{PREFIX}*"):
            with suppress(OSError), _alone(old / "run.lock", wait=False):
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if room_in(MEMORY) else DISK))
    folder.chmod(0o711)
    return folder


def room_in(memory: Path) -> bool:
    """Whether a run's data fit there. A database of a test is 600 files: a tenth of a second of a processor on a
    disk, and a hundredth in memory. A container may have no more than 64 MB of it.
    """
    if not memory.is_dir() or not os.access(memory, os.W_OK | os.X_OK):
        return False
    return shutil.disk_usage(memory).free >= ROOM


def shared_postgres(run_dir: Path, controller: int, worker: str) -> Postgres:
    """The run's server, started by whoever asks first."""
    with _alone(run_dir / "start.lock"):
        if not (run_dir / "ready").exists():
            _start_holder(run_dir, controller)
    return Postgres(run_dir, worker)


def _start_holder(run_dir: Path, controller: int) -> None:
    """Through a shell that puts it into the background: it is nobody's child that must be waited for."""
    holder = [sys.executable, "-m", "tests.servers", str(run_dir), str(controller)]
    detach = 'log=$1; failed=$2; shift 2; { "$@" || : >"$failed"; } >"$log" 2>&1 </dev/null &'
    log, failed = run_dir / "holder.log", run_dir / "failed"
    command = ["/bin/sh", "-c", detach, "sh", str(log), str(failed), *holder]
    subprocess.run(command, cwd=ROOT, start_new_session=True, check=True)
    deadline = time.monotonic() + START_LIMIT
    while not (run_dir / "ready").exists():
        if failed.exists() or time.monotonic() > deadline:
            words = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the test database did not start:\n{words[-2000:]}")
        time.sleep(0.02)


def _server(run_dir: Path) -> EmbeddedPostgres:
    programs = os.environ.get("CONTACT_CENTER_TEST_POSTGRES")
    return EmbeddedPostgres(run_dir / "data", run_dir, durable=False, programs=Path(programs) if programs else None)


@contextmanager
def _alone(path: Path, *, wait: bool = True) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def hold_run(run_dir: Path) -> int:
    """Marks the run as alive for as long as this process lives; returns the open file."""
    lock = os.open(run_dir / "run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def ending_with_us(argv: Sequence[str]) -> list[str]:
    """The command that runs `argv` and ends it when the tests end, in whatever way they do. From the main thread."""
    return bound_command(argv, death_signal=signal.SIGTERM)


def die_with_parent() -> None:
    """A worker in the middle of a test would live on when the run is killed, and its servers with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def _wait_for_end_of(process: int) -> None:
    try:
        watch = os.pidfd_open(process)
    except ProcessLookupError:
        return
    select.select([watch], [], [])


def main(run_dir: Path, controller: int) -> None:
    server = _server(run_dir)
    server.start()
    (run_dir / "ready").touch()
    try:
        _wait_for_end_of(controller)
    finally:
        server.stop()
        shutil.rmtree(run_dir, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
