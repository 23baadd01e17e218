"""Administrative commands find the database that runs beside them."""

from __future__ import annotations

from pathlib import Path

import psycopg

from contact_center.bootstrap.embedded import DATABASE, at_hand, servers
from contact_center.bootstrap.settings import Settings


def test_commands_reach_the_servers_of_their_data_folder_while_these_run(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    postgres, _ = servers(settings)
    assert at_hand(settings) is settings
    postgres.start()
    try:
        postgres.create_database(DATABASE)
        found = at_hand(settings)
        with psycopg.connect(found.database_url) as connection:
            assert connection.execute("select current_user").fetchone() == ("cc_app",)
        assert found.redis_url.startswith("unix://")
        assert found.secret_key == at_hand(settings).secret_key != ""
        named = settings.model_copy(update={"database_url": "postgresql://elsewhere/x"})
        assert at_hand(named) is named
    finally:
        postgres.stop()
    assert at_hand(settings) is settings
