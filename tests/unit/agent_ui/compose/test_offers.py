"""An offer of a call while its caller is away."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from agent_ui.compose import offers
from agent_ui.views import CallState, CallView, LegState, LegView, OfferView, Tone
from agent_ui.words.languages import Words
from contact_center.interactions.intake.voicemail import CHANNEL
from contact_center.kernel.contracts.interactions import Identity
from contact_center.kernel.ids import CallId, InteractionId, SegmentId
from tests.unit.agent_ui.conftest import NOW

CALL = CallView(
    call=CallId(uuid4()), interaction=InteractionId(uuid4()), state=CallState.CONNECTING, since=NOW,
    customer=LegView("Tom Hale", LegState.MUSIC, NOW),
)  # fmt: skip


def an_offer(words: Words) -> OfferView:
    who = offers.identity_view(words, Identity.UNKNOWN, None, None)
    return OfferView(SegmentId(uuid4()), CALL.interaction, CHANNEL, "Orders", "Tom Hale", who, NOW, NOW, NOW)


def test_an_offer_says_that_the_caller_is_gone_while_they_are(english: Words, chinese: Words) -> None:
    gone = replace(CALL, customer=LegView("Tom Hale", LegState.LOST, NOW))
    for words, told in ((english, "Connection lost."), (chinese, "連線中斷。")):
        (fact,) = offers.with_call(words, an_offer(words), gone).facts
        assert (fact.text.startswith(told), fact.tone) == (True, Tone.SOON)


def test_an_offer_of_a_caller_who_is_there_or_whose_call_is_over_says_nothing_of_it(english: Words) -> None:
    over = replace(CALL, state=CallState.ENDED, customer=LegView("Tom Hale", LegState.LOST, NOW))
    for call in (None, CALL, over):
        assert offers.with_call(english, an_offer(english), call).facts == ()
