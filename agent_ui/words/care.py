"""Ratings in words: what a scale means, what was answered, what its figures say."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_ui.views.common import Tone
from agent_ui.words.languages import CHINESE, ENGLISH, Words, load_translations
from crm_core.care.domain import SCALES, RatingFigures, RatingKind, RatingVerdict, verdict

TONES = {RatingVerdict.BAD: Tone.LATE, RatingVerdict.MIDDLING: Tone.SOON, RatingVerdict.GOOD: Tone.GOOD}
MAIN = {RatingKind.CSAT: 5, RatingKind.CES: 7, RatingKind.NPS: 10}


def kind(words: Words, kind: RatingKind) -> str:
    return {
        RatingKind.CSAT: words.gettext("Satisfaction (CSAT), 1 to 5"),
        RatingKind.CES: words.gettext("Ease (CES), 1 to 7"),
        RatingKind.NPS: words.gettext("Recommendation (NPS), 0 to 10"),
    }[kind]


def short(kind: RatingKind) -> str:
    """As the field calls it everywhere."""
    return kind.value.upper()


def ends(words: Words, kind: RatingKind) -> tuple[str, str]:
    """What the lowest and the highest number mean."""
    return {
        RatingKind.CSAT: (words.gettext("Very dissatisfied"), words.gettext("Very satisfied")),
        RatingKind.CES: (words.gettext("Very difficult"), words.gettext("Very easy")),
        RatingKind.NPS: (words.gettext("Not at all likely"), words.gettext("Extremely likely")),
    }[kind]


def question(words: Words, kind: RatingKind) -> str:
    """What an organisation may ask."""
    return {
        RatingKind.CSAT: words.gettext("How satisfied are you with our service?"),
        RatingKind.CES: words.gettext("How easy was it to get your matter solved?"),
        RatingKind.NPS: words.gettext("How likely are you to recommend us to friends or colleagues?"),
    }[kind]


def score(words: Words, kind: RatingKind, score: int) -> str:
    return words.gettext("%(n)s of %(all)s", n=words.number(score), all=words.number(MAIN[kind]))


def tone(kind: RatingKind, score: int) -> Tone:
    return TONES[verdict(kind, score)]


def value(words: Words, figures: RatingFigures) -> str:
    """A dash without answers."""
    if figures.value is None:
        return "–"
    match figures.kind:
        case RatingKind.CSAT:
            return words.percent(figures.value)
        case RatingKind.CES:
            mean = words.number(round(figures.value, 1))
            return words.gettext("%(n)s of %(all)s", n=mean, all=words.number(SCALES[figures.kind].highest))
        case RatingKind.NPS:
            return f"{round(figures.value):+d}".replace("-", "−").replace("+0", "0")


def answered(words: Words, figures: RatingFigures) -> str:
    """How many answered, of how many who were asked."""
    return words.ngettext(
        "%(n)s answer of %(all)s asked", "%(n)s answers of %(all)s asked", figures.answered,
        all=words.number(figures.asked),
    )  # fmt: skip


def follow_up(language: str, kind: RatingKind, given: int) -> str:
    """What the task about a bad rating is called, in the organisation's language."""
    tongue = CHINESE if language.lower().startswith("zh") else ENGLISH
    words = Words(tongue, UTC, datetime.fromtimestamp(0, UTC), load_translations(tongue))
    said = score(words, kind, given)
    return words.gettext("Bad rating, %(kind)s %(score)s: follow up", kind=short(kind), score=said)
