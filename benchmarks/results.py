"""One language for all benchmarks (D28): a JSON object a line, each beside a floor of the same run."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` is value / floor; `floor` was measured in the same run, on the same machine, by the same clock."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.floor, 3) if self.floor else None

    def line(self) -> str:
        return json.dumps({**asdict(self), "ratio": self.ratio}, ensure_ascii=False)


def report(result: Result) -> None:
    sys.stdout.write(result.line() + "\n")
    sys.stdout.flush()
