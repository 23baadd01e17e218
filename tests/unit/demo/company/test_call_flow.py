"""A simulated caller walks every way of the company's menu."""

from __future__ import annotations

from channels.voice.flow.checking import problems
from channels.voice.flow.domain import StepKind
from channels.voice.flow.interpreter import (
    FlowInput,
    FlowOutcome,
    FlowState,
    FlowWait,
    KeysPressed,
    LookedUp,
    LookUp,
    NoKeys,
    QueueLoad,
    QueueOpening,
    SayPrompt,
    TypedClaim,
    advance,
    begin,
)
from contact_center.demo.company.call_flow import flow
from contact_center.demo.names import QUEUES, queue_id


def test_the_demos_flow_can_be_published() -> None:
    assert problems(flow(), {queue_id(name) for name in QUEUES}) == ()


def test_every_way_of_the_menu_is_walked_to_its_end() -> None:
    made = flow()
    ends: set[tuple[str, FlowOutcome]] = set()
    visited: set[str] = set()
    seen: set[FlowState] = set()
    ahead = [begin(made, "en")]
    while ahead:
        state, actions = ahead.pop()
        key = FlowState(state.language, state.at, state.waits, tries=state.tries, closed=state.closed)
        visited.add(state.at)
        assert all(one.text for one in actions if isinstance(one, SayPrompt)), "nothing is said without words"
        if state.waits is FlowWait.OVER:
            assert state.outcome is not None
            ends.add((state.at, state.outcome))
        elif key not in seen:
            seen.add(key)
            last = actions[-1]
            ahead += [advance(made, state, one) for one in (_facts(last) if isinstance(last, LookUp) else _presses())]
    assert ends == {
        ("orders", FlowOutcome.QUEUE), ("repairs", FlowOutcome.QUEUE), ("offer", FlowOutcome.CALLBACK),
        ("closed", FlowOutcome.VOICEMAIL),
    }  # fmt: skip
    assert visited >= {one.name for one in made.steps} - {"holiday", "place"}


def _presses() -> list[FlowInput]:
    return [
        NoKeys(),
        KeysPressed("7"),
        KeysPressed("1"),
        KeysPressed("2"),
        KeysPressed("9"),
        KeysPressed("20418#"),
        KeysPressed("0227110480#"),
    ]


def _facts(what: LookUp) -> list[FlowInput]:
    if what.what is StepKind.HOURS:
        return [LookedUp(one) for one in (*QueueOpening, None)]
    if what.what is StepKind.IDENTIFY:
        assert what.claim is not None
        return [LookedUp(TypedClaim(what.claim, what.digits, None, found)) for found in ("", "SO-20418")]
    return [LookedUp(QueueLoad(0, None)), LookedUp(QueueLoad(99, 30)), LookedUp(None)]
