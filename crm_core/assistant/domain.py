"""A language model of the organisation's own choosing: where it is, and what it may be asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from contact_center.kernel.own_network import may_be_asked
from crm_core.assistant.errors import AssistantAnsweredOtherwise, NotAnAssistantSetting

LONGEST_MODEL: Final = 100
LONGEST_KEY: Final = 500
LONGEST_ANSWER: Final = 20_000
DEADLINES: Final = (2, 120)
"""Seconds."""


class Assistance(StrEnum):
    """What an agent may ask for."""

    TRANSLATION = "translation"
    SUMMARY = "summary"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class AssistantSetting:
    enabled: bool = False
    base_url: str = ""
    """Up to and without `/chat/completions`."""
    model: str = ""
    deadline: int = 30
    """Seconds for one answer."""
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class AssistantAccess:
    """A setting with its key, opened."""

    base_url: str
    model: str
    deadline: int
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AssistantAnswer:
    text: str
    model: str
    """As the other side names it."""
    cut: bool
    """It ended because it was long enough, not because all was said."""


def checked(enabled: bool, base_url: str, model: str, deadline: int) -> AssistantSetting:
    """As it is kept. Raises `NotAnAssistantSetting` naming the field."""
    base_url, model = base_url.strip().rstrip("/"), model.strip()
    if (base_url or enabled) and not may_be_asked(base_url):
        raise NotAnAssistantSetting(field="base_url")
    if len(model) > LONGEST_MODEL or (enabled and not model):
        raise NotAnAssistantSetting(field="model")
    if not DEADLINES[0] <= deadline <= DEADLINES[1]:
        raise NotAnAssistantSetting(field="deadline")
    return AssistantSetting(enabled, base_url, model, deadline)


def read_answer(body: Any) -> AssistantAnswer:
    """Of a chat completion as OpenAI's interface describes it. Raises `AssistantAnsweredOtherwise`."""
    choices = body.get("choices") if isinstance(body, Mapping) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, Mapping) else None
    text = message.get("content") if isinstance(message, Mapping) else None
    if not isinstance(first, Mapping) or not isinstance(text, str) or not text.strip():
        raise AssistantAnsweredOtherwise
    model = body.get("model")
    cut = first.get("finish_reason") == "length" or len(text) > LONGEST_ANSWER
    return AssistantAnswer(text.strip()[:LONGEST_ANSWER], model[:100] if isinstance(model, str) else "", cut)
