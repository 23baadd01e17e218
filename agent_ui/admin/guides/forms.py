"""What the form of a guide posts, read into steps; and steps as the form shows them. Pure.

Fields are named by place: `s3.english`, `s3.c1.chinese`. A step without any text is left out, as is one that is marked
to be removed; steps are in the order of their positions. A new step or choice gets a key that no other has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from agent_ui.admin.guides.views import ChoiceForm, StepForm
from agent_ui.words.languages import Words
from crm_core.guides.domain import END, MOST_CHOICES, MOST_STEPS, NO, YES, AnswerKind, GuideChoice, GuideStep

SPARE_CHOICES = 2


def read(form: Mapping[str, str]) -> list[GuideStep]:
    """Raises nothing: what is wrong with the steps is found by `crm_core.guides.domain.checked`."""
    taken = {form.get(f"s{n}.key", "") for n in range(MOST_STEPS + 1)}
    found: list[tuple[float, int, GuideStep]] = []
    for n in range(MOST_STEPS + 1):
        place = f"s{n}."
        english, chinese = form.get(f"{place}english", "").strip(), form.get(f"{place}chinese", "").strip()
        if not (english or chinese) or form.get(f"{place}remove"):
            continue
        key = form.get(f"{place}key", "") or _free("step", taken)
        taken.add(key)
        kind = (
            AnswerKind(form.get(f"{place}kind", "say"))
            if form.get(f"{place}kind") in list(AnswerKind)
            else AnswerKind.SAY
        )
        step = GuideStep(
            key, {"en": english, "zh-Hant": chinese}, kind, bool(form.get(f"{place}optional")),
            form.get(f"{place}leads_to") or None, _choices(form, place, kind),
        )  # fmt: skip
        found.append((_position(form.get(f"{place}position", ""), n), n, step))
    return [step for _, _, step in sorted(found, key=lambda one: one[:2])]


def _position(text: str, n: int) -> float:
    try:
        return min(max(float(text), 0.0), 1000.0)
    except ValueError:
        return float(n + 1)


def _choices(form: Mapping[str, str], place: str, kind: AnswerKind) -> tuple[GuideChoice, ...]:
    if kind is AnswerKind.YES_NO:
        goals = {key: form.get(f"{place}{key}.leads_to") or None for key in (YES, NO)}
        return tuple(GuideChoice(key, {}, goal) for key, goal in goals.items() if goal)
    if kind is not AnswerKind.CHOICE:
        return ()
    taken = {form.get(f"{place}c{n}.key", "") for n in range(MOST_CHOICES)}
    made = []
    for n in range(MOST_CHOICES):
        at = f"{place}c{n}."
        english, chinese = form.get(f"{at}english", "").strip(), form.get(f"{at}chinese", "").strip()
        if not (english or chinese):
            continue
        key = form.get(f"{at}key", "") or _free("choice", taken)
        taken.add(key)
        made.append(GuideChoice(key, {"en": english, "zh-Hant": chinese}, form.get(f"{at}leads_to") or None))
    return tuple(made)


def _free(stem: str, taken: Collection[str]) -> str:
    return next(key for n in range(1, 2 * MOST_STEPS + 2) if (key := f"{stem}_{n}") not in taken)


def forms(words: Words, steps: Collection[GuideStep]) -> tuple[StepForm, ...]:
    """One for each, and an empty one to add another."""
    shown = [_form(words, n, one) for n, one in enumerate(steps)]
    if len(shown) < MOST_STEPS:
        empty = GuideStep("", {}, AnswerKind.SAY)
        shown.append(_form(words, len(shown), empty))
    return tuple(shown)


def _form(words: Words, n: int, step: GuideStep) -> StepForm:
    goals = step.branches
    fixed = [
        ChoiceForm(YES, "", "", goals.get(YES, ""), named=False, label=words.gettext("Yes")),
        ChoiceForm(NO, "", "", goals.get(NO, ""), named=False, label=words.gettext("No")),
    ]
    own = [
        ChoiceForm(one.key, one.text.get("en", ""), one.text.get("zh-Hant", ""), one.leads_to or "")
        for one in (step.choices if step.kind is AnswerKind.CHOICE else ())
    ]
    spare = [ChoiceForm("", "", "", "")] * min(max(SPARE_CHOICES, 4 - len(own)), MOST_CHOICES - len(own))
    return StepForm(
        n, step.key, step.text.get("en", ""), step.text.get("zh-Hant", ""), step.kind.value, step.optional,
        step.leads_to or "", (*fixed, *own, *spare),
    )  # fmt: skip


def goals(words: Words, steps: Collection[GuideStep], language: str) -> tuple[tuple[str, str], ...]:
    """Where a step can lead, by name."""
    named = [
        (one.key, f"{n}. {(one.text.get('zh-Hant' if language.startswith('zh') else 'en') or one.key)[:40]}")
        for n, one in enumerate(steps, 1)
    ]
    return (("", words.gettext("the next step")), *named, (END, words.gettext("the end")))


def kinds(words: Words) -> tuple[tuple[str, str], ...]:
    named = {
        AnswerKind.SAY: words.gettext("nothing, it is only said"),
        AnswerKind.TEXT: words.gettext("text"),
        AnswerKind.NUMBER: words.gettext("a number"),
        AnswerKind.DATE: words.gettext("a date"),
        AnswerKind.YES_NO: words.gettext("yes or no"),
        AnswerKind.CHOICE: words.gettext("one of several"),
    }
    return tuple((kind.value, name) for kind, name in named.items())
