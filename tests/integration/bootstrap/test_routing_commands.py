"""The routing policy from the command line."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner, Result

from contact_center.bootstrap import cli_routing
from tests.servers import Database

TENANT = "01a20000-0000-7000-8000-000000000001"


@pytest.fixture
def shell(database: Database, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    settings = {
        "DATABASE_URL": database.app,
        "DATABASE_SYSTEM_URL": database.system,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(tmp_path),
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"CONTACT_CENTER_{name}", value)
    with psycopg.connect(database.system) as connection:
        connection.execute(
            "insert into core.tenant (tenant_id, slug, name, locale, time_zone, created_at) "
            "values (%s, 'kiln', 'Kiln & Co', 'en', 'UTC', now())", [TENANT],
        )  # fmt: skip
        connection.execute("insert into core.event_head (tenant_id) values (%s)", [TENANT])
    return Shell()


class Shell:
    def __init__(self) -> None:
        self._app = typer.Typer()
        cli_routing.register(self._app)

        @self._app.callback()
        def only() -> None: ...

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(self._app, ["routing", *words, "--tenant", "kiln"])


FIRST = "queues:\n  - name: Service\n    priority: 5\n"


def test_a_policy_goes_out_in_and_back(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "routing.yaml"
    file.write_text(FIRST)
    assert shell("import", str(file), "--note", "the beginning").stdout == "Version 1 is followed now.\n"
    text = shell("export").stdout
    file.write_text(text.replace("priority: 5", "priority: high"))
    refused = shell("import", str(file))
    assert refused.exit_code == 1
    assert "queues[Service].priority (line " in refused.stderr
    file.write_text(text.replace("priority: 5", "priority: 7"))
    assert shell("import", str(file)).stdout == "Version 2 is followed now.\n"
    assert shell("changes", "1").stdout == "queues[Service].priority: 5 → 7\n"
    assert "the beginning" in shell("versions").stdout.splitlines()[1]
    assert shell("rollback", "1").stdout.startswith("Version 3 is followed now")
    assert shell("export").stdout == text


def test_a_draft_waits_for_its_publication(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "routing.yaml"
    file.write_text(FIRST + "    calendar: office\n")
    kept = shell("import", str(file), "--draft").stdout
    assert "queues[Service].calendar" in kept
    assert shell("publish").exit_code == 1
    file.write_text(FIRST)
    shell("import", str(file), "--draft")
    assert shell("publish", "--note", "go").stdout == "Version 1 is followed now.\n"
