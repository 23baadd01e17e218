"""What the closing report says about tests that needed a second run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import ROOT
from tools import run_tests

REPORT = """<testsuites><testsuite>
<testcase classname="tests.unit.a.test_x" name="test_good" time="0.5"/>
<testcase classname="tests.journeys.test_y" name="test_slow" time="12">
<failure message="TimeoutError: no sound&#10;at">
tests/journeys/test_y.py:1</failure></testcase>
<testcase classname="tests.unit.a.test_x" name="test_made" time="1"><error message="">fixture broke
and more</error></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.xml"
    file.write_text(REPORT)
    return file


def test_what_failed_is_named_with_the_first_line_of_the_reason(report: Path) -> None:
    assert run_tests.failures(report) == {
        "tests.journeys.test_y::test_slow": "TimeoutError: no sound",
        "tests.unit.a.test_x::test_made": "fixture broke",
    }


def test_a_test_is_known_by_its_name_whatever_group_it_was_run_in(tmp_path: Path) -> None:
    known = tmp_path / "lastfailed"
    run_tests.known_without_groups(known)
    known.write_text('{"a.py::test_a[x@y]@tests/a.py": true, "a.py::test_b@journeys": true, "a.py::test_c[x@y]": true}')
    run_tests.known_without_groups(known)
    assert list(json.loads(known.read_text())) == ["a.py::test_a[x@y]", "a.py::test_b", "a.py::test_c[x@y]"]


def test_what_was_not_run_again_has_not_passed() -> None:
    assert run_tests.verdict("a", {"a"}, {}) == run_tests.PASSED_ALONE
    assert run_tests.verdict("a", {"a"}, {"a": "why"}) == "failed again"
    assert run_tests.verdict("a", {"b"}, {}) == "was not run again"


def test_a_run_that_broke_off_before_its_report_names_nothing(tmp_path: Path) -> None:
    assert run_tests.failures(tmp_path / "none.xml") == {}


def test_the_time_is_told_by_level_and_the_longest_come_first(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_tests.print_levels(report, 30, 42)
    lines = capsys.readouterr().out.splitlines()
    assert "30 s on" in lines[0]
    assert "42 s of processors" in lines[0]
    assert [line.split() for line in lines[1:3]] == [["12", "tests.journeys"], ["2", "tests.unit"]]
    assert lines[4].split() == ["12.0", "tests.journeys.test_y::test_slow"]


STAGE = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
RUNNER = f"""import sys
from tools.run_tests import ending_with_us
ending_with_us([sys.executable, "-c", {STAGE!r}])
"""


def test_a_killed_run_leaves_no_stage_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", RUNNER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout
        stage = Path("/proc", runner.stdout.readline().strip())
        assert stage.exists()
        runner.kill()
    give_up = time.monotonic() + 60
    while stage.exists():
        assert time.monotonic() < give_up, "the stage outlived the run"
        time.sleep(0.02)


ORPHAN = "sum(range(10**7))"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {ORPHAN!r}]); sys.exit(3)"
COUNTING = f"""import sys
from tools import run_tests
run_tests.adopt_orphans()
code = run_tests.ending_with_us([sys.executable, "-c", {PARENT!r}])
before = run_tests.processors()
run_tests.wait_for_orphans()
print(code, run_tests.processors() > before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nobody else adopts orphans")
def test_what_outlives_its_parent_counts_with_the_run() -> None:
    told = subprocess.run([sys.executable, "-c", COUNTING], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["3", "True"]


BESIDE = """import sys
from tools import run_tests
beside = run_tests.begin([sys.executable, "-c", "raise SystemExit(4)"])
code = run_tests.ending_with_us([sys.executable, "-c", "raise SystemExit(3)"])
run_tests.wait_for_orphans()
print(code, run_tests.ended(beside))
"""


def test_what_runs_beside_is_asked_how_it_ended_whenever_it_did() -> None:
    told = subprocess.run([sys.executable, "-c", BESIDE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["3", "4"]
