"""Conversations read as one, page by page: nothing is left out, nothing comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.interactions.errors import NotAThreadPlace
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.reading.pages import LATEST, ThreadPlace, merged, place_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def row(conversation: UUID, position: int, minute: int) -> MessageRow:
    return MessageRow(
        UUID(int=conversation.int * 1000 + position), conversation, None, position, "in", "customer", None, None,
        f"{conversation.int}.{position}", None, None, None, {}, NOW + timedelta(minutes=minute), None, None, None, None,
    )  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 20), max_size=9), min_size=1, max_size=3), st.integers(1, 4))
def test_all_pages_together_are_all_messages_each_conversation_in_its_order(
    minutes: list[list[int]], size: int
) -> None:
    """Also where a clock went back between two messages."""
    all_rows = {
        UUID(int=n + 1): [row(UUID(int=n + 1), at + 1, minute) for at, minute in enumerate(found)]
        for n, found in enumerate(minutes)
    }
    place: ThreadPlace | None = ThreadPlace(None, dict.fromkeys(all_rows, LATEST))
    seen: list[MessageRow] = []
    while place is not None:
        ends = place.positions
        streams = {
            id: [one for one in reversed(all_rows[id]) if one.position < end][: size + 1] for id, end in ends.items()
        }
        page = merged(streams, size)
        assert len(page.rows) == size or page.before is None
        seen = [*page.rows, *seen]
        place = place_in(page.before.text, NOW) if page.before else None
    assert sorted(one.text for one in seen) == sorted(one.text for rows in all_rows.values() for one in rows)
    for id, rows in all_rows.items():
        assert [one for one in seen if one.conversation_id == id] == rows


@pytest.mark.parametrize("text", ["", "5", "x-1", f"5-{UUID(int=1).hex}"])
def test_a_place_that_no_page_gave_is_refused(text: str) -> None:
    with pytest.raises(NotAThreadPlace):
        place_in(text, NOW)
