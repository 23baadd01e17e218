"""Bringing a database to the present schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def config(owner_url: str) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - a tenth of the start of every process; one of them migrates

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = sqlalchemy_url(owner_url)
    return made


def migrate(owner_url: str) -> None:
    """Runs every migration that has not run yet. `owner_url` is of the database's owner (`cc_owner`)."""
    from alembic import command  # noqa: PLC0415 - see `config`

    command.upgrade(config(owner_url), "head")


def sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
