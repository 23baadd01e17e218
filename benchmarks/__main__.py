"""`python -m benchmarks [NAME …] [--save]`: runs benchmarks; `--save` keeps the results and renews their page.

Ratios count: absolute figures of one machine do not travel to another.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("cost", "failover", "intake", "push", "routing", "routing_service", "simulation")
RESULTS = HERE / "results.jsonl"
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
HEAD = """# Performance

Generated from `benchmarks/results.jsonl` by `make bench SAVE=1`; do not edit. Each figure stands beside a
floor that was measured in the same run, because machines differ and this one was shared: read the
ratios, not the absolute figures.

| Benchmark | Value | Unit | Floor | Ratio | Note |
|---|---:|---|---:|---:|---|
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
    """Replaces the results of the benchmarks that ran and writes the page anew."""
    kept = [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    rows = [row for row in kept if row["benchmark"] not in fresh]
    rows += [{"benchmark": name, **json.loads(line)} for name, lines in fresh.items() for line in lines]
    rows.sort(key=lambda row: NAMES.index(row["benchmark"]))
    RESULTS.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(HEAD + "".join(_row(row) for row in rows))


def _row(row: dict[str, object]) -> str:
    cells = [f"{row['benchmark']}: {row['name']}", row["value"], row["unit"], row["floor"], row["ratio"], row["note"]]
    return "| " + " | ".join("" if cell is None else str(cell) for cell in cells) + " |\n"


if __name__ == "__main__":
    sys.exit(main())
