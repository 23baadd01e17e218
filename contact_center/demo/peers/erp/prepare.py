"""Makes the prepared Tryton database once: modules (half a minute), then the story (about as long).

The file is kept under a key of what it was made from; a copy of it serves within two seconds.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.export import to_json
from contact_center.demo.peers.erp.layout import (
    DATABASE,
    READER_PASSWORD,
    SEED_SCRIPTS,
    BackOfficeAccess,
    ErpFiles,
    ErpNotPrepared,
    Stamp,
    erp_environment,
    erp_python,
    recipe_key,
)

MODULES = (
    "sale", "account_invoice", "account_invoice_stock", "stock_package_shipping", "stock_lot", "production", "purchase",
    "quality", "sale_complaint", "sale_price_list", "sale_product_customer", "account_credit_limit", "contact_center",
)  # fmt: skip

_CONFIG = """\
[database]
uri = sqlite://
path = {folder}

[cache]
record = 20000
field = 500

[session]
timeout = 86400
"""

Progress = Callable[[str], None]


def prepare(data_dir: Path, today: date, progress: Progress) -> Path:
    """The prepared database, made now where it does not exist for this recipe. Raises `ErpNotPrepared`."""
    files = ErpFiles.of(data_dir)
    files.folder.mkdir(parents=True, exist_ok=True)
    key = recipe_key()
    prepared = files.prepared(key)
    with _alone(files.folder):
        if Stamp.read(prepared) is None:
            _make(files.folder, prepared, Stamp(key, today), progress)
            _forget_others(files.folder, prepared)
    return prepared


def write_config(folder: Path, asks: BackOfficeAccess | None = None) -> Path:
    """Tryton's configuration for the databases in `folder`. `asks`: the contact centre that our module asks."""
    config = folder / "trytond.conf"
    config.touch(mode=0o600)
    section = f"\n[contact_center]\nurl = {asks.url}\nkey = {asks.key}\n" if asks is not None else ""
    config.write_text(_CONFIG.format(folder=folder) + section, encoding="utf-8")
    return config


def copy_database(source: Path, target: Path) -> None:
    """Copies a closed database; a half-made copy never stands at `target`."""
    unfinished = target.with_suffix(".copying")
    shutil.copyfile(source, unfinished)
    unfinished.replace(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Demo and tests may prepare at the same moment; the second waits and finds the file."""
    with (folder / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, prepared: Path, stamp: Stamp, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder) as made_in:
        work = Path(made_in)
        log = folder / "prepare.log"
        database = work / f"{DATABASE}.sqlite"
        progress("Tryton: creating its modules")
        _create(work, database, log)
        progress("Tryton: filling it with the story")
        _seed(work, stamp.anchor, log, progress)
        _close(database)
        copy_database(database, prepared)
    stamp.write(prepared)
    progress("Tryton: prepared")


def _create(work: Path, database: Path, log: Path) -> None:
    database.touch()  # trytond-admin refuses a database that does not exist
    secret = work / "admin-password"
    secret.write_text(READER_PASSWORD, encoding="utf-8")
    admin = str(erp_python().with_name("trytond-admin"))
    command = [admin, "-c", str(write_config(work)), "-d", DATABASE, "-u", *MODULES]
    command += ["--activate-dependencies", "--email", "admin@kiln.example"]
    with log.open("w") as out:
        done = subprocess.run(
            command, check=False, stdout=out, stderr=out, env={**erp_environment(work), "TRYTONPASSFILE": str(secret)}
        )
    if done.returncode:
        raise ErpNotPrepared(log)


def _seed(work: Path, anchor: date, log: Path, progress: Progress) -> None:
    story = work / "story.json"
    story.write_text(to_json(build_story(anchor)), encoding="utf-8")
    command = [str(erp_python()), "-O", str(SEED_SCRIPTS / "seed.py"), str(work / "trytond.conf")]
    with log.open("a") as errors:
        seeding = subprocess.Popen(
            [*command, DATABASE, str(story), READER_PASSWORD],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=erp_environment(work),
        )
        with seeding:
            assert seeding.stdout is not None
            for line in seeding.stdout:
                progress(f"Tryton: {line.strip()}")
    if seeding.returncode:
        raise ErpNotPrepared(log)


def _close(database: Path) -> None:
    """Folds the write-ahead log into the file, so that the file alone is the database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


def _forget_others(folder: Path, prepared: Path) -> None:
    for old in folder.glob("prepared-*"):
        if old.stem != prepared.stem:
            old.unlink()
