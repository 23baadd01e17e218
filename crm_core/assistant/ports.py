"""The port through which a language model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from crm_core.assistant.domain import AssistantAccess, AssistantAnswer


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message of a question."""

    role: Literal["system", "user"]
    content: str


class LanguageModel(Protocol):
    """Answers one question; cancelled when nobody waits for the answer any more."""

    async def complete(self, access: AssistantAccess, prompts: Sequence[Prompt]) -> AssistantAnswer:
        """Raises the errors of `crm_core.assistant.errors`."""
        ...
