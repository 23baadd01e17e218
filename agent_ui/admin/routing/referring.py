"""Renaming and taking out things that other parts of the document name. Pure, on its plain data."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def rename_queue(data: Data, old: str, new: str) -> None:
    """Everywhere but in the queue itself."""
    for agent in data["agents"].values():
        agent["queues"] = {new if name == old else name: access for name, access in agent["queues"].items()}
    for queue in data["queues"]:
        for step in [*queue["overflow"], queue["beyond"]]:
            if step.get("queue") == old:
                step["queue"] = new
    for ring in _rings(data):
        ring["queues"] = [new if name == old else name for name in ring["queues"]]
    for rule in data["rules"]:
        if rule["then"].get("queue") == old:
            rule["then"]["queue"] = new


def remove_queue(data: Data, name: str) -> None:
    """Also from agents and rings. Steps that lead to it stay: somebody has to say where to instead."""
    data["queues"] = [queue for queue in data["queues"] if queue["name"] != name]
    for agent in data["agents"].values():
        agent["queues"].pop(name, None)
    for ring in _rings(data):
        ring["queues"] = [one for one in ring["queues"] if one != name]


def rename_skill(data: Data, old: str, new: str) -> None:
    data["skills"] = [new if name == old else name for name in data["skills"]]
    data["implies"] = {
        new if name == old else name: [new if one == old else one for one in others]
        for name, others in data["implies"].items()
    }
    for holder in _skill_holders(data):
        if old in holder:
            holder[new] = holder.pop(old)
    for ring in _rings(data):
        ring["drop"] = [new if name == old else name for name in ring["drop"]]


def remove_skill(data: Data, name: str) -> None:
    data["skills"] = [one for one in data["skills"] if one != name]
    data["implies"].pop(name, None)
    data["implies"] = {
        one: kept for one, others in data["implies"].items() if (kept := [o for o in others if o != name])
    }
    for holder in _skill_holders(data):
        holder.pop(name, None)
    for ring in _rings(data):
        ring["drop"] = [one for one in ring["drop"] if one != name]


def _skill_holders(data: Data) -> list[dict[str, int]]:
    """Every table of levels by skill."""
    of_queues = [queue["skills"] for queue in data["queues"]]
    of_rings = [ring["lower"] for ring in _rings(data)]
    of_rules = [rule["then"]["skills"] for rule in data["rules"]]
    return [*of_queues, *of_rings, *of_rules, *(agent["skills"] for agent in data["agents"].values())]


def _rings(data: Data) -> list[Data]:
    """Those of queues and of rules."""
    holders = [*data["queues"], *(rule["then"] for rule in data["rules"])]
    return [ring for holder in holders for ring in holder["rings"]]


def rename_calendar(data: Data, old: str, new: str) -> None:
    for queue in data["queues"]:
        if queue.get("calendar") == old:
            queue["calendar"] = new
