"""A new installation is set up from the command line, as `docs/how-to/operate.md` says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests import forked
from tests.servers import Database


@pytest.fixture
def env(database: Database, redis_url: str, tmp_path: Path) -> dict[str, str]:
    settings = {
        "DATABASE_URL": database.app,
        "DATABASE_SYSTEM_URL": database.system,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(tmp_path),
        "PUBLIC_URL": "https://desk.example",
        "TWILIO_URL": "http://127.0.0.1:1",
    }
    return dict(os.environ) | {f"CONTACT_CENTER_{name}": value for name, value in settings.items()}


def command(env: dict[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return forked.command(*words, env=env, typed=typed)


def test_an_installation_is_set_up(env: dict[str, str]) -> None:
    assert command(env, "tenant", "add", "kiln", "Kiln & Co").returncode == 0
    assert command(env, "queue", "add", "Service", "--tenant", "kiln").returncode == 0
    for login, role in (("mei", "agent"), ("ada", "admin")):
        words = ("user", "add", login, login.title(), "--tenant", "kiln", "--role", role)
        added = command(env, *words, typed="right horse battery\n")
        assert added.returncode == 0, added.stderr
    again = command(env, "user", "add", "MEI", "Mei Two", "--tenant", "kiln", typed="right horse battery\n")
    assert "mei" in again.stderr.lower()
    people = command(env, "user", "list", "--tenant", "kiln").stdout
    assert [line.split()[:2] for line in people.splitlines()] == [["ada", "admin"], ["mei", "agent"]]
    number = command(
        env, "channel", "add", "sms", "Line", "+15005550006", "--tenant", "kiln", "--queue", "Service",
        "--setting", "account_sid=AC1", "--secret", "auth_token", typed="right horse\n",
    )  # fmt: skip
    assert number.returncode == 0, number.stderr
    assert "https://desk.example/webhooks/twilio/" in number.stdout
    assert "+15005550006" in command(env, "channel", "list", "--tenant", "kiln").stdout
    checked = command(env, "twilio", "check", "--tenant", "kiln")
    assert checked.returncode == 1, checked.stderr
    assert "WRONG Twilio cannot be asked" in checked.stdout
    assert "→ look at status.twilio.com" in checked.stdout
    erp = command(
        env, "erp", "connect", "https://erp.example", "kiln", "reader", "--tenant", "kiln", typed="right horse\n"
    )
    assert erp.returncode == 0, erp.stderr


def test_an_organisation_is_suspended_and_deleted_by_whoever_types_its_name(env: dict[str, str]) -> None:
    for slug in ("kiln", "other"):
        assert command(env, "tenant", "add", slug, slug.title()).returncode == 0
    early = command(env, "tenant", "delete", "kiln", typed="kiln\n")
    assert early.returncode == 1
    assert "suspend it first" in early.stderr
    assert command(env, "tenant", "suspend", "kiln", "--why", "left us").returncode == 0
    assert "left us" in command(env, "tenant", "list").stdout.splitlines()[0]
    mistyped = command(env, "tenant", "delete", "kiln", typed="other\n")
    assert mistyped.returncode == 1
    assert "Nothing was deleted" in mistyped.stdout
    gone = command(env, "tenant", "delete", "kiln", typed="kiln\n")
    assert gone.returncode == 0, gone.stderr
    assert [line.split()[0] for line in command(env, "tenant", "list").stdout.splitlines()] == ["other"]


def test_what_cannot_work_is_one_line_that_names_it(env: dict[str, str]) -> None:
    added = command(env, "tenant", "add", "kiln", "Kiln & Co")
    assert added.returncode == 0, added.stderr
    assert "No number of Twilio is connected" in command(env, "twilio", "check", "--tenant", "kiln").stderr
    refused = command(env, "channel", "add", "email", "Service", "not-an-address", "--tenant", "kiln")
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert "not-an-address" in line
    unknown = "01234567-89ab-7def-8123-456789abcdef"
    missing = command(env, "customer", "erase", unknown, "--tenant", "kiln", typed="y\n")
    assert missing.returncode == 1
    assert "contact-center:" in missing.stderr


def test_figures_are_checked_against_the_log_and_counted_anew(env: dict[str, str]) -> None:
    command(env, "tenant", "add", "kiln", "Kiln & Co")
    checked = command(env, "events", "check", "--tenant", "kiln")
    assert checked.returncode == 0, checked.stderr
    assert "measures: agrees with the log" in checked.stdout
    assert "measures is counted anew" in command(env, "events", "rebuild", "measures", "--tenant", "kiln").stdout
    refused = command(env, "events", "rebuild", "voice", "--tenant", "kiln")
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert "voice" in line
