"""The product's command line, with the commands of what stands beside it."""

from __future__ import annotations

import typer
from typer.testing import CliRunner

from contact_center.bootstrap.cli import DEMO, register_guest


def commands(module: str) -> str:
    app = typer.Typer()
    app.command("web")(lambda: None)
    app.command("worker")(lambda: None)
    register_guest(app, module)
    return CliRunner().invoke(app, ["--help"]).output


def test_the_demo_is_started_by_the_products_command_line() -> None:
    shown = commands(DEMO)
    assert all(name in shown for name in ("web", "demo", "demo-reset", "demo-pace"))


def test_without_the_demos_folder_the_product_keeps_its_commands() -> None:
    shown = commands("contact_center.not_installed.commands")
    assert "worker" in shown
    assert "demo" not in shown
