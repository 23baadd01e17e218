"""Proofs have two lengths: a sample in every run, and the long form in `make prove`, which sets `PROVE=1`.

@pytest.mark.prove                 # has a long form: chosen by `make prove`
@hypothesis.settings(max_examples=examples(50, long=5000))

@pytest.mark.prove(only=True)      # has no sample: run by `make prove` alone
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

PROVING = os.environ.get("PROVE", "") not in ("", "0")


def examples(sample: int, *, long: int) -> int:
    """How many to try, or how long to go on."""
    return long if PROVING else sample


def some(all_of_them: Sequence[T], sample: int) -> list[T]:
    """About `sample` of them, evenly spread and always the same; all of them in the long form."""
    if PROVING or len(all_of_them) <= sample:
        return list(all_of_them)
    stride = len(all_of_them) / sample
    return [all_of_them[int(n * stride)] for n in range(sample)]
