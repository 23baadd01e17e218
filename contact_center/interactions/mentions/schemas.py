"""What the API takes and answers about notes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.interactions.mentions.domain import MOST


class NewNote(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    mentions: Annotated[list[UUID], Field(max_length=MOST)] = []
    """Agents and supervisors who are told at once and may read the conversation and answer in it by a note."""


class WrittenNote(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    message: UUID
    position: int
    """Its place in the conversation."""


class MentionOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    interaction: UUID
    message: UUID
    by: UUID
    at: datetime
