"""What is kept of benchmarks when they run again, and what their page says of it."""

from __future__ import annotations

from typing import Any

from benchmarks.__main__ import PAGE, RESULTS, json, page, together


def row(benchmark: str, name: str, value: float, **more: Any) -> dict[str, Any]:
    return {"benchmark": benchmark, "name": name, "value": value, "unit": "ms", "floor": 2.0, "note": "",
            "ratio": value / 2, **more}  # fmt: skip


def test_a_later_run_replaces_its_rows_and_never_the_point_of_comparison() -> None:
    before = row("cost", "one SMS", 106, baseline=True, commit="aaaaaaa")
    kept = [before, row("cost", "one SMS", 80, commit="bbbbbbb"), row("push", "to screen", 83, commit="aaaaaaa")]
    rows = together(kept, [row("cost", "one SMS", 53)], "ccccccc")
    assert [(one["benchmark"], one["value"], one["commit"]) for one in rows] == [
        ("cost", 106, "aaaaaaa"),
        ("cost", 53, "ccccccc"),
        ("push", 83, "aaaaaaa"),
    ]


def test_the_page_says_at_which_commit_each_row_was_measured_and_what_part_of_the_baseline_it_is() -> None:
    rows = [row("cost", "one SMS", 106, baseline=True, commit="aaaaaaa"), row("cost", "one SMS", 53, commit="ccccccc+")]
    first, second = page(rows).splitlines()[-2:]
    assert first == "| cost: one SMS (*baseline*) | 106 | ms | 2.0 | 53.0 |  | aaaaaaa |  |"
    assert second == "| cost: one SMS | 53 | ms | 2.0 | 26.5 | 50 % | ccccccc+ |  |"


def test_the_page_is_that_of_the_results_and_every_row_has_its_commit() -> None:
    rows = [json.loads(line) for line in RESULTS.read_text().splitlines()]
    assert PAGE.read_text() == page(rows)
    assert all(one.get("commit") for one in rows)
    assert any(one.get("baseline") for one in rows if one["benchmark"] == "cost")
