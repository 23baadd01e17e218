"""The questions: a replay of a day, a simulation of a queue or of a coming day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import FormRow, Rows, Section, Values, number, rows_of, without_empty
from contact_center.kernel.whole import whole
from routing.policy.model import PolicyDocument
from routing.rehearsal.replay.model import ReplayRequest

FRESH: dict[str, Values] = {
    "extra": {"like": "", "count": "1", "span": "00:00-24:00"},
    "present": {"login": "", "span": "09:00-18:00"},
}
SIMULATE, FIND, PLAN = "simulate", "find", "plan"


def replay_values(request: ReplayRequest) -> Values:
    found = {"day": request.day.isoformat()}
    if isinstance(request.policy, int | str):
        found["policy"] = str(request.policy)
    for n, one in enumerate(request.extra):
        found |= {f"extra.{n}.like": one.like, f"extra.{n}.count": str(one.count), f"extra.{n}.span": one.span}
    for n, there in enumerate(request.present):
        found |= _present(n, there.login, there.span)
    return found


def present_values(logins: Iterable[str], span: str) -> Values:
    """Rows of those who are to be available after all."""
    return {key: value for n, login in enumerate(logins) for key, value in _present(n, login, span).items()}


def _present(n: int, login: str, span: str) -> Values:
    return {f"present.{n}.login": login, f"present.{n}.span": span}


def replay_data(values: Values) -> dict[str, Any]:
    policy = values.get("policy", "own")
    version = whole(policy)
    return {
        "day": values.get("day", ""),
        "policy": policy if version is None else version,
        "extra": [
            without_empty(like=row.get("like"), count=number(row.get("count", "")), span=row.get("span"))
            for row in rows_of(values, "extra")
        ],
        "present": [without_empty(login=row.get("login"), span=row.get("span")) for row in rows_of(values, "present")],
    }


@dataclass(frozen=True, slots=True)
class ReplayForm:
    document: PolicyDocument
    fields: Fields
    names: dict[str, str]
    versions: tuple[int, ...]
    has_draft: bool

    def sections(self) -> tuple[Section, ...]:
        _ = self.fields.words.gettext
        policies = {"own": _("as it was on that day"), "current": _("the live policy")}
        policies |= {"draft": _("the draft")} if self.has_draft else {}
        policies |= {str(n): _("version %(n)s", n=n) for n in self.versions}
        there = tuple(self._present(n) for n, _row in enumerate(rows_of(self.fields.values, "present")))
        rows = tuple(self._extra(n) for n, _row in enumerate(rows_of(self.fields.values, "extra")))
        present = Rows("present", _("Available after all"), _("Make somebody available"), _("Everybody as on that day."), there)  # noqa: E501  # fmt: skip
        more = Rows("extra", _("More people"), _("Add people"), _("No additional agents."), rows)
        return (
            Section(
                _("The day"),
                fields=(
                    self.fields.text("day", _("Day"), kind="date", required=True),
                    self.fields.select("policy", _("Routing policy to use"), policies),
                ),
            ),
            Section(
                _("Available after all"),
                _("As if they had been available at these times: a break or training moved, a shift begun earlier."),
                rows=(present,),
            ),
            Section(
                _("More people"),
                _("As if they had been there, with the skills and queues of the agent named."),
                rows=(more,),
            ),
        )  # fmt: skip

    def _present(self, n: int) -> FormRow:
        _, at = self.fields.words.gettext, f"present[{n}]"
        fields = (
            self.fields.select(f"present.{n}.login", _("Who"), self._people(), place=f"{at}.login"),
            self.fields.text(f"present.{n}.span", _("Hours"), place=f"{at}.span"),
        )
        return FormRow(f"present.{n}", _("Person %(n)s", n=n + 1), fields, troubles=self.fields.faults.at(at))

    def _people(self) -> dict[str, str]:
        return {login: self.names.get(login, login) for login, part in self.document.agents.items() if part.queues}

    def _extra(self, n: int) -> FormRow:
        _, at = self.fields.words.gettext, f"extra[{n}]"
        people = self._people()
        fields = (
            self.fields.number(f"extra.{n}.count", _("How many"), "", 1, 100, place=f"{at}.count"),
            self.fields.select(f"extra.{n}.like", _("Same as"), people, place=f"{at}.like"),
            self.fields.text(f"extra.{n}.span", _("Hours"), place=f"{at}.span"),
        )
        return FormRow(f"extra.{n}", _("Group %(n)s", n=n + 1), fields, troubles=self.fields.faults.at(at))


QUEUE_VALUES: Values = {
    "of": "queue", "calls": "100", "minutes": "30", "aht": "240", "patience": "", "agents": "17", "target": "20",
    "goal": "80", "ask": SIMULATE,
}  # fmt: skip


def day_values(day: date) -> Values:
    return {"of": "day", "day": day.isoformat(), "traffic": "100", "handle": "100", "more": "0", "like": "", "goal": "80", "ask": SIMULATE}  # noqa: E501  # fmt: skip


def steady_data(values: Values) -> dict[str, Any]:
    minutes = number(values.get("minutes", ""))
    return {
        "steady": without_empty(
            calls=decimal(values.get("calls", "")), interval=minutes * 60 if isinstance(minutes, int) else minutes,
            aht=decimal(values.get("aht", "")), agents=number(values.get("agents", "")),
            target=decimal(values.get("target", "")), patience=decimal(values.get("patience", "")),
        ),
        **find_data(values),
    }  # fmt: skip


def find_data(values: Values, group: str | None = None) -> dict[str, Any]:
    if values.get("ask", SIMULATE) == SIMULATE:
        return {}
    by_interval = values.get("ask") == PLAN
    return {"find": {**without_empty(goal=decimal(values.get("goal", "")), group=group), "by_interval": by_interval}}


def decimal(text: str) -> float | str | None:
    """None for an empty field; what is no number stays as it is."""
    try:
        found = float(text) if text.strip() else None
    except ValueError:
        return text
    return found if found is None or isfinite(found) else text


@dataclass(frozen=True, slots=True)
class QueueTraffic:
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        _, number = self.fields.words.gettext, self.fields.number
        asks = {SIMULATE: _("What would these agents achieve?"), FIND: _("How many agents reach the goal?")}
        return (
            Section(
                _("Incoming work"),
                _("Random arrivals at a constant rate, as Erlang's formulas assume."),
                fields=(
                    number("calls", _("Calls"), "", 1, 100_000, place="steady.calls", required=True),
                    number("minutes", _("every"), _("minutes"), 1, 1440, place="steady.interval", required=True),
                    number("aht", _("Average handling time"), _("s"), 1, 86_400, place="steady.aht", required=True),
                    number("patience", _("Average patience before giving up"), _("s; empty: never"), 1, 86_400, place="steady.patience"),  # noqa: E501
                ),
            ),
            Section(
                _("Agents"),
                fields=(
                    number("agents", _("Agents"), "", 1, 5000, place="steady.agents"),
                    number("target", _("Answer target"), _("s"), 1, 86_400, place="steady.target"),
                    number("goal", _("Goal"), "%", 1, 99, place="find.goal"),
                    self.fields.select("ask", _("Question"), asks),
                ),
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayTraffic:
    document: PolicyDocument
    fields: Fields
    names: dict[str, str]
    has_draft: bool

    def sections(self) -> tuple[Section, ...]:
        _, number = self.fields.words.gettext, self.fields.number
        people = {login: self.names.get(login, login) for login in self.document.agents}
        policies = {"current": _("the live policy")} | ({"draft": _("the draft")} if self.has_draft else {})
        asks = {
            SIMULATE: _("What would these agents achieve?"),
            FIND: _("How many more agents reach the goal?"),
            PLAN: _("How many more in each half hour?"),
        }
        return (
            Section(
                _("Incoming work"),
                _("Arrivals, handling times and patience forecast from the last four same weekdays."),
                fields=(
                    self.fields.text("day", _("Day"), kind="date", required=True),
                    self.fields.select("policy", _("Routing policy to use"), policies),
                    number("traffic", _("Share of the expected work"), "%", 1, 1000),
                    number("handle", _("Handling time, share of the usual"), "%", 1, 1000),
                ),
            ),
            Section(
                _("Agents"),
                _("Everybody who worked on the latest such day, in their shifts, plus this many more all day."),
                fields=(
                    number("more", _("More agents"), "", 0, 500),
                    self.fields.select("like", _("Same as"), people, nothing=_("the agent who serves the most queues")),
                    number("goal", _("Goal"), "%", 1, 99),
                    self.fields.select("ask", _("Question"), asks),
                ),
            ),
        )


def expected(data: dict[str, Any], values: Values, more: str) -> dict[str, Any]:
    """The expected day with what was asked to be different. Plain data of a scenario."""
    traffic, handle = _percent(values.get("traffic", "")), _percent(values.get("handle", ""))
    for part in data["arrivals"]:
        part["calls"] = [round(n * traffic, 4) for n in part["calls"]]
        part["handle"] = _longer(part["handle"], handle)
    for group in data["staff"]:
        if group["name"] == more:
            group["count"] = number(values.get("more", "")) or 0
            group["like"] = values.get("like") or group["like"]
    return data


def _percent(text: str) -> float:
    found = number(text)
    return found / 100 if isinstance(found, int) and found > 0 else 1.0


def _longer(time: Any, by: float) -> Any:
    if not isinstance(time, dict):
        return time * by
    longer = dict(time)
    if longer.get("mean") is not None:
        longer["mean"] *= by
    if longer.get("seconds"):
        longer["seconds"] = [round(one * by, 2) for one in longer["seconds"]]
    return longer
