"""One web application for all tests of a process that ask for pages; each test finds it with two new organisations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from inspect import iscoroutinefunction

import pytest
import pytest_asyncio
from fastapi import FastAPI

from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.runtime import Runtime
from tests.integration.agent_ui.conftest import House, application, furnished
from tests.servers import Database, Postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Connections belong to the event loop that opened them, so tests of the one application share its loop."""
    for item in items:
        if isinstance(item, pytest.Function) and "house" in item.fixturenames and iscoroutinefunction(item.obj):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True)
class Served:
    """What tests share: to analyse five hundred routes takes longer than most tests."""

    app: FastAPI
    runtime: Runtime
    database: Database


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served_application(
    postgres: Postgres, session_redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    database = postgres.create(postgres.migrated_template(migrate))
    async with application(database, session_redis_url, tmp_path_factory.mktemp("house")) as (app, runtime):
        yield Served(app, runtime, database)
    postgres.drop(database)


@pytest_asyncio.fixture(loop_scope="session")
async def house(served_application: Served, postgres: Postgres, redis_url: str) -> AsyncIterator[House]:
    """Nothing of earlier tests is in its database or its Redis; settings that a test changes are put back."""
    settings = served_application.runtime.settings
    before = settings.model_copy()
    await asyncio.to_thread(postgres.empty, served_application.database)  # what is still at work may come to its end
    yield await furnished(served_application.app, served_application.runtime)
    settings.__dict__.update(before.__dict__)
