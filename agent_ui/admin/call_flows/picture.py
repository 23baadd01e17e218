"""A flow as a picture: boxes in layers, the branches between them, as SVG attribute values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from channels.voice.flow.domain import CallFlow

BOX_WIDTH, BOX_HEIGHT = 176, 48
GAP_X, GAP_Y = 36, 64
MARGIN = 20


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    x: float
    y: float
    kind: str = ""
    """In words."""
    wrong: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """From one box to another; `back` leads to an earlier layer."""

    path: str
    label: str
    x: float
    y: float
    back: bool = False


@dataclass(frozen=True, slots=True)
class FlowPicture:
    width: float
    height: float
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    lines: tuple[str, ...]
    """The same in words, a line a step."""


def layers(flow: CallFlow) -> list[list[str]]:
    """Names by their longest way from the beginning, ways back left out; what no call comes to stands last."""
    depth: dict[str, int] = {}
    names = [one.name for one in flow.steps]
    back = _ways_back(flow)
    for _ in names:
        for step in flow.steps:
            if step.name not in depth:
                if step.name == names[0]:
                    depth[step.name] = 0
                continue
            for goal in step.goals().values():
                if goal in names and goal != step.name and (step.name, goal) not in back:
                    depth[goal] = max(depth.get(goal, 0), depth[step.name] + 1)
    last = max(depth.values(), default=-1) + 1
    found: dict[int, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(depth.get(name, last), []).append(name)
    return [found[n] for n in sorted(found)]


def picture(flow: CallFlow, kinds: Mapping[str, str], branches: Mapping[str, str], wrong: Sequence[str]) -> FlowPicture:
    """`kinds`: what each step is, by name; `branches`: their names in words; `wrong`: steps with a problem."""
    rows = layers(flow)
    widest = max((len(row) for row in rows), default=1)
    width = 2 * MARGIN + widest * BOX_WIDTH + (widest - 1) * GAP_X + 2 * GAP_X
    at: dict[str, tuple[float, float]] = {}
    for n, row in enumerate(rows):
        left = (width - (len(row) * BOX_WIDTH + (len(row) - 1) * GAP_X)) / 2
        for m, name in enumerate(row):
            at[name] = (left + m * (BOX_WIDTH + GAP_X), MARGIN + n * (BOX_HEIGHT + GAP_Y))
    first = flow.steps[0].name if flow.steps else ""
    boxes = tuple(Box(name, x, y, kinds.get(name, ""), name in wrong, name == first) for name, (x, y) in at.items())
    height = 2 * MARGIN + len(rows) * BOX_HEIGHT + max(0, len(rows) - 1) * GAP_Y
    return FlowPicture(width, height, boxes, _ways(flow, at, branches), _lines(flow, kinds, branches))


def _ways(flow: CallFlow, at: Mapping[str, tuple[float, float]], branches: Mapping[str, str]) -> tuple[Way, ...]:
    found = []
    for step in flow.steps:
        if step.name not in at:
            continue
        ends: dict[str, list[str]] = {}
        for branch, goal in step.goals().items():
            if goal in at:
                ends.setdefault(goal, []).append(branches.get(branch, branch))
        for n, (goal, labels) in enumerate(sorted(ends.items(), key=lambda one: at[one[0]][0])):
            found.append(_way(at[step.name], at[goal], " · ".join(labels), n, len(ends)))
    return tuple(found)


def _way(start: tuple[float, float], end: tuple[float, float], label: str, n: int, of: int) -> Way:
    out = start[0] + BOX_WIDTH * (n + 1) / (of + 1)
    if end[1] > start[1]:
        y0, x1, y1 = start[1] + BOX_HEIGHT, end[0] + BOX_WIDTH / 2, end[1]
        middle = y0 + GAP_Y * 0.55
        path = f"M{out:.1f} {y0:.1f} C{out:.1f} {middle:.1f} {x1:.1f} {y1 - GAP_Y * 0.5:.1f} {x1:.1f} {y1:.1f}"
        return Way(path, label, round(out, 1), round(y0 + 14 + 12 * (n % 3), 1))
    if start == end:
        x, y = start[0] + BOX_WIDTH, start[1]
        path = f"M{x:.1f} {y + 14:.1f} C{x + 26:.1f} {y + 8:.1f} {x + 26:.1f} {y + 40:.1f} {x:.1f} {y + 34:.1f}"
        return Way(path, label, round(x + 22, 1), round(y + 10, 1), back=True)
    y0, side = start[1] + BOX_HEIGHT / 2, max(start[0], end[0]) + BOX_WIDTH
    y1 = end[1] + BOX_HEIGHT / 2
    bend = side + GAP_X * 0.9
    path = (
        f"M{start[0] + BOX_WIDTH:.1f} {y0:.1f} C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} "
        f"{end[0] + BOX_WIDTH:.1f} {y1:.1f}"
    )
    return Way(path, label, round(side + 4, 1), round(y0 - 6, 1), back=True)


def _ways_back(flow: CallFlow) -> frozenset[tuple[str, str]]:
    """Ways that close a circle, found by walking from the beginning."""
    goals = {one.name: [goal for goal in one.goals().values() if flow.step(goal)] for one in flow.steps}
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for root, first in goals.items():
        if root in done:
            continue
        stack = [(root, iter(first))]
        open_ = {root}
        while stack:
            name, rest = stack[-1]
            goal = next(rest, None)
            if goal is None:
                stack.pop()
                open_.discard(name)
                done.add(name)
            elif goal in open_:
                back.add((name, goal))
            elif goal not in done:
                open_.add(goal)
                stack.append((goal, iter(goals[goal])))
    return frozenset(back)


def _lines(flow: CallFlow, kinds: Mapping[str, str], branches: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for step in flow.steps:
        ways = ", ".join(f"{branches.get(name, name)} → {goal or '?'}" for name, goal in step.goals().items())
        found.append(f"{step.name} ({kinds.get(step.name, step.kind)}){': ' if ways else ''}{ways}")
    return tuple(found)
