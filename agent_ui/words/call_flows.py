"""Words for call flows: kinds of steps, branches, fields, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_ui.views import CallerWayView
from agent_ui.words.languages import Words
from channels.voice.flow.differences import FlowChange, FlowDifference
from channels.voice.flow.domain import ClaimKind, StepKind
from channels.voice.flow.errors import FlowProblem, FlowProblemCode
from channels.voice.flow.interpreter import FlowOutcome, QueueOpening
from contact_center.kernel.languages import text_for

N_ = str

_KINDS: Mapping[StepKind, str] = {
    StepKind.SAY: N_("Greeting or announcement"),
    StepKind.HOURS: N_("Opening hours"),
    StepKind.MENU: N_("Menu by key"),
    StepKind.LANGUAGE: N_("Choice of language"),
    StepKind.IDENTIFY: N_("Identification by number"),
    StepKind.ANNOUNCE: N_("Place and wait"),
    StepKind.OVERFLOW: N_("Queue full?"),
    StepKind.CALLBACK: N_("Offer to call back"),
    StepKind.QUEUE: N_("To a queue"),
    StepKind.VOICEMAIL: N_("Voicemail"),
    StepKind.TRANSFER: N_("To an outside number"),
    StepKind.HANG_UP: N_("Hang up"),
}
_BRANCHES: Mapping[str, str] = {
    "next": N_("goes on to"),
    "open": N_("in opening hours"),
    "closed": N_("closed"),
    "holiday": N_("on a holiday"),
    "no_choice": N_("no key, or a wrong one"),
    "found": N_("found"),
    "not_found": N_("not found"),
    "full": N_("full"),
    "declined": N_("not wanted"),
    "failed": N_("not possible"),
}
_FIELDS: Mapping[str, str] = {
    "kind": N_("What it does"),
    "name": N_("Name"),
    "tries": N_("Tries"),
    "seconds": N_("Seconds of silence"),
    "queue": N_("Queue"),
    "claim": N_("What is typed"),
    "digits": N_("Digits at most"),
    "number": N_("Telephone number"),
    "priority": N_("Priority, more or less"),
    "skills": N_("Skills"),
    "most_waiting": N_("Callers waiting at most"),
    "most_minutes": N_("Minutes of wait at most"),
    "message_seconds": N_("Seconds of a message"),
    "keys": N_("Keys"),
    "languages": N_("Languages"),
    "leads": N_("Where it leads"),
    "steps": N_("Steps"),
}
_CLAIMS: Mapping[ClaimKind, str] = {
    ClaimKind.CUSTOMER: N_("a customer number"),
    ClaimKind.ORDER: N_("an order number"),
    ClaimKind.CASE: N_("a case number"),
}
_LANGUAGES = {"en": N_("English"), "zh-Hant": N_("Chinese")}
_OPENINGS: Mapping[QueueOpening, str] = {
    QueueOpening.OPEN: N_("in opening hours"),
    QueueOpening.CLOSED: N_("closed"),
    QueueOpening.HOLIDAY: N_("on a holiday"),
}
_OUTCOMES: Mapping[FlowOutcome, str] = {
    FlowOutcome.QUEUE: N_("The caller waits for an agent"),
    FlowOutcome.VOICEMAIL: N_("The caller leaves a message"),
    FlowOutcome.CALLBACK: N_("The caller is called back"),
    FlowOutcome.TRANSFER: N_("The caller is put through"),
    FlowOutcome.HUNG_UP: N_("The call is ended"),
    FlowOutcome.LEFT: N_("The caller has hung up"),
    FlowOutcome.LOST: N_("There is no way on: the call is ended"),
}
_PROBLEMS: Mapping[FlowProblemCode, str] = {
    FlowProblemCode.NO_STEPS: N_("The flow has no steps; add one."),
    FlowProblemCode.TOO_MANY_STEPS: N_("The flow has more than %(most)s steps; take some out."),
    FlowProblemCode.NAME_UNUSABLE: N_("A name begins with a small letter and has only small letters, digits and _."),
    FlowProblemCode.NAME_TWICE: N_("Another step has this name; choose a different one."),
    FlowProblemCode.LANGUAGE_UNKNOWN: N_("Choose a language of this flow."),
    FlowProblemCode.PROMPT_MISSING: N_("This is missing; write it, or add a sound."),
    FlowProblemCode.PROMPT_TOO_LONG: N_("This is too long; at most %(most)s characters."),
    FlowProblemCode.BRANCH_MISSING: N_("“%(branch)s” leads nowhere; choose a step."),
    FlowProblemCode.LEADS_NOWHERE: N_("“%(branch)s” leads to %(goal)s, which is not there; choose another step."),
    FlowProblemCode.LOOP: N_("Who presses nothing comes back here for ever; lead one of the steps elsewhere."),
    FlowProblemCode.UNREACHABLE: N_("No call ever comes here; lead a step here, or take it out."),
    FlowProblemCode.NO_KEYS: N_("No key has a meaning; add one."),
    FlowProblemCode.KEY_UNUSABLE: N_("A key is one of 1 to 9, 0, * and #."),
    FlowProblemCode.KEY_TWICE: N_("The key %(key)s has two meanings; give one of them another key."),
    FlowProblemCode.QUEUE_MISSING: N_("Choose a queue."),
    FlowProblemCode.QUEUE_UNKNOWN: N_("This queue is not there any more; choose another one."),
    FlowProblemCode.NUMBER_MISSING: N_("Write the number with its country, like +886 2 2711 0480."),
    FlowProblemCode.OUT_OF_RANGE: N_("Write a number from %(least)s to %(most)s."),
}


def kind(words: Words, one: StepKind) -> str:
    return words.gettext(_KINDS[one])


def branch(words: Words, name: str) -> str:
    """`key.1` is the key 1."""
    if name.startswith("key."):
        return words.gettext("key %(key)s", key=name[4:])
    return words.gettext(_BRANCHES[name]) if name in _BRANCHES else name


def claim(words: Words, one: ClaimKind) -> str:
    return words.gettext(_CLAIMS[one])


def opening(words: Words, one: QueueOpening) -> str:
    return words.gettext(_OPENINGS[one])


def language(words: Words, tongue: str) -> str:
    return words.gettext(_LANGUAGES[tongue]) if tongue in _LANGUAGES else tongue


def outcome(words: Words, one: FlowOutcome) -> str:
    return words.gettext(_OUTCOMES[one])


def problem(words: Words, one: FlowProblem) -> str:
    args = dict(one.args)
    if "language" in args:
        args["language"] = language(words, str(args["language"]))
    if "branch" in args:
        args["branch"] = branch(words, str(args["branch"]))
    return words.gettext(_PROBLEMS[one.code], **args)


def field(words: Words, place: str) -> str:
    """The name of a field by its place: `prompt.en`, `leads.next`, `key.1`."""
    head, _, rest = place.partition(".")
    if head in ("prompt", "second"):
        tongue = language(words, rest.removeprefix("sound."))
        said = words.gettext("What is said") if head == "prompt" else words.gettext("What is said next")
        return words.gettext("%(what)s in %(language)s", what=said, language=tongue)
    if head in ("leads", "key") and rest:
        return branch(words, rest if head == "leads" else place)
    return words.gettext(_FIELDS[head]) if head in _FIELDS else place


def difference(words: Words, one: FlowDifference) -> str:
    match one.what:
        case FlowChange.ADDED:
            return words.gettext("%(step)s is new", step=one.step)
        case FlowChange.REMOVED:
            return words.gettext("%(step)s is taken out", step=one.step)
        case FlowChange.MOVED:
            return words.gettext("Calls begin with %(step)s", step=one.step)
        case FlowChange.LANGUAGES:
            return words.gettext("Languages")
        case FlowChange.CHANGED:
            return words.gettext("%(step)s: %(field)s", step=one.step, field=field(words, one.field))


def choices(words: Words, chosen: Sequence[Mapping[str, str]]) -> str:
    """What the caller chose, in the reader's language."""
    return " › ".join(text_for(one, words.language.replace("_", "-")) for one in chosen)


def claimed(words: Words, view: CallerWayView) -> str:
    """What the caller typed, and whose it is by our books."""
    assert view.claim is not None
    kind = words.gettext(_CLAIMS[view.claim])
    if not view.found:
        return words.gettext("Typed %(kind)s that is nobody's: %(digits)s", kind=kind, digits=view.digits)
    if not view.whose:
        return words.gettext("Typed %(kind)s: %(number)s", kind=kind, number=view.found)
    return words.gettext("Typed %(kind)s: %(number)s of %(whose)s", kind=kind, number=view.found, whose=view.whose)
