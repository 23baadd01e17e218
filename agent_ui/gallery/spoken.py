"""A voice message that an agent answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from agent_ui.gallery import day, people, work
from agent_ui.gallery.people import sample_id
from agent_ui.gallery.work import minutes
from agent_ui.views import (
    ClockKind,
    ClockView,
    ComposerView,
    ConsoleView,
    EventIcon,
    EventView,
    MessageView,
    ThreadView,
    VoicemailState,
    VoicemailView,
)
from contact_center.kernel.ids import CallId, InteractionId, MessageId

VOICEMAIL = InteractionId(sample_id(601))
TASK = InteractionId(sample_id(604))


def console_voicemail(now: datetime) -> ConsoleView:
    return ConsoleView(work.work(now), _thread(now), people.claimed(now))


def console_task(now: datetime) -> ConsoleView:
    shown = ThreadView(
        TASK, "黃柏翰", "task", "Call, serial number of his E1",
        items=(EventView("took-2", now - minutes(1), "Mei accepted it after 0:12.", EventIcon.ROUTE),),
        task=day.panel(now), can_promise=True, can_transfer=True,
    )  # fmt: skip
    return ConsoleView(work.work(now), shown, replace(people.customer(now), tasks=day.lines(now)[:2]))


def _thread(now: datetime) -> ThreadView:
    length = timedelta(seconds=42)
    composer = ComposerView(
        VOICEMAIL,
        "voicemail",
        "key-3",
        due=ClockView(ClockKind.LEFT, now - minutes(18), now + minutes(222)),
        refusal="Answer a voice message by calling back; you can still leave a note for colleagues.",
    )
    return ThreadView(
        VOICEMAIL,
        "林佳穎",
        "voicemail",
        items=(
            MessageView(MessageId(sample_id(602)), now - minutes(18), "林佳穎", "Voice message, 0:42"),
            EventView("took-1", now - minutes(1), "Mei accepted it after 17:02.", EventIcon.ROUTE),
        ),
        composer=composer,
        can_park=False,
        voicemail=VoicemailView(CallId(sample_id(603)), length, VoicemailState.READY, ("+886911000001",)),
    )
