"""All checks and all tests, each with its name and time.

    python tools/run_tests.py [--only NAMES] [--without NAMES]
    python tools/run_tests.py --fast [BASE]     # unit and contract tests, and what the changes since BASE concern

A failing check does not hide the others: all stages run. Checks that only read run beside the tests, which leave a
processor now and then, and are told after them. What fails while other tests share
the machine is run once more alone, and named at the end with what was wrong the first time: real processes, browsers
and sound need a processor in time, and a test that could not get one is a test to look at, not one to forget.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from contact_center.platform.embedded.child import bound_command

PR_SET_CHILD_SUBREAPER = 36
"""Of prctl(2)."""
LAST_WORDS = 20.0
"""Seconds that servers of a run have to end after it."""

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
WORKERS = min(5, len(os.sched_getaffinity(0)) + 1)
"""One more than there are processors: half the time a test waits for something real to happen."""
STAGES: dict[str, list[str]] = {
    "machine": [PYTHON, "tools/machine.py"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "types": [PYTHON, "-m", "mypy"],
    "layers": [PYTHON, "-m", "tools.layers"],
    "house": [PYTHON, "-m", "tools.house"],
    "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", "agent_ui", "channels", "contact_center"],
    "contracts": [PYTHON, "tools/fetch_twilio_openapi.py"],
    "tests": [PYTHON, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadgroup"],
}
BESIDE = ("format", "lint", "types", "layers", "house", "templates")
"""Stages that nothing depends on and that write nothing but their caches."""
FAST = [*STAGES["tests"], "-m", "not erp", "tests/unit", "tests/contract"]
"""Without the real Tryton, whose preparing alone takes a minute."""
ALONE = [PYTHON, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
"""Where pytest keeps the names of what failed."""
_ENDED: dict[int, int] = {}
"""How processes ended that nobody has asked for yet."""
LONGEST = 300
"""Characters of a reason."""


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
    code = ending_with_us(STAGES[name])
    if name != "tests":
        verdict = "ok" if code == 0 else "FAILED"
        print(f"--- {name}: {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
    return code == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="stages to run, with commas between them")
    parser.add_argument("--without", help="stages to leave out")
    parser.add_argument("--fast", nargs="?", const="main", metavar="BASE", help="only what is quick or was touched")
    options = parser.parse_args()
    adopt_orphans()
    if options.fast:
        run("contracts")
        return 0 if run_pytest([*FAST, *touched(options.fast)], again=False) else 1
    stages = chosen(options)
    beside = [name for name in stages if name in BESIDE and "tests" in stages]
    failed = [name for name in stages if name not in ("tests", *beside) and not run(name)]
    if failed:
        print(f"--- failed: {', '.join(failed)}", flush=True)
    if "tests" not in stages:
        return 1 if failed else 0
    with tempfile.TemporaryFile("w+") as told:
        checks = begin([PYTHON, __file__, "--only", ",".join(beside)], told) if beside else None
        passed = run_pytest(STAGES["tests"], again=True)
        correct = checks is None or ended(checks) == 0
        told.seek(0)
        sys.stdout.write(told.read())
        sys.stdout.flush()
    return 0 if passed and correct and not failed else 1


def touched(base: str) -> list[str]:
    command = [PYTHON, "-m", "tools.touched", base]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def run_pytest(command: list[str], *, again: bool) -> bool:
    """True when everything passed, if need be alone."""
    with tempfile.TemporaryDirectory(prefix="contact-center-tests-") as folder:
        first, second = Path(folder, "together.xml"), Path(folder, "alone.xml")
        began = time.monotonic()
        code = ending_with_us([*command, f"--junitxml={first}"])
        took = time.monotonic() - began
        wait_for_orphans()
        print_levels(first, took, processors())
        if code == 0 or not again:
            return code == 0
        print("--- tests failed beside others; once more, alone", flush=True)
        known_without_groups(LAST_FAILED)
        alone = ending_with_us([*ALONE, f"--junitxml={second}"])
        ran, still = {title(case) for case in cases(second)}, failures(second)
        verdicts = {name: verdict(name, ran, still) for name in failures(first)}
        for name, why in failures(first).items():
            print(f"--- {name}: {verdicts[name]}\n      first: {why}", flush=True)
        return alone == 0 and second.exists() and all(one == PASSED_ALONE for one in verdicts.values())


PASSED_ALONE = "passed alone; look at why it needed the machine for itself"


def verdict(name: str, ran: set[str], still: Container[str]) -> str:
    """Of a test that failed beside others: one that was not run again has not passed."""
    if name not in ran:
        return "was not run again"
    return "failed again" if name in still else PASSED_ALONE


def known_without_groups(last_failed: Path) -> None:
    """xdist writes a test's group into its name, under which a run without workers knows no test."""
    if last_failed.exists():
        names = json.loads(last_failed.read_text(encoding="utf-8"))
        last_failed.write_text(json.dumps({without_group(name): failed for name, failed in names.items()}))


def without_group(name: str) -> str:
    """`test_a[x@y]` of `test_a[x@y]@group`."""
    path, bracket, rest = name.rpartition("]")
    return path + bracket + rest.partition("@")[0]


def ending_with_us(command: list[str]) -> int:
    """Runs it to its end; when this program is killed, the command and all that it has started end, too."""
    process = begin(command)
    try:
        return ended(process)
    except BaseException:
        process.kill()
        raise


def begin(command: list[str], told: IO[str] | None = None) -> subprocess.Popen[bytes]:
    bound = bound_command(command, death_signal=signal.SIGTERM)
    process = subprocess.Popen(bound, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=told, stderr=told)
    _ENDED.pop(process.pid, None)  # of somebody who had this number before
    return process


def ended(process: subprocess.Popen[bytes]) -> int:
    """How it ended, once it has. Whoever else ends meanwhile is remembered, as each is told but once."""
    while process.pid not in _ENDED:
        pid, status = os.waitpid(-1, 0)
        _ENDED[pid] = os.waitstatus_to_exitcode(status)
    process.returncode = _ENDED.pop(process.pid)
    return process.returncode


def adopt_orphans() -> None:
    """What outlives whoever started it becomes a child of ours: a database server, the helpers of a browser. A third of
    the time of processors is theirs, and who is nobody's child is counted nowhere.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    give_up = time.monotonic() + LAST_WORDS
    with suppress(ChildProcessError):
        while time.monotonic() < give_up:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                _ENDED[pid] = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(0.05)


def cases(report: Path) -> list[ElementTree.Element]:
    """The tests that a run reported; none where it broke off before it could."""
    if not report.exists():
        return []
    return list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by our own run


def title(case: ElementTree.Element) -> str:
    return without_group(f"{case.get('classname')}::{case.get('name')}")


def failures(report: Path) -> dict[str, str]:
    """What failed, with the first line of what was wrong."""
    found = {}
    for case in cases(report):
        for kind in ("failure", "error"):
            for problem in case.iter(kind):
                why = (problem.get("message") or problem.text or kind).strip().splitlines()
                found[title(case)] = why[0][:LONGEST] if why else kind
    return found


def processors() -> float:
    """Seconds of a processor that all we have started and that has ended took: what a busy machine hardly changes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def print_levels(report: Path, took: float, used: float) -> None:
    """Where the time went: each level of tests, and the tests that took longest."""
    spent: dict[str, float] = defaultdict(float)
    longest = []
    for case in cases(report):
        seconds = float(case.get("time") or 0)
        where = (case.get("classname") or "").split(".")
        spent[".".join(where[:2])] += seconds
        longest.append((seconds, title(case)))
    print(f"--- tests: {took:.0f} s on {WORKERS} workers, {used:.0f} s of processors; seconds of a worker, by level:")
    for level, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"      {seconds:7.0f}  {level}")
    print("--- the longest:")
    for seconds, name in sorted(longest, reverse=True)[:20]:
        print(f"      {seconds:7.1f}  {name}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
