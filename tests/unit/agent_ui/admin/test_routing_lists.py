"""Long lists of the routing policy, and its sentences in Chinese."""

from __future__ import annotations

from pydantic import TypeAdapter

from agent_ui.admin.routing.paging import paged
from agent_ui.admin.routing.views import Frame, ListCell, ListRow, ListView
from agent_ui.words import policies, rehearsals
from agent_ui.words.languages import Words
from agent_ui.words.rehearsals import refusal, statement, statements
from agent_ui.words.rules import meaning
from routing.policy.errors import Problem, ProblemCode
from routing.policy.model import QueuePart
from routing.rehearsal.simulation.results import NotSimulated, QueueFigures
from routing.rehearsal.simulation.treating import treatment
from routing.rehearsal.statements import StatementCode, say
from routing.rehearsal.studies.refusals import Refusal

NONE = {"value": None, "low": None, "high": None}
FIGURES = {"offered": 1.0} | dict.fromkeys(
    ("service_level", "mean_wait_s", "p_wait", "abandoned", "occupancy", "ended", "moved"), NONE
)
KEPT = {"name": "a", "targets": "", "discipline": "", "treatment": ""}


def view(n: int) -> ListView:
    lines = tuple(ListRow((ListCell(f"agent {one:04d}", meta="mei" if one % 2 else "wei"),)) for one in range(n))
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
    assert meaning(english, "customer.contacts_30d") == "interactions of the last 30 days"
    assert meaning(chinese, "customer.contacts_30d") == "近 30 天的往來件數"
    assert meaning(english, "interaction.text") == "text of the first message, its first 10,000 characters"


def test_what_is_wrong_is_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    mistake = Problem("when", ProblemCode.UNKNOWN_ATTRIBUTE, {"name": "erp.late"})
    assert policies.told(english, mistake).reason == "there is no attribute or function 'erp.late'"
    assert policies.told(chinese, mistake).reason == "沒有「erp.late」這個屬性或函式"
    assert policies.told(chinese, Problem("shares", ProblemCode.SHARES_OVER_100, {"sum": 120})).reason == "總和為 120%"
    refused = Refusal("not_a_replay", (Problem("day", ProblemCode.DAY_EMPTY, {"day": "2020-01-06"}),))
    assert "2020-01-06 佇列中沒有任何工作；請選擇其他日子" in refusal(chinese, refused)
    assert "nothing was in a queue on 2020-01-06; name another day" in refusal(english, refused)


def test_how_a_simulated_queue_is_served_is_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    step = {"when": "waited", "limit": 60, "then": "queue", "queue": "訂單", "tiers": ["live"]}
    queue = QueuePart.model_validate(
        {"name": "a", "overflow": [step], "max_wait_seconds": 600, "beyond": {"queue": "訂單"}}
    )
    order = say(StatementCode.OLDEST_FIRST)
    served = (say(StatementCode.ORDER_AND_AGENT, order=order, to=say(StatementCode.TO_EACH_IN_TURN)), *treatment(queue))
    assert statements(english, served) == (
        "oldest first, to each agent in turn; after 60 s: to queue 訂單 (calls and chats only); "
        "waits at most 600 s of open time, then sent to queue 訂單"
    )
    assert statements(chinese, served) == (
        "先來先服務，輪流給每位客服人員；60 秒後：轉到佇列 訂單（僅限電話與線上對話）；"
        "最多等營業時間 600 秒，之後轉到佇列 訂單"
    )
    rules = say(StatementCode.ENTRY_RULES, names=["VIP", "包裹"])
    assert statement(chinese, rules) == "工作進來時的規則：VIP、包裹"


def test_what_an_older_version_kept_as_a_sentence_is_shown_as_it_is(chinese: Words) -> None:
    kept = {**KEPT, "discipline": "oldest first", "figures": FIGURES}
    queue = TypeAdapter(QueueFigures).validate_python(kept)
    assert statements(chinese, queue.discipline) == "oldest first"
    left_out = TypeAdapter(NotSimulated).validate_python(
        {"kind": "someday", "name": "a", "words": "something", "reads": []}
    )
    assert rehearsals.left_out(chinese, left_out) == "something"


def test_what_is_stated_is_kept_with_the_result_and_read_again() -> None:
    stated = (say(StatementCode.OVERFLOW, when=say(StatementCode.WHEN_CLOSED), then=say(StatementCode.THEN_MESSAGE)),)
    adapter = TypeAdapter(QueueFigures)
    queue = QueueFigures("a", stated, stated, adapter.validate_python({**KEPT, "figures": FIGURES}).figures, stated)
    assert adapter.validate_python(adapter.dump_python(queue, mode="json")) == queue
