"""Samples of the pages of routing: a policy with a draft of it, a form with problems, versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from agent_ui.admin.routing import changes, chart, compose, kinds
from agent_ui.admin.routing import rehearsal_forms as forms
from agent_ui.admin.routing.drafting import PolicyState
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Faults, FieldTrouble, Form, Section, Values
from agent_ui.admin.routing.lists import Lists
from agent_ui.admin.routing.rehearsal_views import (
    Figure,
    FigureTable,
    LateLine,
    StartView,
    StudyLine,
    StudyView,
    WhyView,
)
from agent_ui.admin.routing.views import Tried, VersionLine, VersionsView, VersionView
from agent_ui.frame.page import Page
from agent_ui.words.languages import Words
from agent_ui.words.waits import WaitLine
from routing.policy.checking import problems_of_document
from routing.policy.differences import differences
from routing.policy.errors import Problem, ProblemCode
from routing.policy.model import PolicyDocument
from routing.policy.service import PolicyDraft

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
    "rules": [
        {"name": "Late parcel", "when": "erp.late_deliveries > 0", "then": {"priority": 20}},
        {"name": "報修", "when": "interaction.text.contains('壞')", "then": {"queue": "Repairs"}, "stop": True},
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


def standing(now: datetime, *, drafted: bool = True) -> PolicyState:
    live, wanted = _documents()
    if not drafted:
        return PolicyState(14, live, None)
    at = now - timedelta(minutes=4)
    problems, changes = problems_of_document(wanted), differences(live, wanted)
    return PolicyState(14, live, PolicyDraft(3, 14, at, "Ada Lin", wanted, problems, changes))


def parts(now: datetime) -> dict[str, dict[str, Any]]:
    """Fragments that go into open pages."""
    tried = Tried(37, 512, 4, ((now, "email", "Where is my parcel?"),), asked=True, day=now.date())
    waited = WaitLine(now, "Entered Repairs", ("Nobody could take it.",), (("Away", "Mei, Wei"),))
    return {
        "admin/routing/tried.html": {"tried": tried},
        "admin/routing/words.html": {"known": (("erp.late_deliveries", "int", "orders still to ship"),)},
        "admin/routing/why.html": {"why": WhyView((waited,))},
    }


REFUSED = Tried(troubles=(FieldTrouble("there is no attribute 'x'", "the reference names all", "column 3"),))


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
            "routing-rules": lambda: ("list", {"list": lists.rules()}),
            "routing-rule": lambda: ("edit", {"edit": self._edit(kinds.Rules(), "Late parcel")}),
            "routing-replay": lambda: ("rehearse", {"start": self._start()}),
            "routing-what-if": lambda: ("rehearse", {"start": self._what_if()}),
            "routing-study": lambda: ("study", {"study": self._study()}),
            "routing-simulated": lambda: ("study", {"study": self._simulated()}),
            "routing-draft": lambda: ("draft", {"frame": compose.frame(self._words, "draft", self._now)}),
            "routing-versions": lambda: ("versions", {"versions": self._versions()}),
            "routing-version": lambda: ("version", {"version": self._version()}),
        }
        return {
            name: (f"admin/routing/{made[0]}.html", self._page, made[1])
            for name, make in makes.items()
            for made in [make()]
        }

    def _edit(self, kind: kinds.PartKind, name: str | None) -> object:
        values = kind.values(self._now.document, name)
        assert values is not None
        return self._form(kind, name, values)

    def _wrong(self) -> object:
        kind = kinds.Queues()
        values = {**(kind.values(self._now.document, "Repairs") or {}), "priority": "lots", "offer.voice": "3"}
        problems = (
            Problem("queues[Repairs].priority", ProblemCode.NOT_A_WHOLE_NUMBER, {"value": "'lots'"}),
            Problem("queues[Repairs].offer_seconds[voice]", ProblemCode.BELOW_LEAST, {"value": "3", "limit": 7}),
        )
        return self._form(kind, "Repairs", values, problems)

    def _form(
        self, kind: kinds.PartKind, name: str | None, values: Values, problems: tuple[Problem, ...] | None = None
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

    # --- rehearsals

    def _start(self) -> StartView:
        values = {
            "day": "2026-11-22",
            "policy": "draft",
            "extra.0.like": "mei",
            "extra.0.count": "2",
            "extra.0.span": "10:00-12:00",
        }
        fields = Fields(self._words, values, Faults(partial(changes.sentence, self._words)))
        sections = forms.ReplayForm(self._now.live, fields, PEOPLE, (14, 13), has_draft=True).sections()
        around = compose.frame(self._words, "replay", self._now)
        line = StudyLine("/admin/routing/studies/1", "Sun 22 Nov, the draft, 2 more", self._words.now, "")
        return StartView(around, "Replay a day", "A day that was is routed again.", self._question(sections), (line,))

    def _what_if(self) -> StartView:
        fields = Fields(self._words, forms.QUEUE_VALUES, Faults(partial(changes.sentence, self._words)))
        around = compose.frame(self._words, "what-if", replace(self._now, draft=None))
        form = self._question(forms.QueueTraffic(fields).sections())
        return StartView(
            around, "What if", "Simulated on the routing engine.", form, (), ("/admin/routing/what-if?of=day", "A day")
        )

    def _question(self, sections: tuple[Section, ...]) -> Form:
        return Form("/admin/routing/replay", sections, submit="Replay")

    def _study(self) -> StudyView:
        times = chart.ticks([f"{hour:02d}:{minute}" for hour in range(9, 18) for minute in ("00", "30")])
        counts = [4, 6, 9, 12, 18, 21, 16, 11, 8, 9, 7, 6, 8, 7, 5, 4, 3, 2]
        late = [0, 0, 1, 4, 11, 14, 6, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        bars = [(n, missed, f"{n} arrived, {missed} late") for n, missed in zip(counts, late, strict=True)]
        after = [(n, missed // 4, f"{n} arrived, {missed // 4} late") for n, missed in zip(counts, late, strict=True)]
        return StudyView(
            compose.frame(self._words, "replay", self._now),
            "replay",
            "Sun 22 Nov, the draft",
            "/admin/routing/studies/1",
            say=("The worst hour began at 11:30: 14 of 21 were answered too late.", "In the replay it was 88 %."),
            charts=(
                chart.Chart("As it was: calls and chats", "21", chart.bars(bars, 21), ticks=times),
                chart.Chart("Replayed: calls and chats", "21", chart.bars(after, 21), ticks=times),
            ),
            tables=(
                FigureTable("Figures", ("Arrived", "In time", "Mean wait"),
                      (Figure("Calls and chats", ("156", "74 % → 88 %", "1:12 → 0:24"), ("", "good", "good")),)),
                FigureTable("Agents", ("Answered", "Busy"), (Figure("許家豪", ("31 → 33", "82 %")),), folded=True),
            ),
            late=(LateLine(self._words.now, "voice", "Repairs", "7:48, then Mei", "0:31, then 許家豪", "−7:17", "/w"),),
            late_title="Answered too late",
            compared=True,
            form=self._start().form,
            publish=True,
        )  # fmt: skip

    def _simulated(self) -> StudyView:
        levels = [(0.95, 0.9, 1.0, "09:00"), (0.7, 0.6, 0.8, "09:30"), None, (0.82, 0.78, 0.86, "10:30")]
        marks = chart.marks(levels, 0.8)
        return StudyView(
            compose.frame(self._words, "what-if", replace(self._now, draft=None)),
            "what-if",
            "100 calls in 30 min of 240 s: how many agents for 80 %?",
            "/admin/routing/studies/2",
            say=("17 agents reach 80 %.", "Erlang's formula says 17."),
            charts=(
                chart.Chart("Answered in time", "100 %", marks=marks, goal_y=24.0, ticks=("09:00", "", "", "10:30")),
            ),
            tables=(FigureTable("Figures", ("In time",), (Figure("All together", ("84.1 % ± 0.6",)),), "± is half."),),
            method="batch means",
        )
