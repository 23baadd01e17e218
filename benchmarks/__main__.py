"""`python -m benchmarks [NAME …] [--save]`: runs benchmarks; `--save` keeps the results and renews their page.
A baseline stays as it was measured.

Ratios count: absolute figures of one machine do not travel to another.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]
HERE = Path(__file__).parent
NAMES = (
    "articles",
    "cases",
    "cost",
    "customer_import",
    "customer_list",
    "erp",
    "failover",
    "input_delay",
    "intake",
    "long_thread",
    "push",
    "reports",
    "routing",
    "routing_service",
    "search",
    "simulation",
    "work_list",
)
RESULTS = HERE / "results.jsonl"
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
HEAD = """# Performance

Generated from `benchmarks/results.jsonl` by `make bench SAVE=1`; do not edit. Each figure stands beside a
floor that was measured in the same run, because machines differ and this one was shared: read the
ratios, not the absolute figures. `At` is the commit whose code was measured; `+` after it: with changes that were not
committed. A row that is older than what it measures says how things were then.

What is marked *baseline* is a point of comparison that no later run replaces: `Of it` says what a later ratio is in
hundredths of the one there.

| Benchmark | Value | Unit | Floor | Ratio | Of it | At | Note |
|---|---:|---|---:|---:|---:|---|---|
"""


def main() -> int:
    arguments = [argument for argument in sys.argv[1:] if argument != "--save"]
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}\n")
        return 2
    lines: dict[str, list[str]] = {}
    for name in arguments or NAMES:
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], capture_output=True, text=True, check=False)
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        if done.returncode:
            return done.returncode
        lines[name] = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if "--save" in sys.argv:
        save(lines)
    return 0


def save(fresh: dict[str, list[str]]) -> None:
    """Replaces the results of the benchmarks that ran, but no baseline, and writes the page anew."""
    kept = [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    measured = [{"benchmark": name, **json.loads(line)} for name, lines in fresh.items() for line in lines]
    rows = together(kept, measured, commit())
    RESULTS.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(rows))


def together(kept: Sequence[Row], measured: Sequence[Row], at: str) -> list[Row]:
    """What is kept of the earlier rows, and the fresh ones with the commit they were measured at."""
    ran = {row["benchmark"] for row in measured}
    rows = [row for row in kept if row.get("baseline") or row["benchmark"] not in ran]
    rows += [{**row, "commit": at} for row in measured]
    return sorted(rows, key=lambda row: NAMES.index(str(row["benchmark"])))


def commit() -> str:
    """The commit of the code that runs, with `+` where it is not as it was committed."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def page(rows: Sequence[Row]) -> str:
    before = {(row["benchmark"], row["name"]): row for row in rows if row.get("baseline")}
    return HEAD + "".join(_row(row, before.get((row["benchmark"], row["name"]))) for row in rows)


def _row(row: Row, baseline: Row | None) -> str:
    mark = " (*baseline*)" if row.get("baseline") else ""
    cells = [f"{row['benchmark']}: {row['name']}{mark}", row["value"], row["unit"], row["floor"], row["ratio"],
             _of(row, baseline), row.get("commit"), row["note"]]  # fmt: skip
    return "| " + " | ".join("" if cell is None else str(cell) for cell in cells) + " |\n"


def _of(row: Row, baseline: Row | None) -> str | None:
    """Of ratios, as the machine may be another; of values where there is no floor."""
    if baseline is None or row is baseline:
        return None
    measure = "ratio" if row["ratio"] and baseline["ratio"] else "value"
    return f"{100 * float(str(row[measure])) / float(str(baseline[measure])):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
