"""Where the demo's ERP lives on disk, by whom it is read, and from what it was made."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.export import to_json
from contact_center.kernel.errors import ContactCenterError

DATABASE = "kiln"
READER = "contact_center"
"""The Tryton user by which the product reads: sales, stock and accounting, no administration."""
READER_PASSWORD = "kiln-reads-the-facts"  # noqa: S105 - of a demo on loopback, printed in its documentation
DEFAULT_PORT = 8602

_ROOT = Path(__file__).resolve().parents[4]
_LOCK = _ROOT / "requirements" / "erp.txt"
SEED_SCRIPTS = Path(__file__).resolve().parents[1] / "erp_seed"
MODULE = _ROOT / "tryton"
"""Tryton's module of ours, beside the product: it has a licence of its own."""
_INSTALLED = "trytond_contact_center-0.dist-info"
_ANY_DAY = date(2026, 1, 1)


class ErpNotInstalled(ContactCenterError):
    """Tryton's environment is missing; `make demo` makes it, or CONTACT_CENTER_ERP_PYTHON names its Python."""


class ErpNotPrepared(ContactCenterError):
    """The demo's ERP could not be prepared; the log beside it says why."""


@dataclass(frozen=True, slots=True)
class ErpFiles:
    """All files of the ERP below the data directory."""

    folder: Path

    @classmethod
    def of(cls, data_dir: Path) -> ErpFiles:
        return cls(data_dir.resolve() / "erp")

    def prepared(self, key: str) -> Path:
        return self.folder / f"prepared-{key}.sqlite"

    @property
    def live(self) -> Path:
        """The folder of the copy that is served."""
        return self.folder / "live"

    @property
    def live_database(self) -> Path:
        return self.live / f"{DATABASE}.sqlite"

    @property
    def back_office(self) -> Path:
        """Where the company's contact centre is and by which key Tryton asks it; the demo's company writes it."""
        return self.folder.parent / "demo" / "back-office.json"

    @property
    def pid(self) -> Path:
        """Holds the process id of the running Tryton."""
        return self.live / "tryton.pid"


@dataclass(frozen=True, slots=True)
class BackOfficeAccess:
    """How Tryton reaches the contact centre."""

    url: str
    key: str

    def write(self, files: ErpFiles) -> None:
        files.back_office.parent.mkdir(parents=True, exist_ok=True)
        files.back_office.touch(mode=0o600)
        files.back_office.write_text(json.dumps({"url": self.url, "key": self.key}), encoding="utf-8")

    @classmethod
    def read(cls, files: ErpFiles) -> BackOfficeAccess | None:
        """None where nobody has said it."""
        try:
            found = json.loads(files.back_office.read_text(encoding="utf-8"))
            return cls(found["url"], found["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a database was made from, and the day its story counts from."""

    key: str
    anchor: date

    def write(self, database: Path) -> None:
        text = json.dumps({"key": self.key, "anchor": self.anchor.isoformat()})
        database.with_suffix(".json").write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, database: Path) -> Stamp | None:
        """None where there is no usable database."""
        try:
            found = json.loads(database.with_suffix(".json").read_text(encoding="utf-8"))
            stamp = cls(found["key"], date.fromisoformat(found["anchor"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return stamp if database.exists() else None


def erp_python() -> Path:
    """The Python of Tryton's own environment. Raises `ErpNotInstalled`."""
    default = _ROOT / ".venv-erp" / "bin" / "python"
    python = Path(os.environ.get("CONTACT_CENTER_ERP_PYTHON", default))
    if not python.exists():
        raise ErpNotInstalled(python)
    return python


def erp_environment(folder: Path) -> dict[str, str]:
    """The environment in which Tryton finds our module, as if it had been installed; told by a file in `folder`."""
    told = folder / _INSTALLED
    told.mkdir(parents=True, exist_ok=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: trytond-contact-center\nVersion: 0\n", "utf-8")
    (told / "entry_points.txt").write_text("[trytond.modules]\ncontact_center = trytond_contact_center\n", "utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(MODULE)))}


def recipe_key() -> str:
    """Changes with Tryton's locked versions, the seed script and the story, and with nothing else: of our
    module with what makes tables and records.

    Raises `ErpNotInstalled`.
    """
    if not _LOCK.exists():
        raise ErpNotInstalled(_LOCK)
    digest = hashlib.sha256()
    made = ("tryton.cfg", "proposal.py", "party.py", "party.xml")
    tables = [MODULE / "trytond_contact_center" / name for name in made]
    for path in (_LOCK, SEED_SCRIPTS / "seed.py", SEED_SCRIPTS / "after_sales.py", *tables):
        digest.update(path.read_bytes())
    digest.update(to_json(build_story(_ANY_DAY)).encode())
    return digest.hexdigest()[:12]


def company_day(now: datetime) -> date:
    """Today in the shop's own time zone, as its ERP counts it."""
    return now.astimezone(ZoneInfo("Asia/Taipei")).date()


def story_anchor(data_dir: Path, now: datetime) -> date:
    """The day from which the running ERP's story counts; today before its first start."""
    stamp = Stamp.read(ErpFiles.of(data_dir).live_database)
    return stamp.anchor if stamp else company_day(now)
