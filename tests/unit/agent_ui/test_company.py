"""Who else has a conversation open: each once, while their pages say so."""

from __future__ import annotations

from typing import Any

from agent_ui.console.company import FADES, KEPT, SHOWN, Company
from agent_ui.views.company import ColleagueHere, Doing


def says(page: str, agent: str, doing: str, name: str = "") -> dict[str, Any]:
    return {"page": page, "agent": agent, "name": name or agent.title(), "doing": doing}


def test_a_colleague_is_shown_once_with_the_most_of_what_their_windows_do_and_goes_by_leaving_or_by_silence() -> None:
    company = Company("mei")
    company.hear(says("1", "mei", "reply"), 0)  # another window of the reader
    assert company.shown(0).colleagues == ()
    company.hear(says("2", "ken", "reads"), 0)
    company.hear(says("3", "ken", "note"), 1)
    company.hear(says("4", "ada", "reads"), 1)
    assert company.shown(1).colleagues == (ColleagueHere("Ken", Doing.NOTE), ColleagueHere("Ada"))
    company.hear(says("3", "ken", ""), 2)
    assert company.shown(2).colleagues == (ColleagueHere("Ada"), ColleagueHere("Ken"))
    company.hear(says("4", "ada", "reads"), 3)
    assert company.shown(FADES).colleagues == (ColleagueHere("Ada"),)
    company.hear(says("5", "eve", "juggles"), 3)  # of a later version
    assert company.shown(FADES + 3).colleagues == ()


def test_however_many_there_are_few_are_named_and_not_all_are_remembered() -> None:
    company = Company("mei")
    for n in range(KEPT * 2):
        company.hear(says(str(n), f"agent-{n:03}", "reads"), 0)
    shown = company.shown(1)
    assert (len(shown.colleagues), shown.more) == (SHOWN, KEPT - SHOWN)


def test_initials_are_those_of_a_name_as_it_is_written() -> None:
    names = {"Mei Lin": "ML", "王小明": "小明", "Ada": "A", "": "?", "Jan van der Berg": "JB", "林 佳穎": "林佳"}
    assert {name: ColleagueHere(name).initials for name in names} == names
