"""The assistant's setting as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.kernel.own_network import LONGEST_URL
from crm_core.assistant.domain import LONGEST_KEY, LONGEST_MODEL, AssistantSetting


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


class AskAssistant(_Body):
    message: UUID | None = None
    """Which message to translate; left out: the customer's last."""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=40)] = "en"
    """Of the reader, BCP 47: into it is translated, in it is summarised. A draft is in the customer's, where it is
    known."""


class AssistanceOut(_Body):
    text: str
    made_by: Literal["machine"] = "machine"
    """Nobody has read it yet. A draft is sent by nobody but an agent who did."""
    model: str
    """As the other side names the model that answered."""
    cut: bool
    """It ended because it was long enough, not because all was said."""


class AssistantChecked(_Body):
    model: str
    """As the other side names the model that answered."""
