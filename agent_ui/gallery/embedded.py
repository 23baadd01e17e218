"""Samples of the page that stands inside the ERP's own pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agent_ui.embedded.views import TimelineView, ToldLanguage, ToldLine, ToldPermission
from agent_ui.frame.page import Page
from agent_ui.views.common import Tone

LANGUAGES = (
    ToldLanguage("en", "English", "/timeline/x?language=en", True),
    ToldLanguage("zh-Hant", "繁體中文", "/timeline/x?language=zh-Hant", False),
)


def whole(now: datetime) -> TimelineView:
    return TimelineView(
        "Kiln & Co", LANGUAGES, "苔巷咖啡 Moss Lane Café, Tom Ashby", now,
        ToldLine("Look up the spare part", "to do, Mei Chen", "was due Today 09:30", Tone.LATE),
        (
            ToldLine("Machine leaks after the second repair", "CS-1191-4, opened Thu 26 Nov, Mei Chen",
                     "waiting, was due Yesterday 17:00", Tone.LATE),
            ToldLine("想換一台磨豆機", "CS-1204-8, opened Today", "open, due Wed 2 Dec 12:00"),
        ),
        (ToldLine("Call back about the burrs", "promised, Mei Chen", "due Today 15:00"),),
        (
            ToldPermission("tom@mosslane.example", "E-mail", "Marketing", "agreed", Tone.GOOD, now),
            ToldPermission("+886 912 345 001", "SMS", "Satisfaction surveys", "withdrawn", Tone.LATE, now),
        ),
        ToldLine("CSAT 2 of 5", "等了三天才有人回覆，機器還是漏水。", tone=Tone.LATE, at=now - timedelta(days=3)),
        (
            ToldLine("Where is my order SO-20418?", "E-mail, Tom Ashby, Mei Chen", "in progress", Tone.SOON,
                     now - timedelta(minutes=20), "mail"),
            ToldLine("Phone", "苔巷咖啡 Moss Lane Café, Wei Huang", "", Tone.PLAIN, now - timedelta(days=2), "phone"),
            ToldLine("Web chat, whose words are not shown here", "Tom Ashby", "the customer left", Tone.PLAIN,
                     now - timedelta(days=9), "message-circle", withheld=True),
        ),
        "/timeline/x?language=en&before=2026-11-01", "/timeline/x?language=en",
    )  # fmt: skip


def pages(now: datetime) -> dict[str, tuple[str, Page, dict[str, Any]]]:
    page = Page("Kiln & Co", "")
    return {
        "timeline": ("embedded/timeline.html", page, {"timeline": whole(now)}),
        "timeline-over": ("embedded/timeline.html", page, {"timeline": TimelineView("", LANGUAGES, over=True)}),
    }
