"""Every state of the table "who hears whom" in Twilio's words: what a conference makes of them is the table again."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.vendors.twilio.voice.hearing import ConferencePart, heard_by, parts, restricts
from channels.voice.model import Connect, Phase, PlayTo
from channels.voice.sounds import sounds
from contact_center.kernel.contracts.telephony import Play
from tools.scenes import Scene, scenes

SETTLED = [one for one in scenes() if one.call.phase not in (Phase.ANNOUNCING, Phase.MESSAGE, Phase.ENDED)]


@pytest.mark.parametrize("scene", SETTLED, ids=lambda scene: scene.name)
def test_a_conference_in_these_parts_is_heard_as_the_table_says(scene: Scene) -> None:
    plays: dict[UUID, Play] = {}
    matrix: dict[UUID, frozenset[UUID]] = {}
    for order in sounds(scene.call):
        if isinstance(order, PlayTo):
            plays[order.leg] = order.what
        elif isinstance(order, Connect):
            matrix = dict(order.matrix)
    there = [leg.id for leg in scene.call.legs if leg.flows]
    found = parts(there, matrix, plays, muted=())
    heard = heard_by(found)
    for leg in there:
        wanted = matrix.get(leg, frozenset()) & set(there)
        assert heard.get(leg, set()) == wanted, f"{leg} in {scene.name}"
        if not wanted and plays.get(leg, Play.SILENCE) is not Play.SILENCE:
            assert found[leg].music is plays[leg]


def test_who_mutes_themselves_is_heard_by_nobody_and_hears_on() -> None:
    one, other = UUID(int=1), UUID(int=2)
    found = parts([one, other], {one: {other}, other: {one}}, {}, muted=[one])
    assert heard_by(found) == {one: {other}, other: set()}


def test_what_makes_somebody_hear_less_is_told_from_what_makes_them_hear_more() -> None:
    talk, held, coach = (
        ConferencePart(),
        ConferencePart(hold=True, music=Play.HOLD_MUSIC),
        ConferencePart(coaches=UUID(int=1)),
    )
    assert restricts(talk, held)
    assert restricts(talk, coach)
    assert restricts(talk, ConferencePart(muted=True))
    assert not restricts(held, talk)
    assert not restricts(coach, talk)
