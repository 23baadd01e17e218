"""Samples of the pages of routing: a policy with a draft of it, a form with problems, versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agent_ui.admin.routing import compose, kinds
from agent_ui.admin.routing.drafting import Standing
from agent_ui.admin.routing.form import Values
from agent_ui.admin.routing.lists import Lists
from agent_ui.admin.routing.views import VersionLine, VersionsView, VersionView
from agent_ui.languages import Words
from agent_ui.page import Page
from routing.policy.checking import problems_of_document
from routing.policy.differences import differences
from routing.policy.errors import Problem
from routing.policy.model import PolicyDocument
from routing.publishing import Draft

PEOPLE = {"mei": "Mei Chen", "hao": "許家豪", "rosa": "Rosa Lim"}
LIVE: dict[str, Any] = {
    "skills": ["repair", "billing", "lang:zh"],
    "implies": {"repair": ["billing"]},
    "calendars": {
        "Office": {
            "week": {day: ["09:00-12:30", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
            "holidays": [{"day": "2027-01-01", "name": "元旦"}],
            "workdays": [{"day": "2027-02-20", "name": "補班", "like": "fri"}],
        },
        "Nights": {"time_zone": "Europe/Berlin", "week": {"fri": ["22:00-06:00"]}},
    },
    "queues": [
        {
            "name": "Repairs", "skills": {"repair": 3}, "calendar": "Office", "priority": 5,
            "service_level": {"percent": 80, "seconds": {"*": 20, "email": 14400}},
            "offer_seconds": {"voice": 20, "*": 45}, "wrap": {"mode": {"*": "timed"}, "seconds": {"*": 60}},
            "rings": [{"after": 60, "lower": {"repair": 1}},
                      {"after": 180, "drop": ["repair"], "queues": ["Invoices 帳務"]}],
            "overflow": [{"when": "waited", "limit": 600, "then": "queue", "queue": "Invoices 帳務",
                          "message": {"en": "Colleagues will answer you.", "zh-Hant": "將由其他同仁為您服務。"}}],
            "callback": {"attempts": 2},
        },
        {"name": "Invoices 帳務", "service_level": {"percent": 90, "seconds": {"*": 28800}}},
    ],
    "agents": {
        "mei": {"skills": {"repair": 4, "lang:zh": 5}, "queues": {"Repairs": {}, "Invoices 帳務": {"priority": 2}},
                "capacity": {"*": 5, "voice": 1, "webchat": 3, "email": 5}},
        "hao": {"skills": {"billing": 3}, "queues": {"Invoices 帳務": {}}, "capacity": {"*": 3, "voice": 1}},
    },
}  # fmt: skip


def _documents() -> tuple[PolicyDocument, PolicyDocument]:
    live = PolicyDocument.model_validate(LIVE)
    data = live.model_dump(mode="json")
    data["queues"][0]["priority"] = 15
    data["queues"][0]["rings"][0]["after"] = 30
    data["queues"][1]["calendar"] = "Weekend"
    data["agents"]["hao"]["skills"]["repair"] = 2
    return live, PolicyDocument.model_validate(data)


def standing(now: datetime, *, drafted: bool = True) -> Standing:
    live, wanted = _documents()
    if not drafted:
        return Standing(14, live, None)
    at = now - timedelta(minutes=4)
    problems, changes = problems_of_document(wanted), differences(live, wanted)
    return Standing(14, live, Draft(3, 14, at, "Ada Lin", wanted, problems, changes))


class Samples:
    """Template, page and views of each sample, for one reader."""

    def __init__(self, words: Words, page: Page) -> None:
        self._words = words
        self._page = page
        self._now = standing(words.now)

    def all(self) -> dict[str, tuple[str, Page, dict[str, Any]]]:
        lists = Lists(self._words, self._now.document, compose.frame(self._words, "queues", self._now), PEOPLE)
        makes: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
            "routing-queues": lambda: ("list", {"list": lists.queues()}),
            "routing-agents": lambda: ("list", {"list": lists.agents()}),
            "routing-skills": lambda: ("list", {"list": lists.skills()}),
            "routing-calendars": lambda: ("list", {"list": lists.calendars()}),
            "routing-queue": lambda: ("edit", {"edit": self._edit(kinds.Queues(), "Repairs")}),
            "routing-queue-wrong": lambda: ("edit", {"edit": self._wrong()}),
            "routing-agent": lambda: ("edit", {"edit": self._edit(kinds.Agents(), "mei")}),
            "routing-calendar": lambda: ("edit", {"edit": self._edit(kinds.Calendars(), "Office")}),
            "routing-skill": lambda: ("edit", {"edit": self._edit(kinds.Skills(), "repair")}),
            "routing-sharing": lambda: ("edit", {"edit": self._edit(kinds.Sharing(), None)}),
            "routing-draft": lambda: ("draft", {"frame": compose.frame(self._words, "draft", self._now)}),
            "routing-versions": lambda: ("versions", {"versions": self._versions()}),
            "routing-version": lambda: ("version", {"version": self._version()}),
        }
        return {
            name: (f"admin/routing/{made[0]}.html", self._page, made[1])
            for name, make in makes.items()
            for made in [make()]
        }

    def _edit(self, kind: kinds.Kind, name: str | None) -> object:
        values = kind.values(self._now.document, name)
        assert values is not None
        return self._form(kind, name, values)

    def _wrong(self) -> object:
        kind = kinds.Queues()
        values = {**(kind.values(self._now.document, "Repairs") or {}), "priority": "lots", "offer.voice": "3"}
        problems = (
            Problem("queues[Repairs].priority", "'lots' is not a whole number", "write a whole number"),
            Problem(
                "queues[Repairs].offer_seconds[voice]", "3 cannot be used", "it should be greater than or equal to 7"
            ),
        )
        return self._form(kind, "Repairs", values, problems)

    def _form(
        self, kind: kinds.Kind, name: str | None, values: Values, problems: tuple[Problem, ...] | None = None
    ) -> object:
        around = compose.frame(self._words, kind.path, self._now)
        return compose.editor(self._words, around, self._now, kind, name, values, problems=problems)

    def _lines(self) -> tuple[VersionLine, ...]:
        at = self._words.now
        return (
            VersionLine(14, at - timedelta(hours=2), "Ada Lin", "draft", "Ring 2 for the lunch hour", True),
            VersionLine(13, at - timedelta(days=3), "林佳穎", "back to version 11", "週一早上等太久", False),
        )

    def _versions(self) -> VersionsView:
        return VersionsView(
            compose.frame(self._words, "versions", replace(self._now, draft=None), "Published."), self._lines(), 13
        )

    def _version(self) -> VersionView:
        around = compose.frame(self._words, "versions", self._now)
        assert around.draft is not None
        return VersionView(around, self._lines()[1], around.draft.changes[:1], around.draft.changes)
