"""Samples of ratings: the customer's page, the supervisor's list, the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agent_ui.admin.care.views import CareChannelView, CareKindChoice, CarePolicyView
from agent_ui.frame.page import Page
from agent_ui.ratings.views import (
    RatedLine,
    RatedTable,
    RateLanguage,
    RateView,
    RatingFigure,
    RatingsView,
)
from agent_ui.views.common import FilterChoice, Tone
from agent_ui.views.ratings import RatingLine, RatingMark

ID = UUID(int=71)


def lines(now: datetime) -> tuple[RatingLine, ...]:
    def line(kind: str, score: str, tone: Tone, comment: str, days: int, who: str | None) -> RatingLine:
        return RatingLine(
            ID, kind, score, tone, comment, now - timedelta(days=days), "email" if days else "webchat", "/customers/1",
            who, "Mei Chen", "Repairs", ID if tone is Tone.LATE else None,
        )  # fmt: skip

    return (
        line("CSAT", "2 of 5", Tone.LATE, "等了三天才有人回覆，機器還是漏水。", 0, "林佳穎"),
        line("CSAT", "4 of 5", Tone.GOOD, "Quick and friendly.", 40, "Daniel Brooks"),
        line("NPS", "7 of 10", Tone.SOON, "", 80, None),
    )


def marks() -> tuple[RatingMark, ...]:
    return (
        RatingMark("CSAT", "82%", "11 answers of 30 asked", "11", "/supervisor/ratings?queue=1&days=30"),
        RatingMark("NPS", "+18", "1 answer of 6 asked", "1", "/supervisor/ratings?queue=1&days=30"),
    )


def listed(now: datetime) -> RatingsView:
    return RatingsView(
        (
            RatingFigure("Satisfaction (CSAT), 1 to 5", "82%", "11 answers of 30 asked", "37%"),
            RatingFigure("Recommendation (NPS), 0 to 10", "+18", "1 answer of 6 asked", "17%"),
        ),
        lines(now), (FilterChoice("email", "E-mail", True), FilterChoice("webchat", "Web chat")),
        (FilterChoice("1", "Repairs"),), (FilterChoice("1", "Mei Chen"), FilterChoice("2", "黃偉")),
        (FilterChoice("30", "30 days", True),), True, "/supervisor/ratings?after=x", False, "/admin/care",
        (
            RatedTable("Queue", (RatedLine("Repairs", marks()), RatedLine("咖啡機維修", marks()[:1]))),
            RatedTable("Agent", (RatedLine("Mei Chen", marks()),)),
        ),
    )  # fmt: skip


def rate() -> RateView:
    languages = (
        RateLanguage("en", "English", "/rate/x?language=en", True),
        RateLanguage("zh-Hant", "繁體中文", "/rate/x?language=zh-Hant", False),
    )
    return RateView(
        "Kiln & Co", languages, "/rate/x", "How satisfied are you with our service?", (1, 2, 3, 4, 5),
        "Very dissatisfied", "Very satisfied", until="Monday 7 December",
    )  # fmt: skip


def pages() -> dict[str, tuple[str, Page, dict[str, Any]]]:
    page, asked = Page("Kiln & Co", ""), rate()
    likely = replace(
        asked, question="How likely are you to recommend us to friends or colleagues?", scores=tuple(range(11)),
        lowest="Not at all likely", highest="Extremely likely", problem="Choose a number of the scale.",
    )  # fmt: skip
    thanked = replace(asked, score=4, comment="Quick and friendly.", thanked=True)
    return {
        "rate": ("ratings/rate.html", page, {"rate": asked}),
        "rate-nps": ("ratings/rate.html", page, {"rate": likely}),
        "rate-thanks": ("ratings/rate.html", page, {"rate": thanked}),
        "rate-over": ("ratings/rate.html", page, {"rate": replace(asked, over=True)}),
    }


def policy() -> CarePolicyView:
    kinds = (
        CareKindChoice("csat", "Satisfaction (CSAT), 1 to 5", True),
        CareKindChoice("nps", "Recommendation (NPS), 0 to 10", False),
    )
    english, chinese = "How satisfied are you with our service?", "您對我們的服務滿意嗎？"
    return CarePolicyView(
        (
            CareChannelView("webchat", "Web chat", True, kinds, english, chinese, 30, 0, True),
            CareChannelView("email", "E-mail", False, kinds, english, chinese, 30, 60, False),
        ),
        300,
        "Saved. It counts for work that is closed from now on.",
    )
