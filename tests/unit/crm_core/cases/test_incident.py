"""Where a known incident fits."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from crm_core.cases.incident import Incident, IncidentPicture, matches

KNOWN = Incident(
    UUID(int=1), 1180, "Carriers", ["rattle", "異音", "x"], ["Kiln G1"], ["2609-B"], "", {}, False, None,
    datetime(2026, 11, 24, tzinfo=UTC), None, 0, 0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("picture", "fits"),
    [
        (IncidentPicture("It RATTLES so"), True),
        (IncidentPicture("磨豆機有異音"), True),
        (IncidentPicture("a box"), False),
        (IncidentPicture(lots=["2609-b"]), True),
        (IncidentPicture(products=["kiln g1"]), True),
        (IncidentPicture("", ["Kiln M2"], ["2608-A"]), False),
    ],
)
def test_a_word_a_product_or_a_lot_is_enough_and_a_single_letter_is_no_word(
    picture: IncidentPicture, fits: bool
) -> None:
    assert matches(KNOWN, picture) is fits
