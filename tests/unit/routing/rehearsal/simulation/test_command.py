"""`contact-center simulate` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from contact_center.bootstrap import cli_rehearsing
from contact_center.kernel.errors import ContactCenterError
from tests.told import refused
from tests.unit.routing.rehearsal.simulation.test_day import SHOP

ONE = ["--calls", "20", "--interval", "1800", "--aht", "180", "--target", "20", "--hours", "20"]


def run(*arguments: str) -> str:
    app = typer.Typer()
    cli_rehearsing.register(app)
    done = CliRunner().invoke(app, ["simulate", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def as_json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json"))
    return found


def test_one_queue_prints_five_figures_each_with_its_interval() -> None:
    found = as_json(*ONE, "--agents", "4", "--seed", "1")
    for name in ("service_level", "mean_wait_s", "p_wait", "abandoned", "occupancy"):
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"]
    assert found["discipline"].startswith("first come, first served")
    assert "batch means" in found["method"]
    assert found["abandoned"]["value"] == 0


def test_the_same_seed_prints_the_same() -> None:
    arguments = (*ONE, "--agents", "3", "--patience", "120")
    assert as_json(*arguments, "--seed", "7") == as_json(*arguments, "--seed", "7")
    assert as_json(*arguments, "--seed", "7") != as_json(*arguments, "--seed", "8")


def test_agents_are_found() -> None:
    assert as_json(*ONE, "--find-agents", "--goal", "70")["agents"] == 4


def test_a_file_gives_the_day(tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(SHOP)
    found = as_json(str(file))
    assert [queue["name"] for queue in found["queues"]] == ["Orders", "Repairs"]
    text = run(str(file))
    assert "Orders: " in text
    assert "+02:30" in text
    planned = run(str(file), "--by-interval", "--group", "late", "--goal", "50")
    assert "09:30" in planned


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--calls, --aht, --target, --agents missing"),
        ([*ONE], "--agents missing"),
        ([*ONE, "--agents", "2"], "at least 3 agents"),
        ([*ONE, "--agents", "0"], "agents has to be more than 0"),
        ([*ONE, "--find-agents", "--goal", "100"], "between 0 and 100"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], said: str) -> None:
    with refused(ContactCenterError, match=said):
        run(*arguments)


def test_a_file_with_several_groups_asks_which(tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(SHOP)
    with pytest.raises(ContactCenterError, match="--group, one of early, late"):
        run(str(file), "--find-agents")
