"""Whom an announcement reaches, for how long it stands, and what a text may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contact_center.interactions.floor.domain import (
    LONGEST,
    LONGEST_REQUEST,
    LONGEST_TEXT,
    STANDS,
    announced_text,
    end_of,
    recipients,
    requested_text,
)
from contact_center.interactions.floor.errors import (
    AnnouncementEndTooFar,
    AnnouncementTooLong,
    HelpTextTooLong,
    NobodyToTell,
    NothingToAnnounce,
)
from contact_center.kernel.errors import Invalid

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SAM, MEI, WEI, GONE = (UUID(int=n) for n in range(1, 5))


def test_only_who_works_here_is_told_each_once_and_never_the_sender() -> None:
    assert recipients([MEI, SAM, MEI, GONE, WEI], [SAM, MEI, WEI], SAM) == [MEI, WEI]


@pytest.mark.parametrize("people", [[], [SAM], [GONE]])
def test_an_announcement_for_nobody_is_refused_by_its_field(people: list[UUID]) -> None:
    with pytest.raises(NobodyToTell) as refused:
        recipients(people, [SAM, MEI], SAM)
    assert refused.value.fields == {"field": "to"}


def test_it_stands_for_a_shift_unless_an_end_is_said() -> None:
    assert end_of(NOW, None) == NOW + STANDS
    assert end_of(NOW, NOW + LONGEST) == NOW + LONGEST
    for wrong in (NOW, NOW - timedelta(minutes=1), NOW + LONGEST + timedelta(seconds=1)):
        with pytest.raises(AnnouncementEndTooFar):
            end_of(NOW, wrong)


@pytest.mark.parametrize(
    ("text", "wrong"), [(" \n ", NothingToAnnounce), ("x" * (LONGEST_TEXT + 1), AnnouncementTooLong)]
)
def test_an_announcement_says_something_in_so_many_characters(text: str, wrong: type[Invalid]) -> None:
    with pytest.raises(wrong):
        announced_text(text)
    assert announced_text("  Line one\nline two ") == "Line one\nline two"


def test_a_hand_may_be_raised_without_a_word() -> None:
    assert requested_text(" \n") == ""
    assert requested_text("refund\n above  my limit") == "refund above my limit"
    with pytest.raises(HelpTextTooLong):
        requested_text("x" * (LONGEST_REQUEST + 1))
