"""How the demo's company routes: its first policy, which uses what the product offers.

Repairs has no ring yet and asks for skill with machines alone: that is what made its bad hour, and what a visitor
may change. Orders never closes, as the demo is open whenever somebody starts it; what comes to Invoices outside
office hours by phone or chat goes there.
"""

from __future__ import annotations

from datetime import date, timedelta

from routing.flow.model import Announce, Calendar, CallbackOffer, Holiday, OverflowStep, Then, Weekday, When, Workday
from routing.policy.model import PolicyDocument, QueuePart
from routing.policy.rings import RingPart
from routing.rules.model import Effect, RulePart

OFFICE = "Office hours"
RULES = (RulePart(name="Late parcel", when="erp.late_deliveries > 0", then=Effect(priority=10)),)
"""Who waits for late goods comes ten minutes earlier."""
LIVE, WRITTEN = "live", "messaging"
_WEEKDAYS = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
_HOLIDAYS = ((1, 1, "元旦 New Year"), (2, 28, "和平紀念日 Peace Memorial Day"), (5, 1, "勞動節 Labour Day"),
             (10, 10, "國慶日 National Day"), (12, 25, "行憲紀念日 Constitution Day"))  # fmt: skip
_CALL_BACK = {
    "en": "Thank you for waiting. If you prefer, ask us to call you back: you keep your place.",
    "zh-Hant": "感謝您的耐心等候。您也可以請我們回電，位置會為您保留。",
}
_NOBODY = {
    "en": "Our workshop is not at the desk right now, so a colleague of Orders takes care of you.",
    "zh-Hant": "維修人員目前不在座位上，將由訂單部門的同事為您服務。",
}
_CLOSED = {
    "en": "Our accounts department is closed right now, so a colleague of Orders takes care of you.",
    "zh-Hant": "帳務部門目前已下班，將由訂單部門的同事為您服務。",
}


def first_policy(as_it_is: PolicyDocument, today: date) -> PolicyDocument:
    """The document of the seeded queues and people, with all the company has settled. Pure."""
    changed = {"Orders": _orders(), "Repairs": _repairs(), "Invoices": _invoices()}
    return as_it_is.model_copy(
        update={
            "skills": tuple(sorted({*as_it_is.skills, "accounts"})),
            "calendars": {OFFICE: office_hours(today.year)},
            "reserved": {"voice": 1},
            "queues": tuple(_with(queue, changed.get(queue.name, {})) for queue in as_it_is.queues),
            "rules": RULES,
        }
    )


def _with(queue: QueuePart, settled: dict[str, object]) -> QueuePart:
    return queue.model_copy(update={"announce": Announce(position=True, expected_wait=True), **settled})


def office_hours(year: int) -> Calendar:
    """With this year's holidays and those of the next two, and a Sunday each that is worked before Christmas."""
    years = range(year, year + 3)
    week = {day: ["09:00-18:00"] for day in _WEEKDAYS} | {Weekday.SAT: ["10:00-15:00"]}
    holidays = [Holiday(day=date(one, month, day), name=name) for one in years for month, day, name in _HOLIDAYS]
    sundays = [Workday(day=_sunday_before(date(one, 12, 25)), name="耶誕前 Before Christmas", hours=["10:00-15:00"]) for one in years]  # noqa: E501  # fmt: skip
    return Calendar(time_zone="Asia/Taipei", week=week, holidays=holidays, workdays=sundays)


def _sunday_before(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7 or 7)


def _orders() -> dict[str, object]:
    return {"callback": CallbackOffer(), "overflow": [_after_two_minutes()]}


def _repairs() -> dict[str, object]:
    nobody = OverflowStep(when=When.NOBODY, then=Then.QUEUE, queue="Orders", message=_NOBODY, tiers=[LIVE])
    return {"callback": CallbackOffer(), "overflow": [nobody, _after_two_minutes()]}


def _after_two_minutes() -> OverflowStep:
    return OverflowStep(when=When.WAITED, limit=120, then=Then.CALLBACK, message=_CALL_BACK, tiers=[LIVE])


def _invoices() -> dict[str, object]:
    """Those who know the accounts first, then anybody who has heard of them, then everybody."""
    return {
        "calendar": OFFICE,
        "skills": {"accounts": 3},
        "rings": (RingPart(after=45, lower={"accounts": 1}), RingPart(after=120, drop=("accounts",))),
        "overflow": [
            OverflowStep(when=When.CLOSED, then=Then.QUEUE, queue="Orders", message=_CLOSED, tiers=[LIVE, WRITTEN]),
            OverflowStep(when=When.NOBODY, then=Then.QUEUE, queue="Orders", message=_CLOSED, tiers=[LIVE]),
        ],
    }
