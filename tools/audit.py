"""Known vulnerabilities of what the locks name, by pip-audit; without a network it says that nothing was checked.

    python -m tools.audit

Ends with 1 when there are some. What a finding does not concern is named in `ACCEPTED` with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
LOCKS = ("product", "demo", "dev", "erp", "uv", "node")
ACCEPTED: Mapping[str, str] = {}
"""Advisories by id, with why they do not concern us here."""


def command(lock: str) -> list[str]:
    uv = str(Path(sys.executable).with_name("uv"))
    auditor = ["run", "--quiet", "--no-project", "--isolated", "--with-requirements", str(REQUIREMENTS / "audit.txt")]
    what = ["pip-audit", "--requirement", str(REQUIREMENTS / f"{lock}.txt"), "--require-hashes", "--disable-pip"]
    return [uv, *auditor, *what, "--format", "json", "--progress-spinner", "off"]


def findings(report: str) -> list[str] | None:
    """A line for each, in the words of the report; None if this is no report: the audit itself failed."""
    try:
        return list(_lines(json.loads(report)))
    except (ValueError, KeyError, TypeError):
        return None


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    for package in report["dependencies"]:
        for known in package.get("vulns", ()):
            if not ACCEPTED.keys() & {known["id"], *known.get("aliases", ())}:
                mended = ", ".join(known.get("fix_versions", ())) or "no version yet"
                yield f"{package['name']} {package['version']}: {known['id']}, mended in {mended}"


def main() -> int:
    found: list[str] = []
    for lock in LOCKS:
        done = subprocess.run(command(lock), capture_output=True, text=True, check=False)
        seen = findings(done.stdout)
        if seen is None:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            print(f"known vulnerabilities were not looked up, as the advisories cannot be had: {last}", file=sys.stderr)
            return 0
        found += [line for line in seen if line not in found]
    for line in found:
        print(line, file=sys.stderr)
    print("no known vulnerability" if not found else f"{len(found)} known vulnerabilities: make lock UPGRADE=1")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
