from __future__ import annotations

import pytest

from contact_center.kernel.names import seen


@pytest.mark.parametrize("name", ["Mei", "陳怡君", "Ørsted & Søn", "3", "…", "☎"])
def test_a_name_that_shows(name: str) -> None:
    assert seen(name)


@pytest.mark.parametrize(
    "name", ["", " ", "\t", "\u00a0", "\u200b", "\u2060\u200d", "\u3000", "\u3164", "\u2800", "\ufeff", "A\nB"]
)
def test_a_name_that_shows_nothing_or_breaks_the_line(name: str) -> None:
    assert not seen(name)
