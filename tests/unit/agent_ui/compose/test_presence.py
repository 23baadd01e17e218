"""The presence menu of the reader's own page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from agent_ui.compose import presence
from agent_ui.words import labels
from agent_ui.words.languages import Words
from contact_center.interactions.presence.domain import PresenceRow
from tests.unit.agent_ui.conftest import NOW


def row(state: str, reason: str | None = None) -> PresenceRow:
    since = NOW - timedelta(minutes=5)
    return PresenceRow(uuid4(), state, reason, since, None, None, since, 0, None)


def test_who_is_signed_in_and_takes_no_work_is_not_called_signed_out(english: Words, chinese: Words) -> None:
    for kept in (None, row("offline")):
        assert labels.presence(english, presence.view(english, kept, [])) == "Takes no work"
        assert labels.presence(chinese, presence.view(chinese, kept, [])) == "不接工作"


def test_a_chosen_presence_is_called_by_its_name(english: Words) -> None:
    assert labels.presence(english, presence.view(english, row("available"), [])) == "Available"
    assert labels.presence(english, presence.view(english, row("away", "lunch"), [])) == "Lunch"
