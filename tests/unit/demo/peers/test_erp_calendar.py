from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from contact_center.demo.peers.erp.calendar import DRIFT, is_outdated, move_days
from contact_center.demo.peers.erp.layout import ErpFiles, Stamp, company_day, recipe_key, story_anchor
from contact_center.demo.peers.erp.server import renew_live

MADE = date(2026, 11, 1)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "prepared.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE sale_sale (id INTEGER, sale_date DATE, create_date TIMESTAMP)")
        connection.execute("CREATE TABLE res_user (id INTEGER, since DATE)")
        connection.execute("INSERT INTO sale_sale VALUES (1, '2026-10-28', '2026-11-01 08:00:00'), (2, NULL, NULL)")
        connection.execute("INSERT INTO res_user VALUES (1, '2026-11-01')")
    Stamp("key", MADE).write(path)
    return path


def ordered_on(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT sale_date FROM sale_sale WHERE id = 1").fetchone()[0])


def test_dates_of_the_business_move_and_technical_ones_stay(database: Path) -> None:
    assert move_days(database, 5) == 1
    assert ordered_on(database) == "2026-11-02"
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT since FROM res_user").fetchone() == ("2026-11-01",)
        created = connection.execute("SELECT create_date FROM sale_sale WHERE id = 1").fetchone()
        assert created == ("2026-11-01 08:00:00",)


def test_dates_move_back_when_the_clock_was_set_back(database: Path) -> None:
    move_days(database, -3)
    assert ordered_on(database) == "2026-10-25"


def test_a_story_is_outdated_after_more_than_a_week() -> None:
    assert not is_outdated(MADE, MADE + DRIFT)
    assert is_outdated(MADE, MADE + DRIFT + timedelta(days=1))


def test_first_copy_is_a_story_of_today(database: Path, tmp_path: Path) -> None:
    files = ErpFiles.of(tmp_path)
    renew_live(files, database, MADE + timedelta(days=40))
    assert ordered_on(files.live_database) == "2026-12-07"
    assert ordered_on(database) == "2026-10-28"
    assert story_anchor(tmp_path, datetime(2030, 1, 1, tzinfo=UTC)) == MADE + timedelta(days=40)


def test_copy_ages_within_a_week_and_is_moved_after_it(database: Path, tmp_path: Path) -> None:
    files = ErpFiles.of(tmp_path)
    renew_live(files, database, MADE)
    renew_live(files, database, MADE + timedelta(days=6))
    assert ordered_on(files.live_database) == "2026-10-28"
    renew_live(files, database, MADE + timedelta(days=10))
    assert ordered_on(files.live_database) == "2026-11-07"


def test_copy_of_another_recipe_is_replaced(database: Path, tmp_path: Path) -> None:
    files = ErpFiles.of(tmp_path)
    renew_live(files, database, MADE)
    Stamp("newer", MADE).write(database)
    assert renew_live(files, database, MADE).key == "newer"


def test_broken_stamp_counts_as_no_database(database: Path) -> None:
    database.with_suffix(".json").write_text("{", encoding="utf-8")
    assert Stamp.read(database) is None


def test_recipe_depends_on_its_ingredients_alone() -> None:
    assert recipe_key() == recipe_key()


def test_the_shop_has_its_own_day() -> None:
    assert company_day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)
