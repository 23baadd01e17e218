"""Writes the declared tables of each package: what its migrations have made, as SQLAlchemy Core metadata.

    python -m tools.tables            writes `tables.py` beside each `personal.py`
    python -m tools.tables --check    fails if one is not what the migrations make

Statements that are composed at run time are composed over these (decision 0040). The registry of personal data says
which package owns a table. `tests/integration/bootstrap/test_tables.py` checks the same.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.types import TypeEngine

from contact_center.bootstrap.migrate import migrate, sqlalchemy_url
from contact_center.bootstrap.registry import OWNERS
from contact_center.platform.embedded import EmbeddedPostgres
from tools.house.length import LONGEST

ROOT = Path(__file__).resolve().parent.parent
HEAD = '''"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
{why}"""

from __future__ import annotations

'''
MANY = "Longer than 400 lines: one list of tables, in which nothing is decided.\n"


def written(owner_url: str) -> dict[Path, str]:
    """Each file and what it should hold, read from a database with all migrations."""
    engine = create_engine(sqlalchemy_url(owner_url))
    try:
        with engine.connect() as connection:
            return {_file(package): _module(connection, names) for package, names in owned().items()}
    finally:
        engine.dispose()


def owned() -> dict[str, tuple[str, ...]]:
    """The tables of each package, in order."""
    return {package: tuple(sorted(table.name for table in tables)) for package, tables in OWNERS.items()}


def _file(package: str) -> Path:
    return ROOT / package.replace(".", "/") / "tables.py"


def _module(connection: Connection, names: tuple[str, ...]) -> str:
    body = "\n".join("\n".join(_table(connection, *name.split("."))) for name in names)
    schemas = sorted({name.split(".")[0] for name in names})
    assert len(schemas) == 1, f"one package, one schema: {schemas}"
    used = sorted(name for name in _TYPES if f" {name}" in body or f"({name}" in body)
    imports = "from sqlalchemy import Column, MetaData, Table\n"
    imports += f"from sqlalchemy.dialects.postgresql import {', '.join(used)}\n\n"
    rest = imports + f'METADATA = MetaData(schema="{schemas[0]}")\n\n' + body + "\n"
    made = _formatted(HEAD.format(why="") + rest)
    return made if len(made.splitlines()) <= LONGEST else _formatted(HEAD.format(why=MANY) + rest)


def _formatted(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "tables.py", "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def _table(connection: Connection, schema: str, name: str) -> Iterator[str]:
    seen = inspect(connection)
    keys = seen.get_pk_constraint(name, schema=schema)["constrained_columns"]
    yield f'{name} = Table(\n    "{name}",\n    METADATA,'
    for column in seen.get_columns(name, schema=schema):
        yield f"    {_column(column, keys)},"
    yield ")\n"


def _column(column: ReflectedColumn, keys: list[str]) -> str:
    said = [f'"{column["name"]}"', _type(column["type"])]
    if column["name"] in keys:
        said.append("primary_key=True")
    elif not column["nullable"]:
        said.append("nullable=False")
    return f"Column({', '.join(said)})"


_TYPES = ("ARRAY", "BIGINT", "BOOLEAN", "BYTEA", "DATE", "DOUBLE_PRECISION", "INTEGER", "INTERVAL", "JSONB", "NUMERIC",
          "SMALLINT", "TEXT", "TIMESTAMP", "TSVECTOR", "UUID")  # fmt: skip


def _type(type: TypeEngine[object]) -> str:
    if isinstance(type, ARRAY):
        return f"ARRAY({_type(type.item_type)})"
    if isinstance(type, TIMESTAMP):
        return "TIMESTAMP(timezone=True)" if type.timezone else "TIMESTAMP"
    name = type.__class__.__name__.upper()
    assert name in _TYPES, f"tools/tables.py knows no {name} yet"
    return name


def _of_new_database() -> dict[Path, str]:
    with tempfile.TemporaryDirectory(prefix="contact-center-tables-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user where we are root
        server = EmbeddedPostgres(Path(folder) / "data", Path(folder) / "run", durable=False)
        server.start()
        try:
            server.create_database("tables")
            migrate(server.url("owner", "tables"))
            return written(server.url("owner", "tables"))
        finally:
            server.stop()


def differing(expected: Mapping[Path, str]) -> list[Path]:
    return [path for path, text in expected.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    expected = _of_new_database()
    wrong = differing(expected)
    if "--check" in sys.argv:
        for path in wrong:
            print(f"{path.relative_to(ROOT)} is not what the migrations make: run python -m tools.tables")
        return 1 if wrong else 0
    for path in wrong:
        path.write_text(expected[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
