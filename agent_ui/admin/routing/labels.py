"""What the routing policy calls its parts, and how people call them."""

from __future__ import annotations

from collections.abc import Iterable

from agent_ui.admin.routing.form import Option
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.labels import channel_codes
from agent_ui.words.languages import LANGUAGES, Words
from contact_center.kernel.by_channel import REST
from contact_center.kernel.contracts.interactions import WrapMode
from routing.engine.model import Scoring, Selection
from routing.flow.model import Then, Weekday, When

EVERY = REST
"""Of channels and languages: every one that is not named."""


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
        Selection.LONGEST_IDLE.value: words.gettext("longest idle agent"),
        Selection.MOST_PROFICIENT.value: words.gettext("most proficient agent"),
        Selection.LEAST_OCCUPIED.value: words.gettext("least occupied agent"),
        Selection.ROUND_ROBIN.value: words.gettext("round robin"),
    }


def scorings(words: Words) -> dict[str, str]:
    return {
        Scoring.MINUTES_AND_PRIORITY.value: words.gettext("minutes waited plus priority points"),
        Scoring.PRIORITY_ONLY.value: words.gettext("priority points only, then oldest first"),
    }


def wrap_modes(words: Words) -> dict[str, str]:
    return {
        WrapMode.NONE.value: words.gettext("none"),
        WrapMode.OPTIONAL.value: words.gettext("optional, the agent decides"),
        WrapMode.MANDATORY.value: words.gettext("until a code is chosen"),
        WrapMode.TIMED.value: words.gettext("for a fixed time"),
    }


def whens(words: Words) -> dict[str, str]:
    return {
        When.WAITED.value: words.gettext("time waited, seconds"),
        When.WAITING.value: words.gettext("interactions waiting in the queue"),
        When.EXPECTED.value: words.gettext("expected wait, seconds"),
        When.CLOSED.value: words.gettext("the queue is closed"),
        When.NOBODY.value: words.gettext("no signed-in agent can take it"),
    }


def thens(words: Words) -> dict[str, str]:
    return {
        Then.QUEUE.value: words.gettext("move it to a queue"),
        Then.GROUP.value: words.gettext("also offer it to another queue's agents"),
        Then.MESSAGE.value: words.gettext("write to the customer"),
        Then.CALLBACK.value: words.gettext("offer to call back"),
        Then.VOICEMAIL.value: words.gettext("ask callers for a voice message"),
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
