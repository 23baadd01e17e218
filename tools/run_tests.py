"""All checks and all tests, one stage after the other, each with its name and time.

    python tools/run_tests.py [--only NAMES] [--without NAMES]

A failing check does not hide the others: all stages run, and the tests come last, so that their own
summary is the last line.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
WORKERS = min(5, len(os.sched_getaffinity(0)) + 1)
"""One more than there are processors: half the time a test waits for something real to happen."""
STAGES: dict[str, list[str]] = {
    "machine": [PYTHON, "tools/machine.py"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "types": [PYTHON, "-m", "mypy"],
    "layers": [str(Path(PYTHON).with_name("lint-imports")), "--no-cache"],
    "house": [PYTHON, "-m", "tools.house"],
    "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", "agent_ui", "channels", "contact_center"],
    "contracts": [PYTHON, "tools/fetch_twilio_openapi.py"],
    "tests": [PYTHON, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadgroup"],
}
ALONE = [PYTHON, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
"""What failed while other tests shared the machine is run once more by itself: real processes, browsers and
sound need a processor in time. A defect fails again; what passes only now is named above the summary."""


def chosen(options: argparse.Namespace) -> list[str]:
    only = options.only.split(",") if options.only else list(STAGES)
    without = options.without.split(",") if options.without else []
    unknown = [name for name in [*only, *without] if name not in STAGES]
    if unknown:
        raise SystemExit(f"unknown stage {', '.join(unknown)}; there are {', '.join(STAGES)}")
    return [name for name in STAGES if name in only and name not in without]


def run(name: str) -> bool:
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(STAGES[name], cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode
    if name != "tests":
        verdict = "ok" if code == 0 else "FAILED"
        print(f"--- {name}: {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
    return code == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="stages to run, with commas between them")
    parser.add_argument("--without", help="stages to leave out")
    stages = chosen(parser.parse_args())
    failed = [name for name in stages if name != "tests" and not run(name)]
    if failed:
        print(f"--- failed: {', '.join(failed)}", flush=True)
    passed = test() if "tests" in stages else True
    return 0 if passed and not failed else 1


def test() -> bool:
    if run("tests"):
        return True
    print("--- tests failed beside others; once more, alone (those that pass now need a look, too)", flush=True)
    return subprocess.run(ALONE, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
