"""A foreign database, read only: each question in a thread, with a deadline, ending in one of the border errors.

A file of comma-separated values is a database, too: every CSV file of a folder is a table of its name, read again when
it changes.
"""

from __future__ import annotations

import asyncio
import csv
import errno
import os
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Select, create_engine, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import StaticPool

from contact_center.kernel.errors import GiveUp, Invalid, ReauthNeeded, RetryLater
from contact_center.kernel.phrases import Phrase
from erp_link.connectors.sql import queries

log = structlog.get_logger(__name__)

T = TypeVar("T")
Rows = list[dict[str, Any]]
DIALECTS = {"postgresql": "psycopg", "mysql": "pymysql", "mariadb": "pymysql", "mssql": "pymssql", "oracle": "oracledb"}
"""Databases over the network and the driver that speaks to each; those beside PostgreSQL's are installed by who needs
them."""
MOST_FILES = 50
CSV = "csv"
_REFUSED = ("authentication", "password", "access denied", "login failed")


class CannotReadThat(Invalid):
    """The address is of no database that can be read here, its driver is not installed, or the file lies outside."""


class ForeignDatabase:
    """Asks one database. `name` is how pages call the ERP."""

    def __init__(
        self, name: str, url: str, login: str, secret: str, folder: str, deadline: timedelta, in_flight: int
    ) -> None:
        """Raises `CannotReadThat`; connects when first asked."""
        self.name = name
        self._deadline = deadline
        self._slots = asyncio.Semaphore(in_flight)
        self._files = CsvFolder(_below(folder, url)) if url.startswith(f"{CSV}:") else None
        self._engine = None if self._files else _engine(_address(url, folder), login, secret, deadline, in_flight)

    @property
    def is_local(self) -> bool:
        """Reading all of it costs next to nothing."""
        return self._files is not None

    async def rows(self, query: Select[Any]) -> Rows:
        return await self._ask(lambda connection: [dict(row) for row in connection.execute(query).mappings()])

    async def value(self, query: Select[Any]) -> Any:
        return await self._ask(lambda connection: connection.execute(query).scalar())

    async def close(self) -> None:
        if self._engine is not None:
            await asyncio.to_thread(self._engine.dispose)
        if self._files is not None:
            self._files.close()

    async def _ask(self, question: Callable[[Connection], T]) -> T:
        try:
            async with asyncio.timeout(self._deadline.total_seconds()), self._slots:
                return await asyncio.to_thread(self._within, question)
        except TimeoutError as error:
            raise RetryLater(Phrase("provider_too_slow", {"provider": self.name})) from error
        except OSError as error:
            raise RetryLater(Phrase("provider_unreachable", {"provider": self.name, "quote": repr(error)})) from error
        except exc.OperationalError as error:
            raise self._border(error) from error
        except exc.DBAPIError as error:
            raise GiveUp(Phrase("provider_says", {"provider": self.name, "quote": _quote(error)})) from error
        except exc.SQLAlchemyError as error:
            raise RetryLater(Phrase("provider_unreachable", {"provider": self.name, "quote": str(error)})) from error

    def _within(self, question: Callable[[Connection], T]) -> T:
        if self._files is not None:
            return self._files.ask(question)
        assert self._engine is not None
        with self._engine.connect() as connection:
            return question(connection)

    def _border(self, error: exc.OperationalError) -> Exception:
        quote = _quote(error)
        if any(word in quote.casefold() for word in _REFUSED):
            return ReauthNeeded(Phrase("provider_refuses_user", {"provider": self.name}))
        if "no such table" in quote or "no such column" in quote:
            return GiveUp(Phrase("provider_says", {"provider": self.name, "quote": quote}))
        return RetryLater(Phrase("provider_unreachable", {"provider": self.name, "quote": quote}))


class CsvFolder:
    """CSV files as tables of a database in memory. A file whose size or time has changed is read again as a whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False, "cached_statements": 0}
        )
        self._lock = threading.Lock()
        self._read: dict[str, tuple[int, int]] = {}

    def ask(self, question: Callable[[Connection], T]) -> T:
        with self._lock:
            self._refresh()
            with self._engine.connect() as connection:
                return question(connection)

    def close(self) -> None:
        self._engine.dispose()

    def _refresh(self) -> None:
        files = sorted(self._folder.glob("*.csv"))[:MOST_FILES]
        if not files:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), f"{self._folder.name}/*.csv")
        for path in files:
            known = path.stat()
            mark = (known.st_size, known.st_mtime_ns)
            if self._read.get(path.stem) != mark:
                heads, rows = _rows(path)
                with self._engine.begin() as connection:
                    queries.load(connection, path.stem, heads, rows)
                self._read[path.stem] = mark
        for gone in set(self._read) - {path.stem for path in files}:
            with self._engine.begin() as connection:
                queries.drop(connection, gone)
            del self._read[gone]


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """As text, whole or not at all: half a file that somebody is still writing leaves the last one standing."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        heads = [one.strip() for one in next(reader, [])]
        rows = [row for row in reader if row]
    if not heads or len(set(heads)) < len(heads) or any(len(row) != len(heads) for row in rows):
        raise OSError(errno.ENODATA, os.strerror(errno.ENODATA), path.name)
    return heads, rows


def _address(url: str, folder: str) -> URL:
    """Of a server on the network, without a password, which has a field of its own and is sealed.

    A socket on this machine may lead to a database that trusts whoever comes that way, our own among them: it is a
    file, and open below the folder alone.
    """
    try:
        found = make_url(url)
    except (exc.ArgumentError, ValueError) as wrong:
        raise CannotReadThat(url.partition("@")[2] or "?", field="url") from wrong
    if found.get_backend_name() not in DIALECTS:
        raise CannotReadThat(found.get_backend_name(), field="url")
    if found.password is not None:
        raise CannotReadThat(found.host or "?", field="url")
    sockets = [one for one in (found.host, found.query.get("host")) if one]
    if not sockets or set(found.query) - {"host", "port", "sslmode"}:
        raise CannotReadThat(found.host or "?", field="url")
    for one in sockets:
        if not isinstance(one, str) or "," in one or (one.startswith(("/", "@")) and not _is_below(folder, Path(one))):
            raise CannotReadThat(str(one), field="url")
    return found


def _is_below(folder: str, path: Path) -> bool:
    return bool(folder) and Path(folder).resolve() in path.resolve().parents


def _engine(found: URL, login: str, secret: str, deadline: timedelta, in_flight: int) -> Engine:
    dialect = found.get_backend_name()
    named = found.set(drivername=f"{dialect}+{DIALECTS[dialect]}", username=login or None, password=secret or None)
    try:
        return create_engine(
            named, pool_size=in_flight, max_overflow=0, pool_pre_ping=True, pool_recycle=300,
            connect_args=_patience(named, deadline), execution_options=_reading(dialect),
        )  # fmt: skip
    except (exc.ArgumentError, ImportError) as missing:
        raise CannotReadThat(DIALECTS[dialect], field="url") from missing


def _patience(url: URL, deadline: timedelta) -> Mapping[str, Any]:
    seconds = max(1, round(deadline.total_seconds()))
    if url.get_backend_name() == "postgresql":
        limit = f"-c statement_timeout={seconds * 1000} -c default_transaction_read_only=on"
        return {"connect_timeout": seconds, "options": limit}
    return {"connect_timeout": seconds} if url.get_backend_name() in ("mysql", "mariadb") else {}


def _reading(dialect: str) -> Mapping[str, Any]:
    return {"postgresql_readonly": True} if dialect == "postgresql" else {}


def _below(folder: str, url: str) -> Path:
    """The folder that `csv:NAME` means, below the one that the installation has opened for this."""
    name = url.removeprefix(f"{CSV}:").strip("/")
    found = (Path(folder) / name).resolve()
    if not name or not _is_below(folder, found):
        raise CannotReadThat(url, field="url")
    return found


def _quote(error: exc.DBAPIError) -> str:
    """What the database says, without the statement and its values."""
    return (str(error.orig).splitlines() or ["?"])[0]
