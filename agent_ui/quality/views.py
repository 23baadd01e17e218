"""What the pages of quality take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import ThreadItem
from agent_ui.views.common import FilterChoice, Tone


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    href: str
    at: datetime
    agent: str
    card: str
    evaluator: str
    channel: str
    share: str
    tone: Tone
    fatal: bool
    standing: str
    standing_tone: Tone


@dataclass(frozen=True, slots=True)
class AgentQualityLine:
    name: str
    href: str
    count: str
    average: str
    fatal: str
    disputed: str


@dataclass(frozen=True, slots=True)
class QualityPage:
    title: str
    own: bool
    """The reader's own work; else a supervisor's page."""
    agents: tuple[FilterChoice, ...]
    cards: tuple[FilterChoice, ...]
    spans: tuple[FilterChoice, ...]
    disputed: bool
    figures: tuple[AgentQualityLine, ...]
    drafts: tuple[EvaluationLine, ...]
    lines: tuple[EvaluationLine, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    id: UUID
    name: str
    queue: str
    questions: str
    active: bool


@dataclass(frozen=True, slots=True)
class CardsPage:
    cards: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    n: int
    text: str
    kind: str
    weight: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class CardPage:
    id: UUID | None
    name: str
    queues: tuple[FilterChoice, ...]
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class NewEvaluationPage:
    work: UUID
    about: str
    agents: tuple[FilterChoice, ...]
    """Who had a part in it, the last first."""
    cards: tuple[FilterChoice, ...]
    there: tuple[EvaluationLine, ...]
    """Made before, those that the reader may see."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    n: int
    text: str
    weight: str
    fatal: bool
    choices: tuple[tuple[str, str], ...]
    chosen: str
    """Empty: not answered yet."""
    answer: str
    """In words."""
    remark: str
    moment: str


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    id: UUID
    line: EvaluationLine
    work: str | None
    """The address of the piece of work; None where the reader may not read it."""
    about: str
    rows: tuple[AnswerRow, ...]
    comment: str
    reply: str
    replied: bool
    draft: bool
    editable: bool
    """The reader wrote it."""
    own: bool
    """It is about the reader's work."""
    items: tuple[ThreadItem, ...]
