"""Checks the repository and names each place where a rule of the house is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from tools.house.channels import check_channel_names
from tools.house.code import check_code
from tools.house.finding import Finding
from tools.house.length import check_length
from tools.house.names import check_names, counts
from tools.house.pasting import check_pasting
from tools.house.sql import check_sql
from tools.house.text import check_lock, check_template
from tools.house.wording import check_wording

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("contact_center", "channels", "routing", "crm_core", "erp_link", "agent_ui")
LOCKS = ("pyproject.toml", "requirements/*.txt", "package-lock.json", ".npmrc")

Check = Callable[[PurePosixPath, str], list[Finding]]


def findings() -> list[Finding]:
    templates = [path for package in PACKAGES for path in (ROOT / package).rglob("*.html")]
    assets = [path for kind in ("js", "css") for path in (ROOT / "agent_ui" / "static").rglob(f"*.{kind}")]
    locks = [path for pattern in LOCKS for path in ROOT.glob(pattern)]
    code = product()
    checks = (check_code, check_sql, check_channel_names, check_pasting, check_wording, check_length)
    found: list[Finding] = []
    for path, source in code:  # file by file, so that each is parsed once
        found += [finding for check in checks for finding in check(path, source)]
    return [
        *found,
        *check_names((path, source) for path, source in code if counts(path)),
        *_each([*templates, *assets], check_length),
        *_each(templates, check_template),
        *_each(locks, check_lock),
    ]


def product() -> list[tuple[PurePosixPath, str]]:
    """Every module of the product and its demo, with its source."""
    code = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [(_path(file), file.read_text(encoding="utf-8")) for file in code]


def _each(files: Iterable[Path], check: Check) -> list[Finding]:
    return [finding for file in sorted(files) for finding in check(_path(file), file.read_text(encoding="utf-8"))]


def _path(file: Path) -> PurePosixPath:
    return PurePosixPath(file.relative_to(ROOT).as_posix())


def main() -> int:
    found = findings()
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
