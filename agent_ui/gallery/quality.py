"""Samples of quality: the list, score cards, one card, an evaluation that is written, and one that its agent reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agent_ui.frame.page import Page
from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from agent_ui.quality.compose import card_view, evaluation_view
from agent_ui.quality.views import (
    AgentQualityLine,
    CardLine,
    CardsPage,
    EvaluationLine,
    NewEvaluationPage,
    QualityPage,
)
from agent_ui.views.common import FilterChoice, Tone
from agent_ui.words.languages import Words
from crm_core.quality.domain import (
    CardQuestion,
    Evaluation,
    EvaluationState,
    GivenPoints,
    QuestionKind,
    ScoreCard,
    score,
)

QUESTIONS = (
    CardQuestion("Greets by name and says the company's", weight=1),
    CardQuestion("Proves who the customer is before anything is said of an order", weight=3, fatal=True),
    CardQuestion("聽完客戶的問題才回答", QuestionKind.SCALE, 2),
    CardQuestion("Says what happens next, and by when", QuestionKind.SCALE, 3),
)
MEI, SAM, QUEUE = sample_id(7), sample_id(9), sample_id(5)
NAMES = {MEI: "Mei Chen 陳美", SAM: "Sam"}
GIVEN = {
    0: GivenPoints(1), 1: GivenPoints(1, "Asked for the order number and the postal code.", 42.0), 2: GivenPoints(3),
    3: GivenPoints(2, "「我們會再聯絡您」沒有說何時。", 200.0),
}  # fmt: skip


def card() -> ScoreCard:
    return ScoreCard(sample_id(70), "Calls about orders 訂單來電", QUEUE, QUESTIONS)


def made(now: datetime, state: EvaluationState = EvaluationState.PUBLISHED, reply: str = "") -> Evaluation:
    given = GIVEN if state is EvaluationState.PUBLISHED else {0: GivenPoints(1)}
    reached = score(QUESTIONS, given)
    return Evaluation(
        id=sample_id(71), card_id=sample_id(70), card_name=card().name, questions=QUESTIONS,
        interaction_id=sample_id(72), customer_id=None, channel="voice", queue_id=QUEUE, agent_id=MEI, evaluator_id=SAM,
        state=state, answers=given, comment="Calm and friendly. Next time: a date with every promise.",
        share=reached.share, fatal=reached.fatal, created_at=now - timedelta(hours=3),
        published_at=now - timedelta(hours=2), reply=reply, disputed=bool(reply),
        replied_at=now - timedelta(hours=1) if reply else None,
    )  # fmt: skip


def lines(now: datetime) -> tuple[EvaluationLine, ...]:
    first = EvaluationLine(
        "/supervisor/quality/1", now - timedelta(hours=2), NAMES[MEI], card().name, "Sam", "voice", "72 %", Tone.SOON,
        False, "not seen yet", Tone.SOON,
    )  # fmt: skip
    second = EvaluationLine(
        "/supervisor/quality/2", now - timedelta(days=2), "Wei Huang 黃偉", card().name, "Sam", "webchat", "0 %",
        Tone.LATE, True, "disputed", Tone.LATE,
    )  # fmt: skip
    return first, second


def listed(now: datetime) -> QualityPage:
    return QualityPage(
        "Quality", False, (FilterChoice("1", NAMES[MEI], False),), (FilterChoice("1", card().name, False),),
        (FilterChoice("30", "30 days", True),), False,
        (AgentQualityLine(NAMES[MEI], "/supervisor/quality?agent=1", "6", "81 %", "0", "0"),
         AgentQualityLine("Wei Huang 黃偉", "/supervisor/quality?agent=2", "2", "fewer than 5", "1", "1")),
        lines(now)[:1], lines(now),
    )  # fmt: skip


def pages(words: Words, page: Page) -> dict[str, tuple[str, Page, dict[str, Any]]]:
    now = words.now
    queues = {QUEUE: "Orders 訂單"}
    cards = CardsPage(
        (
            CardLine(sample_id(70), card().name, "Orders 訂單", "4 questions", True),
            CardLine(sample_id(73), "Letters", "every queue", "9 questions", False),
        )
    )
    begun = NewEvaluationPage(
        sample_id(72), "林佳穎, Re: SO-20418", (FilterChoice("1", NAMES[MEI], True),),
        (FilterChoice("1", card().name, True),), lines(now)[:1],
    )  # fmt: skip
    items = work.chat_items(now)
    return {
        "quality-list": ("quality/page.html", page, {"quality": listed(now)}),
        "quality-cards": ("quality/cards.html", page, {"cards": cards}),
        "quality-card": ("quality/card.html", page, {"card": card_view(words, card(), queues)}),
        "quality-new": ("quality/new.html", page, {"new": begun}),
        "quality-draft": (
            "quality/evaluation.html",
            page,
            {"evaluation": evaluation_view(words, SAM, made(now, EvaluationState.DRAFT), NAMES, None, items)},
        ),
        "quality-own": (
            "quality/evaluation.html",
            page,
            {
                "evaluation": evaluation_view(
                    words, MEI, made(now, reply="The date was in the e-mail."), NAMES, None, items
                )
            },
        ),
    }
