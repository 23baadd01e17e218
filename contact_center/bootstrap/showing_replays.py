"""A replay as text for a terminal, once its statements are text (`English.replayed`). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.rehearsal.replay.results import EntryOutcome, Pair, ReevaluatedRules, ReplayCounts, Replayed

LISTED = 10


def text(replayed: Replayed) -> Iterator[str]:
    """How true it is, then both days side by side, then what changed most."""
    yield f"{replayed.day} ({replayed.time_zone}), recorded under {replayed.own_policy}."
    yield f"Replayed under {replayed.policy}."
    if replayed.rules:
        yield _rules(replayed.rules)
    yield from _fidelity(replayed)
    yield ""
    yield f"{'':24}{'offered':>8}{'answered':>9}{'abandoned':>10}{'in target':>10}{'mean wait':>10}{'longest':>9}"
    for tier, pair in replayed.tiers:
        yield from _pair(tier, pair)
    for queue in replayed.queues:
        yield from _pair(f"{queue.name}, {queue.tier}", queue.pair)
    yield ""
    for agent in replayed.agents:
        was, now = agent.recorded, agent.replayed
        busy = f"{_share(was.occupancy)} → {_share(now.occupancy)}"
        yield f"{agent.name}: answered {was.answered} → {now.answered}, busy {busy}"
    yield from _changed(replayed)


def _rules(rules: ReevaluatedRules) -> str:
    rest = f"; for {rules.unknown} a rule cannot be told" if rules.unknown else ""
    return f"Rules that differ ({', '.join(rules.names)}) change {rules.changed} of {rules.total}{rest}."


def _fidelity(replayed: Replayed) -> Iterator[str]:
    found = replayed.fidelity
    if found.exact:
        yield f"Under its own policy all {found.entries} entries replay as recorded: same agents, same waits."
        return
    yield (
        f"Under its own policy {found.same_agent} of {found.entries} entries go to the same agent and "
        f"{found.same_wait} wait as long (within a second); the first that differ:"
    )
    for one in found.differences[:LISTED]:
        yield (
            f"  {_at(one.entered_at, replayed)} {one.recorded_agent or '-'} after {clock(one.recorded_wait_s)}, "
            f"replayed {one.replayed_agent or '-'} after {clock(one.replayed_wait_s)}: {one.reason}"
        )
    for assumption in found.assumptions:
        yield f"  {assumption}"


def _pair(name: str, pair: Pair) -> Iterator[str]:
    yield f"{name[:23]:24}{_counts(pair.recorded)}"
    yield f"{'  replayed':24}{_counts(pair.replayed)}"


def _counts(counts: ReplayCounts) -> str:
    waits = (clock(counts.mean_wait_s), clock(counts.longest_wait_s))
    return (
        f"{counts.offered:8}{counts.answered:9}{counts.abandoned:10}{_share(counts.service_level):>10}"
        f"{waits[0]:>10}{waits[1]:>9}"
    )


def _changed(replayed: Replayed) -> Iterator[str]:
    changed = [entry for entry in replayed.entries if abs(entry.gained_s) > 1][:LISTED]
    if changed:
        yield ""
        yield "Changed most:"
    for e in changed:
        yield f"  {_at(e.entered_at, replayed)} {e.queue_name} {e.channel}: {_fate(e.recorded)} → {_fate(e.replayed)}"


def _at(instant: datetime, replayed: Replayed) -> str:
    return f"{instant.astimezone(ZoneInfo(replayed.time_zone)):%H:%M:%S}"


def _fate(fate: EntryOutcome) -> str:
    who = f" by {fate.agent_name}" if fate.agent_name else ""
    return f"{fate.how} after {clock(fate.wait_s)}{who}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def clock(seconds: float | None) -> str:
    """`3:12`, `1:02:00`."""
    if seconds is None:
        return "-"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
