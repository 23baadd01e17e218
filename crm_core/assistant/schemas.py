"""The assistant's setting as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from crm_core.assistant.domain import LONGEST_KEY, LONGEST_MODEL, LONGEST_URL, AssistantSetting


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class AssistantBody(_Body):
    enabled: bool
    base_url: Annotated[str, Field(max_length=LONGEST_URL)] = ""
    """Up to and without `/chat/completions`; https, or http in your own network."""
    model: Annotated[str, Field(max_length=LONGEST_MODEL)] = ""
    deadline_seconds: Annotated[int, Field(ge=2, le=120)] = 30


class ChangeAssistant(AssistantBody):
    key: Annotated[str | None, Field(max_length=LONGEST_KEY)] = None
    """Sealed and never told again. Left out: the one there is stays, unless the address changes. Empty: none."""


class AssistantOut(AssistantBody):
    has_key: bool

    @classmethod
    def of(cls, one: AssistantSetting) -> AssistantOut:
        return cls(
            enabled=one.enabled, base_url=one.base_url, model=one.model, deadline_seconds=one.deadline,
            has_key=one.has_key,
        )  # fmt: skip


class AssistantChecked(_Body):
    model: str
    """As the other side names the model that answered."""
