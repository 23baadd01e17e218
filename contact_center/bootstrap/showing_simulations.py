"""Simulations as plain data and as text for a terminal, once their statements are text (`English.simulated`). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from routing.rehearsal.simulation.intervals import Estimate
from routing.rehearsal.simulation.results import Figures, Simulated
from routing.rehearsal.simulation.searching import FewestAgents, Planned

NAMES = ("service_level", "mean_wait_s", "p_wait", "abandoned", "occupancy")


def as_json(value: Any) -> Any:
    """Dataclasses as objects by field name; numbers with six digits, which is more than chance leaves."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def short_json(result: Simulated) -> dict[str, Any]:
    """The five figures at the top, each with its interval; what they rest on beside them."""
    figures = {name: as_json(getattr(result.total, name)) for name in NAMES}
    queue = result.queues[0] if len(result.queues) == 1 else None
    about: dict[str, Any] = {"offered": as_json(result.total.offered), "interactions": result.interactions}
    if queue is not None:
        about |= {"target": queue.targets, "discipline": queue.discipline, "treatment": queue.treatment}
    about |= {"ended": as_json(result.total.ended), "moved": as_json(result.total.moved)}
    about |= {"followed": list(result.followed), "not_simulated": [one.words for one in result.not_simulated]}
    about |= {"formula": result.formula, "method": result.method, "seed": result.seed, "samples": result.samples}
    return {**figures, **about}


def text(result: Simulated) -> Iterator[str]:
    """For people: a line for each figure, then queues, groups and intervals where there are several."""
    yield from _figures(result.total)
    for queue in result.queues:
        level = queue.figures.service_level
        yield f"{queue.name}: {percent(level)} in target ({queue.targets}); {queue.discipline}"
        if queue.treatment:
            yield f"  {queue.treatment}"
    for group in result.groups:
        yield f"{group.name}: {group.agents} agents, occupancy {percent(group.occupancy)}"
    if result.intervals:
        yield "begins   agents  offered  service level           mean wait  abandoned"
    for part in result.intervals:
        f = part.figures
        yield (
            f"+{clock(part.begins_s):<7}{part.agents:7.1f}{f.offered:9.1f}  {percent(f.service_level):<22}"
            f"{plain(f.mean_wait_s):>9} s  {percent(f.abandoned)}"
        )
    yield from map(str, result.followed)
    for left_out in result.not_simulated:
        yield f"not simulated: {left_out.words}"
    yield f"{result.interactions:,} interactions. Service level: {result.formula}."
    yield f"Intervals: {result.method}."


def found_text(found: FewestAgents) -> Iterator[str]:
    sure = "the whole interval is above" if found.sure else "the interval reaches below: simulate longer to be sure"
    yield f"{found.agents} agents for {found.goal:.0%} ({sure})."
    if found.erlang is not None:
        yield f"The closed formula says {found.erlang}."
    for tried in found.tried:
        yield f"  {tried.agents:5} agents: {percent(tried.service_level)}"
    yield from text(found.result)


def planned_text(planned: Planned, begins_s: int, interval_s: int) -> Iterator[str]:
    if not planned.reached:
        yield "Some interval stays below the goal whatever this group does; something else is short."
    yield f"Agents for {planned.goal:.0%} in each interval:"
    for n, agents in enumerate(planned.agents):
        level = planned.result.intervals[n].figures.service_level
        yield f"  {clock(begins_s + n * interval_s)}  {agents:5}  {percent(level)}"


def percent(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.1%}"
    return f"{estimate.value:.1%} ({estimate.low:.1%} to {estimate.high:.1%})"


def plain(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.1f}"


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def _figures(figures: Figures) -> Iterator[str]:
    yield f"service level  {percent(figures.service_level)}"
    wait = figures.mean_wait_s
    around = "" if wait.low is None or wait.high is None else f" ({wait.low:.1f} to {wait.high:.1f})"
    yield f"mean wait      {plain(wait)} s{around}"
    yield f"has to wait    {percent(figures.p_wait)}"
    yield f"abandoned      {percent(figures.abandoned)}"
    yield f"occupancy      {percent(figures.occupancy)}"
    if figures.moved.value:
        yield f"sent on        {percent(figures.moved)}"
    if figures.ended.value:
        yield f"ended          {percent(figures.ended)}"
