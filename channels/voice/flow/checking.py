"""What keeps a flow from being published. Pure.

A flow without problems never leaves a caller: every branch leads somewhere, and what nobody presses a key for comes to
an end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from uuid import UUID

from channels.voice.flow.domain import (
    BRANCHES,
    LANGUAGES,
    LONGEST_LABEL,
    LONGEST_MESSAGE,
    LONGEST_PROMPT,
    MENU_KEYS,
    MOST_DIGITS,
    MOST_MINUTES,
    MOST_PRIORITY,
    MOST_SECONDS,
    MOST_STEPS,
    MOST_TRIES,
    MOST_WAITING,
    OF_KEYS,
    OF_QUEUE,
    PRESSED,
    SPEAKS,
    CallFlow,
    FlowPrompt,
    FlowStep,
    StepKind,
)
from channels.voice.flow.errors import FlowProblem, FlowProblemCode

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


def problems(flow: CallFlow, queues: Collection[UUID]) -> tuple[FlowProblem, ...]:
    """In the order of the steps. `queues`: those of the organisation."""
    if not flow.steps:
        return (FlowProblem(FlowProblemCode.NO_STEPS, field="steps"),)
    if len(flow.steps) > MOST_STEPS:
        return (FlowProblem(FlowProblemCode.TOO_MANY_STEPS, field="steps", args={"most": MOST_STEPS}),)
    found = [*_languages(flow)]
    reached, loops = reachable(flow), endless(flow)
    names = [one.name for one in flow.steps]
    for n, step in enumerate(flow.steps):
        found += _named(step, names, n)
        found += _prompts(flow, step)
        found += _branches(flow, step)
        found += _keys(flow, step)
        found += _values(step, queues)
        if step.name in loops:
            found.append(FlowProblem(FlowProblemCode.LOOP, step.name, "leads"))
        if step.name not in reached:
            found.append(FlowProblem(FlowProblemCode.UNREACHABLE, step.name))
    return tuple(found)


def reachable(flow: CallFlow) -> frozenset[str]:
    """Names of the steps that a call can come to."""
    seen: set[str] = set()
    ahead = [flow.steps[0].name] if flow.steps else []
    while ahead:
        name = ahead.pop()
        step = flow.step(name)
        if step is None or name in seen:
            continue
        seen.add(name)
        ahead += step.goals().values()
    return frozenset(seen)


def endless(flow: CallFlow) -> frozenset[str]:
    """Names of the steps from which a caller who presses nothing comes back to the same step."""
    quiet = {one.name: set(_quiet(one)) for one in flow.steps}
    found = set()
    for start, goals in quiet.items():
        seen: set[str] = set()
        ahead = list(goals)
        while ahead:
            name = ahead.pop()
            if name not in seen:
                seen.add(name)
                ahead += quiet.get(name, ())
        if start in seen:
            found.add(start)
    return frozenset(found)


def _quiet(step: FlowStep) -> Iterator[str]:
    """Where it goes on without any key."""
    for branch in BRANCHES[step.kind]:
        if branch not in PRESSED:
            yield step.leads.get(branch, "")


def _languages(flow: CallFlow) -> Iterator[FlowProblem]:
    if not flow.languages or set(flow.languages) - set(LANGUAGES) or len(set(flow.languages)) < len(flow.languages):
        yield FlowProblem(FlowProblemCode.LANGUAGE_UNKNOWN, field="languages")


def _named(step: FlowStep, names: list[str], n: int) -> Iterator[FlowProblem]:
    if not _NAME.fullmatch(step.name):
        yield FlowProblem(FlowProblemCode.NAME_UNUSABLE, step.name, "name")
    elif names.index(step.name) != n:
        yield FlowProblem(FlowProblemCode.NAME_TWICE, step.name, "name")


def _prompts(flow: CallFlow, step: FlowStep) -> Iterator[FlowProblem]:
    if step.kind in SPEAKS or step.prompt:
        yield from _prompt(flow, step, step.prompt, "prompt")
    if step.second or (step.kind is StepKind.CALLBACK):
        yield from _prompt(flow, step, step.second, "second")


def _prompt(flow: CallFlow, step: FlowStep, prompt: FlowPrompt, place: str) -> Iterator[FlowProblem]:
    for language in flow.languages:
        text = prompt.texts.get(language, "")
        if not text.strip() and language not in prompt.sounds:
            yield FlowProblem(FlowProblemCode.PROMPT_MISSING, step.name, f"{place}.{language}", {"language": language})
        if len(text) > LONGEST_PROMPT:
            yield FlowProblem(
                FlowProblemCode.PROMPT_TOO_LONG, step.name, f"{place}.{language}", {"most": LONGEST_PROMPT}
            )


def _branches(flow: CallFlow, step: FlowStep) -> Iterator[FlowProblem]:
    for branch, goal in step.goals().items():
        if not goal:
            yield FlowProblem(FlowProblemCode.BRANCH_MISSING, step.name, f"leads.{branch}", {"branch": branch})
        elif flow.step(goal) is None:
            yield FlowProblem(
                FlowProblemCode.LEADS_NOWHERE, step.name, f"leads.{branch}", {"branch": branch, "goal": goal[:40]}
            )


def _keys(flow: CallFlow, step: FlowStep) -> Iterator[FlowProblem]:
    if step.kind not in OF_KEYS:
        return
    if not step.keys:
        yield FlowProblem(FlowProblemCode.NO_KEYS, step.name, "keys")
    pressed = [one.key for one in step.keys]
    for n, one in enumerate(step.keys):
        place = f"keys.{n}"
        if len(one.key) != 1 or one.key not in MENU_KEYS:
            yield FlowProblem(FlowProblemCode.KEY_UNUSABLE, step.name, f"{place}.key")
        elif pressed.index(one.key) != n:
            yield FlowProblem(FlowProblemCode.KEY_TWICE, step.name, f"{place}.key", {"key": one.key})
        if step.kind is StepKind.LANGUAGE and one.language not in flow.languages:
            yield FlowProblem(FlowProblemCode.LANGUAGE_UNKNOWN, step.name, f"{place}.language")
        for language, text in one.label.items():
            if len(text) > LONGEST_LABEL:
                yield FlowProblem(
                    FlowProblemCode.PROMPT_TOO_LONG, step.name, f"{place}.{language}", {"most": LONGEST_LABEL}
                )


def _values(step: FlowStep, queues: Collection[UUID]) -> Iterator[FlowProblem]:
    if step.kind in OF_QUEUE:
        if step.queue is None:
            yield FlowProblem(FlowProblemCode.QUEUE_MISSING, step.name, "queue")
        elif step.queue not in queues:
            yield FlowProblem(FlowProblemCode.QUEUE_UNKNOWN, step.name, "queue")
    if step.kind is StepKind.TRANSFER and not _NUMBER.fullmatch(step.number):
        yield FlowProblem(FlowProblemCode.NUMBER_MISSING, step.name, "number")
    for field, value, least, most in (
        ("tries", step.tries, 1, MOST_TRIES),
        ("seconds", step.seconds, 1, MOST_SECONDS),
        ("digits", step.digits, 1, MOST_DIGITS),
        ("priority", step.priority, -MOST_PRIORITY, MOST_PRIORITY),
        ("most_waiting", step.most_waiting, 0, MOST_WAITING),
        ("most_minutes", step.most_minutes, 1, MOST_MINUTES),
        ("message_seconds", step.message_seconds, 10, LONGEST_MESSAGE),
        *((f"skills.{name}", level, 1, 5) for name, level in step.skills.items()),
    ):
        if not least <= value <= most:
            yield FlowProblem(FlowProblemCode.OUT_OF_RANGE, step.name, field, {"least": least, "most": most})
