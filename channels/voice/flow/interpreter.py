"""A call in its flow: (flow, state, input) → (state, actions). Pure, deterministic and total.

`begin` and `advance` go on until the caller has to press something, a fact has to be looked up, or the flow is over.
Whatever comes, in whatever order, the outcome is one of these three: also for a flow that was never checked, and for
input that does not fit what is waited for, which changes nothing. So a call stays with the version it began with, and
input that comes twice or late is harmless: whoever runs a flow compares `turn`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from channels.voice.flow.domain import MOST_TURNS, CallFlow, ClaimKind, FlowPrompt, FlowStep, StepKind, spoken

_SENTENCE = re.compile(r"[^.!?。！？]*[.!?。！？]*\s*")
_PLACEHOLDER = re.compile(r"\{(place|minutes)\}")
LONGEST_NUMBER = 15
"""Digits of a telephone number."""
SHORTEST_NUMBER = 6


class FlowWait(StrEnum):
    """What the call stands at."""

    KEY = "key"
    DIGITS = "digits"
    NUMBER = "number"
    """The telephone number of who wants to be called back."""
    FACT = "fact"
    OVER = "over"


class FlowOutcome(StrEnum):
    """How a flow ends."""

    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    TRANSFER = "transfer"
    HUNG_UP = "hung_up"
    """By the flow itself."""
    LEFT = "left"
    """By the caller."""
    LOST = "lost"
    """The flow had no way on; only one that was never checked."""


class QueueOpening(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class QueueLoad:
    waiting: int
    """Who would stand before this caller."""
    minutes: int | None
    """About how long it would take; None without an honest figure."""


@dataclass(frozen=True, slots=True)
class TypedClaim:
    """What the caller typed and whose it is by our books. A claim: somebody else may have typed it."""

    kind: ClaimKind
    digits: str
    customer: UUID | None = None
    found: str = ""
    """The number as it is written, e.g. `SO-20418`."""


@dataclass(frozen=True, slots=True)
class FlowState:
    language: str
    at: str = ""
    """Name of the step."""
    waits: FlowWait = FlowWait.OVER
    turn: int = 0
    """Rises with everything that is taken."""
    tries: int = 0
    number: str = ""
    """Of the caller, E.164; empty where it is not known."""
    can_transfer: bool = False
    closed: bool = False
    """A queue was found closed on the way."""
    claim: TypedClaim | None = None
    chosen: tuple[tuple[str, str], ...] = ()
    """Step and key of each choice."""
    outcome: FlowOutcome | None = None
    """None while it goes on."""


# What the provider is to do


@dataclass(frozen=True, slots=True)
class SayPrompt:
    text: str
    language: str
    sound: UUID | None = None
    """Played in place of the words."""


@dataclass(frozen=True, slots=True)
class GatherKeys:
    """Keys may be pressed while what was said before is still heard."""

    keys: str
    """Those that mean something."""
    most: int
    """Digits; more than one ends with `#` or by time."""
    seconds: int
    labels: Mapping[str, str] = field(default_factory=dict)
    """What each key means, in the caller's language."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Always the last action: the answer is needed before anything else is heard."""

    what: StepKind
    queue: UUID | None = None
    claim: ClaimKind | None = None
    digits: str = ""


@dataclass(frozen=True, slots=True)
class FlowEnds:
    """Always the last action."""

    outcome: FlowOutcome
    step: str = ""
    queue: UUID | None = None
    priority: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    number: str = ""
    """To call back, or to put through to."""
    seconds: int = 0
    """How long a message may be."""


FlowAction = SayPrompt | GatherKeys | LookUp | FlowEnds


@dataclass(frozen=True, slots=True)
class FlowHeard:
    """What a caller hears now."""

    run: UUID
    turn: int
    """To be named by the input that answers it."""
    actions: tuple[SayPrompt | GatherKeys, ...]
    ends: FlowEnds | None
    language: str

    @property
    def asks(self) -> GatherKeys | None:
        return next((one for one in reversed(self.actions) if isinstance(one, GatherKeys)), None)


# What happens


@dataclass(frozen=True, slots=True)
class KeysPressed:
    digits: str


@dataclass(frozen=True, slots=True)
class NoKeys:
    """The time is over."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """None: it could not be found out."""

    fact: QueueOpening | QueueLoad | TypedClaim | None


@dataclass(frozen=True, slots=True)
class CallerLeft:
    pass


FlowInput = KeysPressed | NoKeys | LookedUp | CallerLeft
FlowTurn = tuple[FlowState, tuple[FlowAction, ...]]


def begin(flow: CallFlow, language: str, *, number: str = "", can_transfer: bool = False) -> FlowTurn:
    """A call enters. `number`: the caller's; `can_transfer`: its provider puts calls through to outside numbers."""
    first = flow.steps[0].name if flow.steps else ""
    return _go(flow, FlowState(spoken(flow, language), number=number, can_transfer=can_transfer), first)


def advance(flow: CallFlow, state: FlowState, what: FlowInput) -> FlowTurn:
    """What does not fit what is waited for changes nothing, and no action follows."""
    if state.waits is FlowWait.OVER:
        return state, ()
    if isinstance(what, CallerLeft):
        return _over(replace(state, turn=state.turn + 1), FlowEnds(FlowOutcome.LEFT, state.at))
    if state.turn >= MOST_TURNS:
        return _over(state, FlowEnds(FlowOutcome.HUNG_UP, state.at))
    step = flow.step(state.at)
    if step is None:
        return _over(state, FlowEnds(FlowOutcome.LOST, state.at))
    if isinstance(what, LookedUp) != (state.waits is FlowWait.FACT):
        return state, ()
    state = replace(state, turn=state.turn + 1)
    if isinstance(what, LookedUp):
        return _known(flow, state, step, what)
    return _pressed(flow, state, step, what.digits if isinstance(what, KeysPressed) else "")


def again(flow: CallFlow, state: FlowState) -> tuple[FlowAction, ...]:
    """What the caller hears at this place, once more: for a provider that asks again, or has lost its sound."""
    step = flow.step(state.at)
    if step is None or state.waits in (FlowWait.OVER, FlowWait.FACT):
        return ()
    return _asks(flow, state, step)


def _go(flow: CallFlow, state: FlowState, goal: str) -> FlowTurn:
    """From this step on, as far as nobody has to do anything."""
    said: list[FlowAction] = []
    for _ in range(len(flow.steps) + 1):
        step = flow.step(goal)
        if step is None:
            break
        state = replace(state, at=step.name, tries=0)
        turned, actions, goal = _enter(flow, state, step)
        state = turned
        said += actions
        if not goal:
            return state, tuple(said)
    state, ends = _over(replace(state, at=goal or state.at), FlowEnds(FlowOutcome.LOST, goal))
    return state, (*said, *ends)


def _enter(flow: CallFlow, state: FlowState, step: FlowStep) -> tuple[FlowState, tuple[FlowAction, ...], str]:
    """What a step does by itself, and where it leads at once; an empty goal: the call stands there, or is over."""
    match step.kind:
        case StepKind.SAY:
            return state, _say(state, step.prompt), _goal(step, "next")
        case StepKind.HOURS | StepKind.OVERFLOW | StepKind.ANNOUNCE:
            return replace(state, waits=FlowWait.FACT), (LookUp(step.kind, step.queue),), ""
        case StepKind.MENU | StepKind.LANGUAGE | StepKind.CALLBACK:
            state = replace(state, waits=FlowWait.KEY)
            return state, _asks(flow, state, step), ""
        case StepKind.IDENTIFY:
            state = replace(state, waits=FlowWait.DIGITS)
            return state, _asks(flow, state, step), ""
        case StepKind.TRANSFER if not state.can_transfer:
            return state, (), _goal(step, "failed")
        case _:
            ended, ends = _over(state, _end(step))
            return ended, (*_say(state, step.prompt), *ends), ""


def _end(step: FlowStep) -> FlowEnds:
    outcome = {
        StepKind.QUEUE: FlowOutcome.QUEUE,
        StepKind.VOICEMAIL: FlowOutcome.VOICEMAIL,
        StepKind.TRANSFER: FlowOutcome.TRANSFER,
    }.get(step.kind, FlowOutcome.HUNG_UP)
    return FlowEnds(outcome, step.name, step.queue, step.priority, dict(step.skills), step.number, step.message_seconds)


def _known(flow: CallFlow, state: FlowState, step: FlowStep, what: LookedUp) -> FlowTurn:
    """Where something could not be found out, the call goes on as if nothing stood against it."""
    fact = what.fact
    match step.kind:
        case StepKind.HOURS:
            opening = fact if isinstance(fact, QueueOpening) else QueueOpening.OPEN
            closed = state.closed or opening is not QueueOpening.OPEN
            return _go(flow, replace(state, closed=closed), _goal(step, opening.value))
        case StepKind.OVERFLOW:
            load = fact if isinstance(fact, QueueLoad) else QueueLoad(0, None)
            full = load.waiting > step.most_waiting or (load.minutes or 0) > step.most_minutes
            return _go(flow, state, _goal(step, "full" if full else "next"))
        case StepKind.ANNOUNCE:
            said = _announced(state, step.prompt, fact if isinstance(fact, QueueLoad) else None)
            state, more = _go(flow, state, _goal(step, "next"))
            return state, (*said, *more)
        case StepKind.IDENTIFY if isinstance(fact, TypedClaim) and fact.found:
            return _go(flow, replace(state, claim=fact), _goal(step, "found"))
        case _:
            kept = fact if isinstance(fact, TypedClaim) else state.claim
            return _missed(flow, replace(state, claim=kept), step, _goal(step, "not_found"))


def _pressed(flow: CallFlow, state: FlowState, step: FlowStep, digits: str) -> FlowTurn:
    if state.waits is FlowWait.NUMBER:
        typed = re.sub(r"\D", "", digits)[:LONGEST_NUMBER]
        if len(typed) < SHORTEST_NUMBER:
            return _missed(flow, state, step, _goal(step, "declined"))
        return _over(state, FlowEnds(FlowOutcome.CALLBACK, step.name, step.queue, number=typed))
    match step.kind:
        case StepKind.MENU:
            chosen = next((one for one in step.keys if digits.startswith(one.key)), None) if digits else None
            if chosen is None or flow.step(chosen.leads_to) is None:
                return _missed(flow, state, step, _goal(step, "no_choice"))
            path = (*state.chosen, (step.name, chosen.key))[-MOST_TURNS:]
            return _go(flow, replace(state, chosen=path), chosen.leads_to)
        case StepKind.LANGUAGE:
            spoken_by = {one.key: one.language for one in step.keys if one.language in flow.languages}
            language = spoken_by.get(digits[:1])
            if language is None:
                return _missed(flow, state, step, _goal(step, "next"))
            return _go(flow, replace(state, language=language), _goal(step, "next"))
        case StepKind.CALLBACK:
            return _wants_callback(flow, state, step, digits)
        case StepKind.IDENTIFY:
            typed = re.sub(r"\D", "", digits)[: step.digits]
            if not typed:
                return _missed(flow, state, step, _goal(step, "not_found"))
            state = replace(state, waits=FlowWait.FACT)
            return state, (LookUp(step.kind, claim=step.claim, digits=typed),)
        case _:
            return state, ()


def _wants_callback(flow: CallFlow, state: FlowState, step: FlowStep, digits: str) -> FlowTurn:
    """The key 1 is yes; anything else goes on."""
    if not digits.startswith("1"):
        return _go(flow, state, _goal(step, "declined"))
    if state.number:
        return _over(state, FlowEnds(FlowOutcome.CALLBACK, step.name, step.queue, number=state.number))
    state = replace(state, waits=FlowWait.NUMBER, tries=0)
    return state, _asks(flow, state, step)


def _missed(flow: CallFlow, state: FlowState, step: FlowStep, goal: str) -> FlowTurn:
    """No or a wrong input: again, until it was tried as often as is allowed."""
    state = replace(state, tries=state.tries + 1)
    if state.tries >= max(1, step.tries):
        return _go(flow, state, goal)
    if state.waits is FlowWait.FACT:
        state = replace(state, waits=FlowWait.DIGITS)
    sorry = _say(state, step.second) if state.waits is not FlowWait.NUMBER else ()
    return state, (*sorry, *_asks(flow, state, step))


def _asks(flow: CallFlow, state: FlowState, step: FlowStep) -> tuple[FlowAction, ...]:
    seconds = max(1, step.seconds)
    if state.waits is FlowWait.NUMBER:
        return (*_say(state, step.second), GatherKeys("0123456789#", LONGEST_NUMBER + 1, seconds))
    if state.waits is FlowWait.DIGITS:
        return (*_say(state, step.prompt), GatherKeys("0123456789#", max(1, step.digits), seconds))
    if step.kind is StepKind.CALLBACK:
        return (*_say(state, step.prompt), GatherKeys("1", 1, seconds))
    labels = {one.key: label for one in step.keys if (label := one.label.get(state.language, ""))}
    keys = "".join(one.key for one in step.keys)
    return (*_all_languages(flow, state, step), GatherKeys(keys, 1, seconds, labels))


def _all_languages(flow: CallFlow, state: FlowState, step: FlowStep) -> tuple[FlowAction, ...]:
    """The question for the language is asked in each of them, as nobody knows yet which is understood."""
    if step.kind is not StepKind.LANGUAGE:
        return _say(state, step.prompt)
    return tuple(one for tongue in flow.languages for one in _say(replace(state, language=tongue), step.prompt))


def _say(state: FlowState, prompt: FlowPrompt) -> tuple[SayPrompt, ...]:
    text, sound = prompt.texts.get(state.language, "").strip(), prompt.sounds.get(state.language)
    return (SayPrompt(text, state.language, sound),) if text or sound else ()


def _announced(state: FlowState, prompt: FlowPrompt, load: QueueLoad | None) -> tuple[SayPrompt, ...]:
    """With what is known: a sentence whose figure is not known is left out."""
    known = {} if load is None else {"place": str(load.waiting + 1)}
    if load is not None and load.minutes is not None:
        known["minutes"] = str(load.minutes)
    text = prompt.texts.get(state.language, "")
    kept = [
        sentence
        for sentence in _SENTENCE.findall(text)
        if all(name in known for name in _PLACEHOLDER.findall(sentence))
    ]
    filled = _PLACEHOLDER.sub(lambda match: known[match[1]], "".join(kept)).strip()
    sound = prompt.sounds.get(state.language)
    return (SayPrompt(filled, state.language, sound),) if filled or sound else ()


def _goal(step: FlowStep, branch: str) -> str:
    """A name that no step has where it leads nowhere: an empty one would mean that the call stands."""
    return step.leads.get(branch, "") or "nowhere!"


def _over(state: FlowState, ends: FlowEnds) -> tuple[FlowState, tuple[FlowEnds]]:
    return replace(state, waits=FlowWait.OVER, outcome=ends.outcome), (ends,)
