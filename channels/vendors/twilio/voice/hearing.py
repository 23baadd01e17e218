"""Who hears whom, in the words that a conference of Twilio has: hold, mute, coaching. Pure.

A conference knows no matrix. Of those who are not on hold each hears all others, but for who is muted, and for a coach,
whom only the one they coach hears. That is enough for every state of our table (`docs/reference/hearing.md`), which
the tests walk; a matrix that it cannot express is met as nearly as silence can: nobody hears whom they must not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from contact_center.kernel.contracts.telephony import Play


@dataclass(frozen=True, slots=True)
class ConferencePart:
    """How a leg takes part in the conference."""

    hold: bool = False
    music: Play | None = None
    """What it hears on hold."""
    muted: bool = False
    coaches: UUID | None = None
    """The leg that alone hears it."""


Matrix = Mapping[UUID, Collection[UUID]]


def parts(
    legs: Collection[UUID], matrix: Matrix, plays: Mapping[UUID, Play], muted: Collection[UUID]
) -> dict[UUID, ConferencePart]:
    """The part of each leg, so that each hears whom `matrix` says, and who hears nobody what is played to them."""
    heard = {speaker for row in matrix.values() for speaker in row}
    found: dict[UUID, ConferencePart] = {}
    for leg in legs:
        if leg in matrix or leg in heard:
            found[leg] = _talking(leg, matrix)
        else:
            found[leg] = ConferencePart(hold=True, music=plays.get(leg, Play.WAITING_MUSIC))
    _let_go_who_is_alone(found)
    return {leg: replace(part, muted=part.muted or leg in muted) for leg, part in found.items()}


def _talking(leg: UUID, matrix: Matrix) -> ConferencePart:
    listeners = {one for one in matrix if one != leg}
    hearers = {one for one in listeners if leg in matrix[one]}
    if not hearers:
        return ConferencePart(muted=True)
    if len(hearers) == 1 and hearers < listeners:
        return ConferencePart(coaches=next(iter(hearers)))
    return ConferencePart(muted=hearers != listeners)


def _let_go_who_is_alone(found: dict[UUID, ConferencePart]) -> None:
    """Silence is what somebody hears without whom nobody is in the talk: no hold is needed for it."""
    silent = [leg for leg, part in found.items() if part.music is Play.SILENCE]
    if len(silent) == 1 and all(part.hold for part in found.values()):
        found[silent[0]] = ConferencePart()


def heard_by(parts: Mapping[UUID, ConferencePart]) -> dict[UUID, set[UUID]]:
    """Listener → speakers in a conference whose participants have these parts: what Twilio makes of them."""
    inside = {leg: part for leg, part in parts.items() if not part.hold}
    return {
        leg: {
            one for one, part in inside.items() if one != leg and not part.muted and part.coaches in (None, leg)
        }
        for leg in inside
    }  # fmt: skip


def restricts(before: ConferencePart, after: ConferencePart) -> bool:
    """Whether somebody hears less after the change: such changes come first, so that nobody overhears the others."""
    if after.hold != before.hold:
        return after.hold
    if after.muted != before.muted:
        return after.muted
    return after.coaches is not None
