"""What the routing policy calls its parts, and how people call them."""

from __future__ import annotations

from collections.abc import Iterable

from agent_ui.admin.routing.form import Option
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.labels import channel_codes
from agent_ui.words.languages import LANGUAGES, Words
from contact_center.kernel.contracts.interactions import WrapMode
from routing.engine.model import Scoring, Selection
from routing.flow.model import Then, Weekday, When

EVERY = "*"


def channels(words: Words, *named: Iterable[str]) -> tuple[str, ...]:
    """`*` first, then the channels of this installation, then others that somebody has named."""
    ours = channel_codes(words)
    others = sorted({name for names in named for name in names} - {EVERY, *ours})
    return (EVERY, *ours, *others)


def channel(words: Words, name: str) -> str:
    return words.gettext("All other channels") if name == EVERY else channel_name(words, name)


def options(labels: dict[str, str], nothing: str | None = None) -> tuple[Option, ...]:
    found = tuple(Option(value, label) for value, label in labels.items())
    return found if nothing is None else (Option("", nothing), *found)


def selections(words: Words) -> dict[str, str]:
    return {
        Selection.LONGEST_IDLE.value: words.gettext("idle for longest"),
        Selection.MOST_PROFICIENT.value: words.gettext("most proficient"),
        Selection.LEAST_OCCUPIED.value: words.gettext("least occupied"),
        Selection.ROUND_ROBIN.value: words.gettext("in turn"),
    }


def scorings(words: Words) -> dict[str, str]:
    return {
        Scoring.MINUTES_AND_PRIORITY.value: words.gettext("minutes waited plus priority points"),
        Scoring.PRIORITY_ONLY.value: words.gettext("priority points alone, then the oldest"),
    }


def wrap_modes(words: Words) -> dict[str, str]:
    return {
        WrapMode.NONE.value: words.gettext("none"),
        WrapMode.OPTIONAL.value: words.gettext("if the agent wants"),
        WrapMode.MANDATORY.value: words.gettext("until a code is chosen"),
        WrapMode.TIMED.value: words.gettext("for a fixed time"),
    }


def whens(words: Words) -> dict[str, str]:
    return {
        When.WAITED.value: words.gettext("has waited, seconds"),
        When.WAITING.value: words.gettext("so many wait in the queue"),
        When.EXPECTED.value: words.gettext("would wait, seconds"),
        When.CLOSED.value: words.gettext("the queue is closed"),
        When.NOBODY.value: words.gettext("nobody signed in could take it"),
    }


def thens(words: Words) -> dict[str, str]:
    return {
        Then.QUEUE.value: words.gettext("move it to a queue"),
        Then.GROUP.value: words.gettext("let another queue's agents take it too"),
        Then.MESSAGE.value: words.gettext("write to the customer"),
        Then.CALLBACK.value: words.gettext("offer to call back"),
        Then.VOICEMAIL.value: words.gettext("ask callers for a voice message"),
    }


def tiers(words: Words) -> dict[str, str]:
    return {
        "live": words.gettext("calls and chats"),
        "messaging": words.gettext("text messages"),
        "deferred": words.gettext("e-mails and voice messages"),
    }


def weekdays(words: Words) -> dict[str, str]:
    return {
        Weekday.MON.value: words.gettext("Monday"),
        Weekday.TUE.value: words.gettext("Tuesday"),
        Weekday.WED.value: words.gettext("Wednesday"),
        Weekday.THU.value: words.gettext("Thursday"),
        Weekday.FRI.value: words.gettext("Friday"),
        Weekday.SAT.value: words.gettext("Saturday"),
        Weekday.SUN.value: words.gettext("Sunday"),
    }


def language(words: Words, tag: str) -> str:
    return words.gettext("Any other language") if tag == EVERY else LANGUAGES.get(tag, tag)


def levels() -> dict[str, str]:
    """0 to 5, as a person has a skill or work asks for it."""
    return {str(n): str(n) for n in range(6)}
