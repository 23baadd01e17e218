"""Where in a recording something happened that is not in it: a hold, a pause for card data, a transfer.

What is on hold, paused or broken is not kept, so the recording is shorter than the call. Its length is counted here by
our own clock, as the call goes on: no provider tells it, and a second more or less is nothing to a listener.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.voice import outside
from channels.voice.model import Call, MarkKind, Phase, RecordedSoFar, RecordingMark
from channels.voice.sounds import with_customer

MOST_MARKS = 200
"""Of one call; somebody who plays with a button makes more."""


def begun(call: Call, at: datetime) -> Call:
    """The notice was heard. Again changes nothing."""
    return call if call.recorded is not None else replace(call, recorded=RecordedSoFar(at, since=at))


def followed(before: Call, call: Call, now: datetime) -> Call:
    """The call with what its change means for its recording."""
    so_far = call.recorded
    if so_far is None or before.recorded is None:
        return call
    if _over(call):
        return call if _over(before) else replace(call, recorded=_frozen(so_far, now))
    was, is_ = _why_not(before), _why_not(call)
    if is_ is not was:
        so_far = _paused(_resumed(so_far, now), is_, now)
    if _handed(before, call):
        so_far = _marked(so_far, RecordingMark(MarkKind.TRANSFER, _length(so_far, now), now, 0.0))
    return replace(call, recorded=so_far)


def _over(call: Call) -> bool:
    """No more is kept of the talk."""
    return call.phase in (Phase.ENDED, Phase.MESSAGE)


def _frozen(so_far: RecordedSoFar, now: datetime) -> RecordedSoFar:
    """With nothing open; what was open last took until the end."""
    kept = so_far if so_far.since is not None else replace(_resumed(so_far, now), seconds=so_far.seconds, since=now)
    return replace(kept, seconds=_length(kept, now), since=None)


def _why_not(call: Call) -> MarkKind | None:
    """Why nothing is kept now; None while it is."""
    if call.pause is not None:
        return MarkKind.PAUSE
    if call.phase is Phase.HELD:
        return MarkKind.HOLD
    if call.phase is Phase.PARKED:
        return MarkKind.PARKED
    if outside.kept_out(call):
        return MarkKind.OUTSIDE
    if call.agent is None or call.phase in (Phase.WAITING, Phase.CONNECTING):
        return MarkKind.TRANSFER
    return None if with_customer(call) and call.customer.away is None else MarkKind.INTERRUPTED


def _handed(before: Call, call: Call) -> bool:
    """A colleague has it without its customer having waited."""
    one, other = before.agent, call.agent
    return one is not None and other is not None and one.agent != other.agent


def _length(so_far: RecordedSoFar, now: datetime) -> float:
    return so_far.seconds + ((now - so_far.since).total_seconds() if so_far.since is not None else 0.0)


def _resumed(so_far: RecordedSoFar, now: datetime) -> RecordedSoFar:
    """Whatever kept it from being kept is over."""
    if so_far.since is not None:
        return so_far
    ended = (
        one if one.seconds is not None else replace(one, seconds=(now - one.began).total_seconds())
        for one in so_far.marks
    )  # fmt: skip
    return replace(so_far, since=now, marks=tuple(ended))


def _paused(so_far: RecordedSoFar, why: MarkKind | None, now: datetime) -> RecordedSoFar:
    if why is None:
        return so_far
    so_far = replace(so_far, seconds=_length(so_far, now), since=None)
    return _marked(so_far, RecordingMark(why, so_far.seconds, now))


def _marked(so_far: RecordedSoFar, mark: RecordingMark) -> RecordedSoFar:
    return so_far if len(so_far.marks) >= MOST_MARKS else replace(so_far, marks=(*so_far.marks, mark))
