"""Real servers for tests: each test that asks for `database` finds a migrated one empty and for itself."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
import redis
from psycopg.conninfo import make_conninfo

from contact_center.kernel.clock import ManualClock
from contact_center.platform.embedded import EmbeddedRedis
from contact_center.platform.unit_of_work import Database as Connections
from tests.begun import begun
from tests.centre import START, Centre, furnished_centre
from tests.patience import PATIENCE
from tests.proving import PROVING, examples
from tests.servers import Database, Postgres, die_with_parent, hold_run, new_run_dir, shared_postgres

# How long an example takes is the machine's business; what it does is ours.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    max_examples=examples(100, long=2000),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")

RUN_DIR = pytest.StashKey[Path]()
CONTROLLER = pytest.StashKey[int]()
HELD = pytest.StashKey[int]()
CENTRES = "centres of tests"
"""Whose connections stay."""


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(50_000, 20, 20)
    given = getattr(config, "workerinput", None)
    if given:
        die_with_parent()
        config.stash[RUN_DIR] = Path(given["run_dir"])
        config.stash[CONTROLLER] = given["controller"]
        return
    config.stash[RUN_DIR] = new_run_dir()
    config.stash[CONTROLLER] = os.getpid()
    config.stash[HELD] = hold_run(config.stash[RUN_DIR])


@pytest.hookimpl(tryfirst=True)  # xdist writes groups into names in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of a module that share what takes long to make stay with one worker, which makes it once.

    What is run by `make prove` alone is left out of every other run.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.prove)  # with as many examples as the profile above says
        if _shares_with_its_module(item) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(item.config.rootpath))))
    if PROVING:
        return
    long = [item for item in items if any(mark.kwargs.get("only") for mark in item.iter_markers("prove"))]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def _shares_with_its_module(item: pytest.Item) -> bool:
    fixtures = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
    return any(one.scope == "module" and one.baseid for several in fixtures for one in several)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What imports and tests make stays: nothing is to be looked through for garbage while they do."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """A million objects of imports and tests stay: to look through them for garbage again and again is a fifth of the
    time of tests that make a web application each.
    """
    _groups_are_kept(session)
    gc.collect()
    gc.freeze()


def _groups_are_kept(session: pytest.Session) -> None:
    """Raises `pytest.UsageError` where xdist has not written the group of a test into its name, the only way in which
    it tells the scheduler. It says nothing when it cannot, and three workers then each start all that one should make.
    """
    if not session.config.getoption("loadgroup", default=False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("]")[2]:
            raise pytest.UsageError(f"{item.nodeid}: this pytest and this xdist do not keep groups together")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tells an xdist worker where the servers of this run are."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    given: dict[str, object] = node.workerinput  # type: ignore[attr-defined]
    given["run_dir"] = str(config.stash[RUN_DIR])
    given["controller"] = config.stash[CONTROLLER]


def pytest_unconfigure(config: pytest.Config) -> None:
    run_dir = config.stash.get(RUN_DIR, None)
    if HELD in config.stash and run_dir and not (run_dir / "ready").exists():
        shutil.rmtree(run_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Postgres:
    """The PostgreSQL of this run, shared by all workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return shared_postgres(pytestconfig.stash[RUN_DIR], pytestconfig.stash[CONTROLLER], worker)


@pytest.fixture
def empty_database(postgres: Postgres) -> Iterator[Database]:
    """A database with the three roles and nothing in it."""
    made = postgres.create()
    yield made
    postgres.drop(made)


@pytest.fixture(scope="session")
def _worker_database(postgres: Postgres) -> Iterator[Database]:
    from contact_center.bootstrap.migrate import migrate

    made = postgres.create(postgres.migrated_template(migrate))
    yield made
    postgres.drop(made)


@pytest.fixture
def database(_worker_database: Database, postgres: Postgres) -> Database:
    """A migrated database that is empty and that no other test uses at this time; nobody is connected to it."""
    postgres.end_connections(_worker_database, but=CENTRES)
    postgres.empty(_worker_database)
    return _worker_database


@pytest.fixture(scope="session")
def _worker_redis(pytestconfig: pytest.Config) -> Iterator[EmbeddedRedis]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = pytestconfig.stash[RUN_DIR] / worker
    server = EmbeddedRedis(folder, log_file=folder / "redis.log")
    folder.mkdir()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def session_redis_url(_worker_redis: EmbeddedRedis) -> str:
    """For what is made once and lives on; `redis_url` of a test empties it."""
    return _worker_redis.url


@pytest.fixture
def redis_url(_worker_redis: EmbeddedRedis) -> str:
    """A Redis that is empty and that no other test uses at this time."""
    with redis.Redis.from_url(_worker_redis.url) as client:
        client.flushall()
    return _worker_redis.url


@pytest_asyncio.fixture(scope="session")
async def _connections_of_centres(_worker_database: Database) -> AsyncIterator[Connections]:
    """They stay from one test to the next, with what they know of tables and statements: to learn it takes a new
    connection longer than most tests ask for.
    """
    urls = (make_conninfo(url, application_name=CENTRES) for url in (_worker_database.app, _worker_database.system))
    made = Connections(*urls, clock=ManualClock(START), pool=8)
    await made.open()
    yield made
    await made.close()


@pytest_asyncio.fixture
async def centre(_connections_of_centres: Connections, database: Database) -> AsyncIterator[Centre]:
    """A small contact centre in an empty database, with a clock that the test moves. What a test leaves running ends
    with it.
    """
    with begun() as tasks:
        yield await furnished_centre(_connections_of_centres, database.system)
    left = {task for task in tasks if not task.done()} - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=PATIENCE)
