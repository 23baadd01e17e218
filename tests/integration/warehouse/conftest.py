"""A warehouse beside a contact centre for tests, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contact_center.bootstrap.joins.facts import fact_sources
from contact_center.platform.eventlog import consume_once
from contact_center.warehouse.column_store import FactEngine
from contact_center.warehouse.files import FactFolder
from contact_center.warehouse.following import FactsFollow
from contact_center.warehouse.loading import FactLoader
from contact_center.warehouse.reading import FactReading
from tests.centre import Centre
from tests.integration.measures.day import catch_up


class Warehouse:
    """The room as the worker runs it, one round at a time."""

    def __init__(self, centre: Centre, engine: FactEngine, place: Path) -> None:
        self.centre = centre
        self.place = place
        self.reading = FactReading(centre.db, FactFolder(str(place), place), engine)
        self.loader = FactLoader(self.reading, fact_sources())

    async def load(self) -> None:
        """All that has happened is loaded."""
        await catch_up(self.centre)
        while await consume_once(self.centre.db, FactsFollow(fact_sources())):
            pass
        while await self.loader.round(self.centre.tenant):
            pass


@pytest.fixture
def warehouse(centre: Centre, tmp_path: Path) -> Iterator[Warehouse]:
    engine = FactEngine()
    yield Warehouse(centre, engine, tmp_path / "facts")
    engine.close()
