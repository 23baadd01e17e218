"""What stands below the e-mails of a queue, by language. Pure.

A signature may name who writes and who is written to (`IN_SIGNATURES`), filled as the message is sent. A line of which
nothing is known is left out: nobody is there to fill it in, and a customer never reads a gap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from crm_core.snippets.domain import Variable, fill, places
from crm_core.snippets.errors import SignatureTooLong, UnknownVariable

LONGEST: Final = 1000
MOST_LINES: Final = 20
IN_SIGNATURES: Final = (
    Variable.AGENT_NAME, Variable.AGENT_TITLE, Variable.AGENT_TEAM, Variable.AGENT_PHONE, Variable.AGENT_EMAIL,
    Variable.QUEUE_NAME, Variable.COMPANY_NAME, Variable.COMPANY_ADDRESS, Variable.CUSTOMER_NAME, Variable.CASE_NUMBER,
)  # fmt: skip
"""Who writes, for whom and to whom: a signature stands below any message, about whatever order."""
KEPT: Final = 50
"""Texts of one signature, the latest."""
LANGUAGES: Final = ("", "en", "zh-Hant")
"""Those the product speaks; empty: for every language that has none of its own."""


@dataclass(frozen=True, slots=True)
class Signature:
    queue_id: UUID | None
    """None: of every queue that has none of its own."""
    language: str
    number: int
    """Of this text: 1, 2, …"""
    text: str
    """Empty: it was removed."""
    changed_at: datetime
    changed_by: str


def checked(text: str) -> str:
    """As it is kept; empty: none. Raises `SignatureTooLong`, and `UnknownVariable` naming the place."""
    text = re.sub(r"[ \t]+\n", "\n", text.replace("\r\n", "\n")).strip()
    if len(text) > LONGEST or text.count("\n") >= MOST_LINES:
        raise SignatureTooLong(field="text")
    for found in places(text):
        if found not in IN_SIGNATURES:
            raise UnknownVariable(found[:60], field="text")
    return text


def chosen(found: Collection[Signature], queue: UUID | None, language: str | None) -> str:
    """Of this queue and language, else of the queue, else of every queue; empty where there is none."""
    wanted = (language or "").split("-")[0]
    by = {(one.queue_id, one.language.split("-")[0]): one.text for one in found if one.text}
    for place in ((queue, wanted), (queue, ""), (None, wanted), (None, "")):
        if place in by:
            return by[place]
    return ""


def filled(text: str, values: Mapping[Variable, str | None]) -> str:
    lines = [fill(line, values) for line in text.split("\n")]
    return "\n".join(line.text for line in lines if not line.missing).strip()
