"""The command line's part about rehearsing: what a staffing or a policy would come to, before it is real."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from contact_center.bootstrap.cli import say
from routing.simulation import day, searching, showing, steady
from routing.simulation.errors import NotASimulation
from routing.simulation.reading import read_file
from routing.simulation.scenario import Scenario
from routing.simulation.steady import Steady

GOAL = 80.0
NEEDED = ("calls", "aht", "target")
FILE = "YAML or JSON: several queues, skills, shifts (docs/reference/simulator.md)."


def register(app: typer.Typer) -> None:
    """Adds `simulate`."""
    app.command("simulate")(simulate)


def simulate(
    file: Annotated[Path | None, typer.Argument(help=FILE, exists=True, dir_okay=False)] = None,
    calls: Annotated[float | None, typer.Option(help="Calls that come in each interval on average.")] = None,
    interval: Annotated[float, typer.Option(help="Its length in seconds.")] = 1800,
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds (exponential).")] = None,
    agents: Annotated[int | None, typer.Option(help="How many take calls.")] = None,
    target: Annotated[float | None, typer.Option(help="Seconds within which a call is to be answered.")] = None,
    patience: Annotated[
        float | None, typer.Option(help="Mean seconds until somebody who waits gives up; none: they never do.")
    ] = None,
    hours: Annotated[float, typer.Option(help="How long to simulate; longer makes the intervals narrower.")] = 200,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same figures.")] = None,
    goal: Annotated[float | None, typer.Option(help="Percent within the target, for --find-agents.")] = None,
    find_agents: Annotated[bool, typer.Option("--find-agents", help="The fewest agents that reach the goal.")] = False,
    group: Annotated[str | None, typer.Option(help="With a file: the group that is looked for.")] = None,
    queue: Annotated[str | None, typer.Option(help="With a file: the queue whose goal counts; default all.")] = None,
    by_interval: Annotated[bool, typer.Option("--by-interval", help="With a file: agents for each interval.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Simulate a queue, or the day in a file, on the routing engine itself."""
    if file is not None:
        scenario = read_file(file.read_text(encoding="utf-8"))
        scenario = scenario if seed is None else scenario.model_copy(update={"seed": seed})
        _day(scenario, as_json, find=find_agents, group=group, queue=queue, goal=goal, by_interval=by_interval)
        return
    said = _steady(calls, interval, aht, agents, target, patience, hours, seed, find=find_agents)
    if find_agents:
        found = searching.find_agents(said, (goal or GOAL) / 100)
        _show(showing.as_json(found) if as_json else None, showing.found_text(found))
        return
    result = steady.simulate(said)
    _show(showing.short_json(result) if as_json else None, showing.text(result))


def _steady(
    calls: float | None,
    interval: float,
    aht: float | None,
    agents: int | None,
    target: float | None,
    patience: float | None,
    hours: float,
    seed: int | None,
    *,
    find: bool,
) -> Steady:
    """Raises `NotASimulation` naming the option that is missing."""
    if calls is None or aht is None or target is None or (agents is None and not find):
        given = {"calls": calls, "aht": aht, "target": target, "agents": 1 if find else agents}
        missing = ", ".join(f"--{name}" for name, value in given.items() if value is None)
        raise NotASimulation(f"{missing} missing; give it, or a file instead of options", field="options")
    return Steady(
        calls=calls,
        interval_s=interval,
        aht_s=aht,
        agents=1 if agents is None else agents,
        target_s=target,
        patience_s=patience,
        hours=hours,
        seed=1 if seed is None else seed,
    )


def _day(
    scenario: Scenario,
    as_json: bool,
    *,
    find: bool,
    group: str | None,
    queue: str | None,
    goal: float | None,
    by_interval: bool,
) -> None:
    if not find and not by_interval:
        result = day.simulate(scenario)
        _show(showing.as_json(result) if as_json else None, showing.text(result))
        return
    name = group or _only_group(scenario)
    share = (goal or _goal_of(scenario, queue)) / 100
    if by_interval:
        planned = searching.plan_agents(scenario, name, share)
        lines = showing.planned_text(planned, scenario.begins_s, scenario.interval)
        _show(showing.as_json(planned) if as_json else None, lines)
        return
    found = searching.find_agents_in(scenario, name, share, queue)
    _show(showing.as_json(found) if as_json else None, showing.found_text(found))


def _only_group(scenario: Scenario) -> str:
    if len(scenario.staff) > 1:
        names = ", ".join(part.name for part in scenario.staff)
        raise NotASimulation(f"say which group is looked for: --group, one of {names}", field="group")
    return scenario.staff[0].name


def _goal_of(scenario: Scenario, queue: str | None) -> float:
    """What the queue promises, or the most that any queue does."""
    chosen = [part for part in scenario.policy.queues if queue in (None, part.name)]
    return float(max((part.service_level.percent for part in chosen), default=GOAL))


def _show(data: Any, lines: Iterable[str]) -> None:
    if data is not None:
        say(json.dumps(data, ensure_ascii=False))
        return
    for line in lines:
        say(line)
