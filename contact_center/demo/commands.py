"""The demo's commands: `demo`, `demo-reset`."""

from __future__ import annotations

import typer

from contact_center.platform.settings import Settings


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
