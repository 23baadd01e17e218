"""Texts that agents insert, with places for what is known of the conversation. Pure.

A place is a known variable in double braces, `{{customer.name}}`. One that is unknown is refused when the text is
written; one of which nothing is known in a conversation stays as it is, and no message with such a place is sent
(`contact_center.interactions.work.sending`): a customer never reads a gap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from crm_core.snippets.errors import NotASnippet, UnknownVariable

LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 4000
MOST: Final = 500
"""Snippets of an organisation."""
VERSIONS: Final = 50
"""That are kept of one, the latest."""
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class Variable(StrEnum):
    CUSTOMER_NAME = "customer.name"
    CUSTOMER_ADDRESSED = "customer.addressed"
    """As they are addressed: 林小姐."""
    AGENT_NAME = "agent.name"
    AGENT_TITLE = "agent.title"
    AGENT_TEAM = "agent.team"
    AGENT_PHONE = "agent.phone"
    AGENT_EMAIL = "agent.email"
    QUEUE_NAME = "queue.name"
    COMPANY_NAME = "company.name"
    COMPANY_ADDRESS = "company.address"
    CASE_NUMBER = "case.number"
    """Of the case to which the conversation belongs, as customers quote it."""
    ORDER_NUMBER = "order.number"
    """Of the latest order."""
    INVOICE_NUMBER = "invoice.number"


IN_SNIPPETS: Final = (
    Variable.CUSTOMER_NAME, Variable.CUSTOMER_ADDRESSED, Variable.AGENT_NAME, Variable.ORDER_NUMBER,
    Variable.INVOICE_NUMBER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snippet:
    id: UUID
    name: str
    language: str | None
    """BCP 47; None: for every language."""
    queue_id: UUID | None
    """None: for every queue."""
    text: str


@dataclass(frozen=True, slots=True)
class SnippetVersion:
    """How a snippet read from a time on."""

    number: int
    """1, 2, …"""
    name: str
    language: str | None
    queue_id: UUID | None
    text: str
    removed: bool
    """It was removed then, and read like this before."""
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class FilledText:
    text: str
    missing: tuple[str, ...]
    """Variables of which nothing is known; their places stand in the text."""


def checked(name: str, text: str) -> tuple[str, str]:
    """As they are kept. Raises `NotASnippet` and `UnknownVariable` naming the place."""
    name, text = " ".join(name.split()), text.strip().replace("\r\n", "\n")
    if not name or len(name) > LONGEST_NAME:
        raise NotASnippet(field="name")
    if not text or len(text) > LONGEST_TEXT:
        raise NotASnippet(field="text")
    for found in places(text):
        if found not in IN_SNIPPETS:
            raise UnknownVariable(found[:60], field="text")
    return name, text


def places(text: str) -> list[str]:
    """The variables that a text names, as written."""
    return _PLACE.findall(text)


def fill(text: str, values: Mapping[Variable, str | None]) -> FilledText:
    """The text with what is known in its places."""
    missing: list[str] = []

    def put(place: re.Match[str]) -> str:
        value = values.get(Variable(place[1]))
        if not value:
            missing.append(place[1])
        return value or f"{{{{{place[1]}}}}}"

    return FilledText(_PLACE.sub(put, text), tuple(dict.fromkeys(missing)))


def fits(one: Snippet, queues: Collection[UUID], language: str | None) -> bool:
    """It may be used in a conversation of one of these queues; a language that is not known excludes none."""
    if one.queue_id is not None and one.queue_id not in queues:
        return False
    return one.language is None or not language or one.language.split("-")[0] == language.split("-")[0]
