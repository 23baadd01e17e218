"""Alembic's entry: migrations run as the database's owner, each in one transaction with a lock timeout."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text


def run() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '5s'"))
        connection.execute(text("create schema if not exists core"))
        connection.commit()
        context.configure(
            connection=connection,
            version_table_schema="core",
            version_table="migration",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
