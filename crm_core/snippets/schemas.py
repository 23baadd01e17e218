"""Snippets and signatures as the API gives and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.snippets.domain import LONGEST_NAME, LONGEST_TEXT, Snippet, SnippetVersion
from crm_core.snippets.signatures import LONGEST, Signature

PLAIN = r"^[^\x00]*$"
Language = Literal["en", "zh-Hant"]


class _Given(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class _Told(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class SnippetGiven(_Given):
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=PLAIN)]
    """Unique for its queue and language."""
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=PLAIN)]
    """Variables in it: `{{customer.name}}`, `{{customer.addressed}}`, `{{agent.name}}`, `{{order.number}}`,
    `{{invoice.number}}`."""
    language: Language | None = None
    """None: for every language."""
    queue: UUID | None = None
    """None: for every queue."""


class SnippetTold(_Told):
    id: UUID
    name: str
    text: str
    language: str | None
    queue: UUID | None

    @classmethod
    def of(cls, one: Snippet) -> SnippetTold:
        return cls(id=one.id, name=one.name, text=one.text, language=one.language, queue=one.queue_id)


class SnippetVersionTold(_Told):
    number: int
    name: str
    text: str
    language: str | None
    queue: UUID | None
    removed: bool
    """It was removed then, and read like this before."""
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, one: SnippetVersion) -> SnippetVersionTold:
        return cls(
            number=one.number, name=one.name, text=one.text, language=one.language, queue=one.queue_id,
            removed=one.removed, changed_at=one.changed_at, changed_by=one.changed_by,
        )  # fmt: skip


class SignatureGiven(_Given):
    text: Annotated[str, Field(max_length=LONGEST, pattern=PLAIN)]
    """At most 20 lines; empty removes it. Variables in it: `{{agent.name}}`, `{{customer.name}}`; a line of which
    nothing is known is left out."""
    language: Language | None = None
    """None: for every language without one of its own."""
    queue: UUID | None = None
    """None: of every queue without one of its own."""


class SignatureTold(_Told):
    queue: UUID | None
    language: str | None
    number: int
    """Of this text: 1, 2, …"""
    text: str
    """Empty: it was removed."""
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, one: Signature) -> SignatureTold:
        return cls(
            queue=one.queue_id, language=one.language or None, number=one.number, text=one.text,
            changed_at=one.changed_at, changed_by=one.changed_by,
        )  # fmt: skip
