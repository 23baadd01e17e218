"""Long lists of the routing policy, and its sentences in Chinese."""

from __future__ import annotations

from agent_ui.admin.routing.paging import paged
from agent_ui.admin.routing.sentences import served, translated
from agent_ui.admin.routing.views import Cell, Frame, Line, ListView
from agent_ui.words import policies
from agent_ui.words.languages import Words
from agent_ui.words.rehearsals import refusal
from routing.policy.errors import Problem, ProblemCode
from routing.rehearsal.studies.refusals import Refusal


def view(n: int) -> ListView:
    lines = tuple(Line((Cell(f"agent {one:04d}", meta="mei" if one % 2 else "wei"),)) for one in range(n))
    return ListView(Frame("agents", 1), "Agents", "", (("Name", False),), lines, "Nobody")


def test_a_long_list_is_turned_by_pages_and_searched_in_every_column() -> None:
    shown = paged(view(1200), "/agents", "", 2)
    assert (shown.lines[0].cells[0].text, len(shown.lines), shown.first, shown.found) == ("agent 0100", 100, 101, 1200)
    assert (shown.earlier, shown.later) == ("/agents?page=1", "/agents?page=3")
    found = paged(view(1200), "/agents", "MEI agent", 99)
    assert found.found == 600
    assert (found.earlier, found.later, found.first) == ("/agents?q=MEI+agent&page=5", "", 501)
    assert paged(view(3), "/agents", "", 1).search is None


def test_what_a_condition_can_read_is_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    text = "interactions of the last 30 days"
    assert translated(english, text) == text
    assert translated(chinese, text) == "近 30 天的往來件數"
    assert translated(chinese, "a sentence nobody knows") == "a sentence nobody knows"


def test_what_is_wrong_is_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    mistake = Problem("when", ProblemCode.UNKNOWN_ATTRIBUTE, {"name": "erp.late"})
    assert policies.told(english, mistake).reason == "there is no attribute or function 'erp.late'"
    assert policies.told(chinese, mistake).reason == "沒有「erp.late」這個屬性或函式"
    assert policies.told(chinese, Problem("shares", ProblemCode.SHARES_OVER_100, {"sum": 120})).reason == "總和為 120%"
    refused = Refusal("not_a_replay", (Problem("day", ProblemCode.DAY_EMPTY, {"day": "2020-01-06"}),))
    assert "2020-01-06 佇列中沒有任何工作；請選擇其他日子" in refusal(chinese, refused)
    assert "nothing was in a queue on 2020-01-06; name another day" in refusal(english, refused)


def test_how_a_simulated_queue_is_served_is_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    text = (
        "oldest first, to each agent in turn; after 60 s: to queue 訂單 (live only); "
        "waits at most 600 s of open time, then sent to queue 訂單"
    )
    assert served(english, text) == text
    assert served(chinese, text) == (
        "先來先服務，輪流給每位客服人員；60 秒後：轉到佇列 訂單（僅 live）；最多等營業時間 600 秒，之後轉到佇列 訂單"
    )
    assert served(chinese, "rules as work comes in: VIP, 包裹") == "工作進來時的規則：VIP, 包裹。"
    assert served(chinese, "by a way: nobody knows") == "by a way：nobody knows"
