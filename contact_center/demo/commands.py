"""The demo's commands: `demo`, `demo-reset`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from contact_center.bootstrap.settings import Settings


def register(app: typer.Typer) -> None:
    @app.command()
    def demo() -> None:
        """Start everything on this machine: the product with a company that lives in it."""
        from contact_center.demo.launch import launch  # noqa: PLC0415 - loads every part of the demo

        launch(Settings(demo=True))

    @app.command("demo-reset")
    def demo_reset() -> None:
        """Delete the demo's data; the next start begins anew."""
        from contact_center.demo.launch import reset  # noqa: PLC0415

        reset(Settings(demo=True))

    @app.command("demo-pace")
    def demo_pace(
        contacts: Annotated[int, typer.Argument(help="Contacts of simulated customers per hour.", min=0, max=600)],
        colleagues: Annotated[bool, typer.Option(help="Whether the simulated agents are at work.")] = True,
    ) -> None:
        """Set how lively the running demo is; 0 with --no-colleagues leaves an empty product."""
        from contact_center.demo.life.pace import Pace, PaceFile  # noqa: PLC0415

        PaceFile(Settings(demo=True).data_dir).write(Pace(contacts_per_hour=contacts, colleagues=colleagues))
        sys.stdout.write(f"{contacts} contacts an hour, simulated agents {'at work' if colleagues else 'away'}.\n")
