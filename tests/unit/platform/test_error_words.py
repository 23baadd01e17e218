"""What of an error a person reads, and what only the log keeps."""

from __future__ import annotations

from uuid import UUID

from channels.voice.errors import NotWithYou
from contact_center.interactions.errors import IllegalTransition, MessageTooLong, NotYourWork
from contact_center.kernel.errors import ContactCenterError
from tests.told import ENGLISH


def _for_people(error: ContactCenterError) -> str:
    return ENGLISH.error_line(error)


def test_no_id_and_no_word_of_our_own_is_in_a_message_and_each_is_in_the_log() -> None:
    work = UUID(int=7)
    assert str(work) not in _for_people(NotYourWork(work))
    assert str(work) in str(NotYourWork(work))
    step = IllegalTransition("segment connected → held")
    assert "segment" not in _for_people(step)
    assert "segment connected → held" in str(step)
    assert NotWithYou().detail is None


def test_what_helps_a_person_is_in_the_message() -> None:
    assert "12 of at most 10" in _for_people(MessageTooLong("12 of at most 10 characters", field="text"))
