"""What one flow changes of another, step by step. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from channels.voice.flow.domain import CallFlow, FlowPrompt, FlowStep


class FlowChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """Calls begin with another step."""
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True)
class FlowDifference:
    what: FlowChange
    step: str = ""
    field: str = ""
    """Of a changed step: `prompt.en`, `leads.next`, `tries`, …"""
    before: str = ""
    after: str = ""


def differences(before: CallFlow, after: CallFlow) -> tuple[FlowDifference, ...]:
    return tuple(_differences(before, after))


def _differences(before: CallFlow, after: CallFlow) -> Iterator[FlowDifference]:
    if before.languages != after.languages:
        yield FlowDifference(FlowChange.LANGUAGES, before=", ".join(before.languages), after=", ".join(after.languages))
    if before.steps and after.steps and before.steps[0].name != after.steps[0].name:
        yield FlowDifference(FlowChange.MOVED, after.steps[0].name, "", before.steps[0].name, after.steps[0].name)
    for step in before.steps:
        if after.step(step.name) is None:
            yield FlowDifference(FlowChange.REMOVED, step.name)
    for step in after.steps:
        earlier = before.step(step.name)
        if earlier is None:
            yield FlowDifference(FlowChange.ADDED, step.name)
        else:
            was, now = _flat(earlier), _flat(step)
            for field in (*was, *(name for name in now if name not in was)):
                if was.get(field, "") != now.get(field, ""):
                    yield FlowDifference(FlowChange.CHANGED, step.name, field, was.get(field, ""), now.get(field, ""))


def _flat(step: FlowStep) -> dict[str, str]:
    """Each field by its place, as text."""
    found: dict[str, str] = {}
    for one in fields(step):
        value = getattr(step, one.name)
        if isinstance(value, FlowPrompt):
            found |= {f"{one.name}.{language}": text for language, text in value.texts.items()}
            found |= {f"{one.name}.sound.{language}": str(id) for language, id in value.sounds.items()}
        elif one.name == "leads":
            found |= {f"leads.{branch}": goal for branch, goal in value.items()}
        elif one.name == "skills":
            found["skills"] = ", ".join(f"{name} {level}" for name, level in sorted(value.items()))
        elif one.name == "keys":
            for key in value:
                found[f"key.{key.key}"] = " · ".join(
                    text for text in (*key.label.values(), key.language, key.leads_to) if text
                )
        elif one.name != "name":
            found[one.name] = "" if value is None else str(value)
    return found
