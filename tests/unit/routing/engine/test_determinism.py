"""The same inputs give the same decisions, bit by bit, in any process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from routing.engine.decisions import ExpireOffer, NobodyEligible, Offer
from tests.unit.routing.engine.day import decisions, digest


def test_the_day_is_a_busy_one() -> None:
    made = decisions()
    assert {Offer, ExpireOffer, NobodyEligible} <= {type(decision) for decision in made}
    assert len(made) > 500


@pytest.mark.parametrize("hashes", ["1", "4242"])
def test_another_process_with_other_hashes_decides_alike(hashes: str) -> None:
    """Nothing may hang on the order of a set: Python hashes strings differently in each process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.routing.engine.day"],
        env={**os.environ, "PYTHONHASHSEED": hashes},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(decisions())
