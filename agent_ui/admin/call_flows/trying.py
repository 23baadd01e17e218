"""A simulated caller: what a call would hear, input by input, from the draft. Pure.

All of it stands in the address of the page, so it can be gone back in, kept and sent to somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_ui.admin.call_flows.views import HeardLine
from agent_ui.words import call_flows as wording
from agent_ui.words.languages import Words
from channels.voice.flow.domain import CallFlow, StepKind
from channels.voice.flow.interpreter import (
    FlowEnds,
    FlowInput,
    FlowState,
    FlowWait,
    GatherKeys,
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

SILENCE = "-"
MOST_INPUTS = 60


@dataclass(frozen=True, slots=True)
class TriedWith:
    """How the world is while a call is tried."""

    language: str = "en"
    opening: QueueOpening = QueueOpening.OPEN
    waiting: int = 0
    minutes: int = 0
    """0: not known."""
    found: bool = True
    """What is typed is somebody's."""


@dataclass(frozen=True, slots=True)
class TriedCall:
    state: FlowState
    heard: tuple[HeardLine, ...]
    asks: GatherKeys | None


def tried(words: Words, flow: CallFlow, world: TriedWith, inputs: Sequence[str]) -> TriedCall:
    heard: list[HeardLine] = []
    state, actions = begin(flow, world.language)
    pending = list(inputs[:MOST_INPUTS])
    while True:
        for action in actions:
            match action:
                case SayPrompt(text, language):
                    heard.append(HeardLine("said", text or words.gettext("(a sound is played)"), language))
                case LookUp():
                    heard.append(HeardLine("found", _looked(words, action, world)))
                case FlowEnds(outcome):
                    heard.append(HeardLine("ended", wording.outcome(words, outcome)))
        if state.waits is FlowWait.FACT and isinstance(actions[-1], LookUp):
            state, actions = advance(flow, state, _fact(actions[-1], world))
        elif state.waits is FlowWait.OVER or not pending:
            break
        else:
            what = pending.pop(0)
            heard.append(
                HeardLine("silence", words.gettext("The caller presses nothing."))
                if what == SILENCE
                else HeardLine("pressed", words.gettext("The caller presses %(keys)s.", keys=what))
            )
            pressed: FlowInput = NoKeys() if what == SILENCE else KeysPressed(what)
            state, actions = advance(flow, state, pressed)
    asks = next((one for one in reversed(actions) if isinstance(one, GatherKeys)), None)
    return TriedCall(state, tuple(heard), asks if state.waits is not FlowWait.OVER else None)


def _fact(what: LookUp, world: TriedWith) -> LookedUp:
    if what.what is StepKind.HOURS:
        return LookedUp(world.opening)
    if what.what is StepKind.IDENTIFY and what.claim is not None:
        return LookedUp(TypedClaim(what.claim, what.digits, None, what.digits if world.found else ""))
    return LookedUp(QueueLoad(world.waiting, world.minutes or None))


def _looked(words: Words, what: LookUp, world: TriedWith) -> str:
    if what.what is StepKind.HOURS:
        return words.gettext("Opening hours: %(state)s", state=wording.opening(words, world.opening))
    if what.what is StepKind.IDENTIFY:
        found = words.gettext("it is somebody's") if world.found else words.gettext("it is nobody's")
        return words.gettext("Number %(digits)s: %(found)s", digits=what.digits, found=found)
    return words.gettext("In the queue: %(n)s waiting", n=words.number(world.waiting))
