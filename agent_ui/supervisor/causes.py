"""Why a queue is behind, in a sentence, and the one press that helps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from agent_ui.supervisor.views import RemedyView
from agent_ui.words.languages import Words
from contact_center.measures.figures import Need, WaitCause, WaitCauseKind

HELPS_FOR: Final = timedelta(hours=1)
QUARTER: Final = timedelta(minutes=15)


def ends(now: datetime) -> datetime:
    """The first quarter of an hour that leaves an hour to help."""
    end = now + HELPS_FOR
    hour = end.replace(minute=0, second=0, microsecond=0)
    return hour - (hour - end) // QUARTER * QUARTER


def sentence(words: Words, cause: WaitCause) -> str:
    match cause.kind:
        case WaitCauseKind.NOBODY_HERE:
            return words.gettext("Nobody who serves it is signed in")
        case WaitCauseKind.ALL_ABSENT:
            return words.ngettext(
                "The only agent who serves it is away or does not respond",
                "None of the %(n)s agents who serve it is ready", cause.here,
            )  # fmt: skip
        case WaitCauseKind.NOBODY_FITS:
            return _misfit(words, cause)
        case WaitCauseKind.ALL_BUSY:
            return _busy(words, cause)


def _misfit(words: Words, cause: WaitCause) -> str:
    if cause.skills:
        skills = words.gettext(", ").join(
            f"{name} {least}" if least else name for name, least in sorted(cause.skills.items())
        )
        return words.ngettext(
            "%(n)s agent is free and lacks %(skills)s", "%(n)s agents are free and none has %(skills)s", cause.free,
            skills=skills,
        )  # fmt: skip
    return words.ngettext(
        "%(n)s agent is free and has no place left on this channel",
        "%(n)s agents are free and none has a place left on this channel", cause.free,
    )  # fmt: skip


def _busy(words: Words, cause: WaitCause) -> str:
    parts = [
        (cause.working, words.ngettext("%(n)s is working", "%(n)s are working", cause.working)),
        (cause.wrapping, words.ngettext("%(n)s is in wrap-up", "%(n)s are in wrap-up", cause.wrapping)),
        (cause.absent, words.ngettext("%(n)s is away", "%(n)s are away", cause.absent)),
    ]
    said = words.gettext(", ").join(text for n, text in parts if n)
    all_busy = words.ngettext(
        "The only agent who serves it is busy", "All %(n)s agents who serve it are busy", cause.here
    )
    return words.gettext("%(what)s (%(more)s)", what=all_busy, more=said) if said and cause.here > 1 else all_busy


def remedy(words: Words, one: Need) -> RemedyView | None:
    if one.cause is None or one.cause.helper is None or one.subject_id is None:
        return None
    helper = one.cause.helper
    until = words.when(ends(words.now))
    text = words.gettext("Let %(who)s serve %(queue)s until %(time)s", who=helper.name, queue=one.name, time=until)
    return RemedyView(helper.agent_id, one.subject_id, text)
