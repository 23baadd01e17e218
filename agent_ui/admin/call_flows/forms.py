"""What the form of a call flow posts, read into steps; and steps as the form shows them. Pure.

Fields are named by place: `s3.prompt.en`, `s3.k1.leads_to`. A step without a name is left out, as is one that is
marked to be removed; steps are in the order of their positions. Who renames a step need not mend what leads to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from agent_ui.admin.call_flows.views import Choices, FlowKeyForm, FlowPromptForm, FlowStepForm
from agent_ui.words import call_flows as wording
from agent_ui.words.languages import Words
from channels.voice.flow.domain import (
    BRANCHES,
    LANGUAGES,
    MENU_KEYS,
    MOST_STEPS,
    OF_KEYS,
    CallFlow,
    ClaimKind,
    FlowKey,
    FlowPrompt,
    FlowStep,
    StepKind,
)
from channels.voice.flow.errors import FlowProblem
from contact_center.kernel.whole import whole

SPARE_KEYS = 2
MOST_KEYS = len(MENU_KEYS)
MOST_TYPED = 1_000_000
NOT_DIALLED = str.maketrans("", "", " ().-")
"""What people write into numbers for their eyes."""


def read(form: Mapping[str, str]) -> CallFlow:
    """Raises nothing: what is wrong is found by `channels.voice.flow.checking`."""
    renamed: dict[str, str] = {}
    found: list[tuple[float, int, FlowStep]] = []
    for n in range(MOST_STEPS + 2):
        place = f"s{n}."
        name, was = form.get(f"{place}name", "").strip()[:60], form.get(f"{place}was", "")
        if not name or form.get(f"{place}remove"):
            continue
        if was and was != name:
            renamed[was] = name
        found.append((_number(form, f"{place}position", n + 1), n, _step(form, place, name)))
    steps = [step for _, _, step in sorted(found, key=lambda one: one[:2])]
    languages = tuple(one for one in LANGUAGES if form.get(f"language.{one}")) or LANGUAGES
    return CallFlow(tuple(_renamed(step, renamed) for step in steps), languages)


def _step(form: Mapping[str, str], place: str, name: str) -> FlowStep:
    kind = _kind(form.get(f"{place}kind", ""))
    queue = form.get(f"{place}queue", "")
    claim = form.get(f"{place}claim", "")
    plain = FlowStep(name, kind)
    return FlowStep(
        name, kind, _prompt(form, f"{place}prompt."), _prompt(form, f"{place}second."),
        {branch: goal for branch in BRANCHES[kind] if (goal := form.get(f"{place}leads.{branch}", ""))},
        _keys(form, place) if kind in OF_KEYS else (),
        _whole(form, f"{place}tries", plain.tries), _whole(form, f"{place}seconds", plain.seconds),
        _id(queue), ClaimKind(claim) if claim in list(ClaimKind) else ClaimKind.ORDER,
        _whole(form, f"{place}digits", plain.digits), form.get(f"{place}number", "").translate(NOT_DIALLED)[:40],
        _whole(form, f"{place}priority", 0), _skills(form.get(f"{place}skills", "")),
        _whole(form, f"{place}most_waiting", plain.most_waiting),
        _whole(form, f"{place}most_minutes", plain.most_minutes),
        _whole(form, f"{place}message_seconds", plain.message_seconds),
    )  # fmt: skip


def _prompt(form: Mapping[str, str], place: str) -> FlowPrompt:
    texts = {one: text for one in LANGUAGES if (text := form.get(f"{place}{one}", "").strip().replace("\r\n", "\n"))}
    sounds = {
        one: id
        for one in LANGUAGES
        if (id := _id(form.get(f"{place}sound.{one}", ""))) and not form.get(f"{place}silent.{one}")
    }
    return FlowPrompt(texts, sounds)


def _keys(form: Mapping[str, str], place: str) -> tuple[FlowKey, ...]:
    made = []
    for n in range(MOST_KEYS):
        at = f"{place}k{n}."
        key = form.get(f"{at}key", "").strip()[:2]
        if not key:
            continue
        label = {"en": form.get(f"{at}english", "").strip(), "zh-Hant": form.get(f"{at}chinese", "").strip()}
        made.append(
            FlowKey(
                key, {tongue: text for tongue, text in label.items() if text}, form.get(f"{at}leads_to", ""),
                form.get(f"{at}language", ""),
            )
        )  # fmt: skip
    return tuple(made)


def _skills(text: str) -> dict[str, int]:
    """`lang:zh 3, machines 2`"""
    named = [part.strip().rpartition(" ") for part in text.split(",")]
    return {name.strip(): int(level) for name, _, level in named if name.strip() and whole(level) is not None}


def _renamed(step: FlowStep, names: Mapping[str, str]) -> FlowStep:
    if not names:
        return step
    return replace(
        step,
        leads={branch: names.get(goal, goal) for branch, goal in step.leads.items()},
        keys=tuple(replace(one, leads_to=names.get(one.leads_to, one.leads_to)) for one in step.keys),
    )


def _kind(text: str) -> StepKind:
    return StepKind(text) if text in list(StepKind) else StepKind.SAY


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(form: Mapping[str, str], field: str, usual: float) -> float:
    try:
        return min(max(float(form.get(field, "")), 0.0), 1000.0)
    except ValueError:
        return float(usual)


def _whole(form: Mapping[str, str], field: str, usual: int) -> int:
    text = form.get(field, "").strip()
    found = whole(text.removeprefix("-"))
    if found is None:
        return usual
    return -min(found, MOST_TYPED) if text.startswith("-") else min(found, MOST_TYPED)


def forms(words: Words, flow: CallFlow, problems: Collection[FlowProblem]) -> tuple[FlowStepForm, ...]:
    """One for each, and an empty one to add another."""
    shown = [_form(words, n, one, problems) for n, one in enumerate(flow.steps)]
    if len(shown) < MOST_STEPS:
        shown.append(_form(words, len(shown), FlowStep("", StepKind.SAY), ()))
    return tuple(shown)


def _form(words: Words, n: int, step: FlowStep, problems: Collection[FlowProblem]) -> FlowStepForm:
    mine = [one for one in problems if one.step == step.name] if step.name else []
    leads = []
    for branch in dict.fromkeys(branch for branches in BRANCHES.values() for branch in branches):
        kinds = " ".join(kind.value for kind, branches in BRANCHES.items() if branch in branches)
        leads.append((kinds, branch, wording.branch(words, branch), step.leads.get(branch, "")))
    own = [
        FlowKeyForm(one.key, one.label.get("en", ""), one.label.get("zh-Hant", ""), one.leads_to, one.language)
        for one in step.keys
    ]
    spare = [FlowKeyForm("", "", "", "", "")] * min(max(SPARE_KEYS, 3 - len(own)), MOST_KEYS - len(own))
    return FlowStepForm(
        n, step.name, step.kind.value, wording.kind(words, step.kind), _prompts(words, step.prompt, "prompt", mine),
        _prompts(words, step.second, "second", mine), tuple(leads), (*own, *spare),
        str(step.queue or ""), step.tries, step.seconds, step.claim.value, step.digits, step.number, step.priority,
        ", ".join(f"{name} {level}" for name, level in step.skills.items()), step.most_waiting, step.most_minutes,
        step.message_seconds, tuple(said(words, one) for one in mine), not step.name,
    )  # fmt: skip


def said(words: Words, one: FlowProblem) -> str:
    """With the field it is about, where that says more."""
    name = wording.field(words, one.field) if one.field and not one.field.startswith(("leads", "name")) else ""
    sentence = wording.problem(words, one)
    return words.gettext("%(field)s: %(problem)s", field=name, problem=sentence) if name else sentence


def _prompts(
    words: Words, prompt: FlowPrompt, place: str, problems: Collection[FlowProblem]
) -> tuple[FlowPromptForm, ...]:
    wrong = {one.field: wording.problem(words, one) for one in problems}
    return tuple(
        FlowPromptForm(
            tongue, wording.language(words, tongue), prompt.texts.get(tongue, ""), str(prompt.sounds.get(tongue, "")),
            wrong.get(f"{place}.{tongue}", ""),
        )
        for tongue in LANGUAGES
    )  # fmt: skip


def kinds(words: Words) -> Choices:
    return tuple((one.value, wording.kind(words, one)) for one in StepKind)


def claims(words: Words) -> Choices:
    return tuple((one.value, wording.claim(words, one)) for one in ClaimKind)


def goals(words: Words, flow: CallFlow) -> Choices:
    named = [(one.name, f"{one.name} · {wording.kind(words, one.kind)}") for one in flow.steps]
    return (("", words.gettext("choose a step")), *named)
