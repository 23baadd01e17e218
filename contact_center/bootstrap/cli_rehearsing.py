"""The command line's part about rehearsing: what a staffing or a policy would come to, before it is real."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError

from agent_ui.words.english import English
from contact_center.bootstrap import showing_simulations as showing
from contact_center.bootstrap.administering import administer, say
from contact_center.bootstrap.joins.channels import declared
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.runtime import Runtime
from contact_center.bootstrap.showing_replays import text as replay_text
from contact_center.bootstrap.tasks import media_of
from contact_center.bootstrap.usage import UsageError
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from routing.policy.files import read_file as read_policy
from routing.policy.model import PolicyDocument
from routing.rehearsal.replay import service as replays
from routing.rehearsal.replay.answering import answer
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.simulation import day as days
from routing.rehearsal.simulation import searching, steady
from routing.rehearsal.simulation.reading import read_file
from routing.rehearsal.simulation.scenario import Scenario
from routing.rehearsal.simulation.searching import FewestAgents, Planned
from routing.rehearsal.simulation.steady import Steady
from routing.rehearsal.studies import history
from routing.router.translate import ChannelTraits

GOAL = 80.0
Searched = TypeVar("Searched", FewestAgents, Planned)
TENANT = "The organisation's short name; may be left out where there is one."
FILE = "YAML or JSON: several queues, skills, shifts (docs/reference/simulator.md)."


def register(app: typer.Typer) -> None:
    """Adds `simulate` and `replay`."""
    app.command("simulate")(simulate)
    app.command("replay")(replay)


def simulate(
    file: Annotated[Path | None, typer.Argument(help=FILE, exists=True, dir_okay=False)] = None,
    calls: Annotated[float | None, typer.Option(help="Calls that arrive in each interval on average.")] = None,
    interval: Annotated[float, typer.Option(help="Its length in seconds.")] = 1800,
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds (exponential).")] = None,
    agents: Annotated[int | None, typer.Option(help="Number of agents who take calls.")] = None,
    target: Annotated[float | None, typer.Option(help="Seconds within which a call is to be answered.")] = None,
    patience: Annotated[
        float | None, typer.Option(help="Mean seconds until a waiting caller abandons; none: never.")
    ] = None,
    hours: Annotated[float, typer.Option(help="How long to simulate; longer makes the intervals narrower.")] = 200,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same figures.")] = None,
    goal: Annotated[float | None, typer.Option(help="Percent within the target, for --find-agents.")] = None,
    find_agents: Annotated[bool, typer.Option("--find-agents", help="The fewest agents that reach the goal.")] = False,
    group: Annotated[str | None, typer.Option(help="With a file: the group to size.")] = None,
    queue: Annotated[str | None, typer.Option(help="With a file: the queue whose goal counts; default all.")] = None,
    by_interval: Annotated[bool, typer.Option("--by-interval", help="With a file: agents for each interval.")] = False,
    day: Annotated[
        str | None,
        typer.Option(help="Instead of a file: YYYY-MM-DD or tomorrow, forecast from the last four same weekdays."),
    ] = None,
    tenant: Annotated[str | None, typer.Option(help=TENANT)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Simulate a queue, a day described in a file, or a coming day, on the routing engine itself."""
    if file is not None or day is not None:
        scenario = _scenario(file) if file is not None else _expected(day or "", tenant)
        scenario = scenario if seed is None else scenario.model_copy(update={"seed": seed})
        _day(scenario, as_json, find=find_agents, group=group, queue=queue, goal=goal, by_interval=by_interval)
        return
    said = _steady(calls, interval, aht, agents, target, patience, hours, seed, find=find_agents)
    if find_agents:
        found = _told(searching.find_agents(said, (goal or GOAL) / 100))
        _show(showing.as_json(found) if as_json else None, showing.found_text(found))
        return
    result = English().simulated(steady.simulate(said))
    _show(showing.short_json(result) if as_json else None, showing.text(result))


def replay(
    day: Annotated[str, typer.Option(help="YYYY-MM-DD or yesterday, in the organisation's time.")],
    policy: Annotated[
        str, typer.Option(help="A file, a version's number, or: own (in force on the day), current, draft.")
    ] = "own",
    present: Annotated[list[str], typer.Option(help="LOGIN=14:00-15:00: available, whatever the record says.")] = [],  # noqa: B006
    extra: Annotated[list[str], typer.Option(help="LOGIN=14:00-15:00: one more agent like this one.")] = [],  # noqa: B006
    tenant: Annotated[str | None, typer.Option(help=TENANT)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Run a recorded day through the routing engine again, under another policy or with other people."""

    async def act(runtime: Runtime) -> Replayed:
        id, zone = await _tenant(runtime, tenant)
        request = ReplayRequest.model_validate(
            {
                "day": _date(day, runtime, zone),
                "policy": _policy(policy),
                "present": [dict(zip(("login", "span"), _pair(said), strict=True)) for said in present],
                "extra": [dict(zip(("like", "span"), _pair(said), strict=True)) for said in extra],
            }
        )
        async with runtime.database.read(id) as reader:
            question = await replays.ask(reader, id, request, media_of(runtime), StoredFacts())
        return English().replayed(answer(question))

    try:
        found = administer(act)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError(f"{place}: {English().shape(first)}") from None
    _show(TypeAdapter(Replayed).dump_python(found, mode="json") if as_json else None, replay_text(found))


def _policy(said: str) -> PolicyDocument | int | str:
    if said in ("own", "current", "draft"):
        return said
    if said.isdigit():
        return int(said)
    path = Path(said)
    if not path.is_file():
        raise UsageError(f"{said} is neither a file nor a version, nor own, current or draft")
    return read_policy(path.read_text(encoding="utf-8"))


def _pair(said: str) -> tuple[str, str]:
    login, sign, span = said.partition("=")
    if not sign:
        raise UsageError(f"{said!r} is not LOGIN=FROM-TO, e.g. wei=14:00-15:00")
    return login, span


def _date(said: str, runtime: Runtime, zone: str) -> date:
    """`today`, `yesterday` and `tomorrow` are those of the organisation."""
    shift = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(said)
    if shift is not None:
        return (runtime.clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=shift)).date()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UsageError(f"{said!r} is not a date; write YYYY-MM-DD, yesterday or tomorrow") from None


async def _tenant(runtime: Runtime, slug: str | None) -> tuple[TenantId, str]:
    """The one that is named, or the only one there is; and its time zone."""
    known = await directory.tenants(runtime.database)
    chosen = [one for one in known if slug in (None, one.slug)]
    if len(chosen) != 1:
        names = ", ".join(one.slug for one in known)
        raise UsageError(f"name the organisation: --tenant, one of {names or '(none yet)'}")
    return TenantId(chosen[0].tenant_id), chosen[0].time_zone


def _scenario(file: Path) -> Scenario:
    return read_file(file.read_text(encoding="utf-8"), ChannelTraits.of(declared()))


def _expected(day: str, slug: str | None) -> Scenario:
    async def act(runtime: Runtime) -> Scenario:
        tenant, zone = await _tenant(runtime, slug)
        async with runtime.database.read(tenant) as reader:
            return await history.expected_day(reader, tenant, _date(day, runtime, zone), media_of(runtime))

    return administer(act)


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
    """Raises `UsageError` naming the option that is missing."""
    if calls is None or aht is None or target is None or (agents is None and not find):
        given = {"calls": calls, "aht": aht, "target": target, "agents": 1 if find else agents}
        missing = ", ".join(f"--{name}" for name, value in given.items() if value is None)
        raise UsageError(f"{missing} missing; give it, or a file instead of options")
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
        result = English().simulated(days.simulate(scenario))
        _show(showing.as_json(result) if as_json else None, showing.text(result))
        return
    name = group or _only_group(scenario)
    share = (goal or _goal_of(scenario, queue)) / 100
    if by_interval:
        planned = _told(searching.plan_agents(scenario, name, share))
        lines = showing.planned_text(planned, scenario.begins_s, scenario.interval)
        _show(showing.as_json(planned) if as_json else None, lines)
        return
    found = _told(searching.find_agents_in(scenario, name, share, queue))
    _show(showing.as_json(found) if as_json else None, showing.found_text(found))


def _told(searched: Searched) -> Searched:
    return replace(searched, result=English().simulated(searched.result))


def _only_group(scenario: Scenario) -> str:
    if len(scenario.staff) > 1:
        names = ", ".join(part.name for part in scenario.staff)
        raise UsageError(f"name the group to size: --group, one of {names}")
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
