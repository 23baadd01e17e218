"""A call of ours, step by step: nobody rings before the agent is there, and it ends once, in one way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.errors import CallOver, NotConnectedToEachOther
from channels.voice.orders import parted
from channels.voice.resync import resync_orders
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import AgentId, CallId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL, CUSTOMER, MEI_LEG, MEI_AGAIN = CallId(UUID(int=1)), UUID(int=2), UUID(int=3), UUID(int=4)
MEI = AgentId(UUID(int=5))
NUMBER, SHOWN = "+886912345678", "+886227110480"
RING = d.Dial(CUSTOMER, NUMBER, SHOWN)
Kind = MediaEventKind


class Script:
    def __init__(self, *, record: bool = False, message: str = "") -> None:
        self.now, self.sequence = NOW, 0
        out = d.OutgoingCall(NUMBER, SHOWN, 30, MEI, message=message)
        self.call, self.outcome = d.new_call_out(CALL, CUSTOMER, NOW, out, record=record, language="en")

    def does(self, what: d.Command) -> Script:
        self.call, self.outcome = d.react(self.call, what, self.now)
        return self

    def told(self, kind: Kind, leg: UUID | None = None, detail: str | None = None) -> Script:
        self.sequence += 1
        event = MediaEvent(CALL, leg, kind, self.sequence, self.now, detail)
        self.call, self.outcome = d.react(self.call, event, self.now)
        return self

    def passes(self, **amount: float) -> Script:
        self.now += timedelta(**amount)
        return self.does(d.TimePassed())

    def rings(self) -> Script:
        return self.does(d.AgentAccepts(MEI, MEI_LEG, "page")).told(Kind.LEG_JOINED, MEI_LEG)

    @property
    def orders(self) -> tuple[d.MediaCommand, ...]:
        return parted(self.outcome)[0]

    @property
    def effects(self) -> tuple[d.WorkEffect, ...]:
        return parted(self.outcome)[1]

    def ends_as(self, result: AttemptResult, code: str | None = None) -> None:
        assert self.effects == (d.NotReached(result, code),)
        assert d.CloseBridge() in self.orders
        assert self.call.phase is d.Phase.ENDED


def test_the_telephone_rings_once_the_agent_is_there_and_only_once() -> None:
    script = Script()
    assert script.orders == (d.OpenBridge("en"),)
    script.does(d.AgentAccepts(MEI, MEI_LEG, "page"))
    assert RING not in script.orders
    script.told(Kind.LEG_JOINED, MEI_LEG)
    assert script.orders == (d.PlayTo(MEI_LEG, Play.RINGBACK), d.Connect(), RING)
    script.told(Kind.LEG_LEFT, MEI_LEG).does(d.AgentAccepts(MEI, MEI_AGAIN, "page")).told(Kind.LEG_JOINED, MEI_AGAIN)
    assert RING not in script.orders, "a page that is reloaded does not ring it again"
    assert script.call.phase is d.Phase.DIALLING


def test_an_answer_connects_both_at_once() -> None:
    script = Script().rings().told(Kind.LEG_JOINED, CUSTOMER)
    assert script.effects == (d.PickedUp(), d.Answered(MEI))
    assert script.call.phase is d.Phase.TALKING
    script = Script(record=True).rings().told(Kind.LEG_JOINED, CUSTOMER)
    assert script.call.phase is d.Phase.ANNOUNCING
    script.told(Kind.NOTICE_PLAYED).told(Kind.LEG_LEFT, CUSTOMER)
    assert script.effects == (d.Ended(d.EndedBy.CUSTOMER),)


def test_who_answers_while_the_page_is_reloaded_hears_music_and_then_the_agent() -> None:
    script = Script().rings().told(Kind.LEG_LEFT, MEI_LEG).told(Kind.LEG_JOINED, CUSTOMER)
    assert script.effects == (d.PickedUp(),)
    assert d.PlayTo(CUSTOMER, Play.WAITING_MUSIC) in script.orders
    back = script.does(d.AgentAccepts(MEI, MEI_AGAIN, "page")).told(Kind.LEG_JOINED, MEI_AGAIN)
    assert d.Answered(MEI) in back.effects


@pytest.mark.parametrize(
    ("said", "result", "code"),
    [
        ("busy", AttemptResult.BUSY, None),
        ("no_answer", AttemptResult.NO_ANSWER, None),
        ("machine", AttemptResult.MACHINE, None),
        ("failed", AttemptResult.FAILED, None),
        (None, AttemptResult.FAILED, None),
        ("unallocated", AttemptResult.FAILED, "unallocated"),
    ],
)
def test_what_the_network_says_is_the_result(said: str | None, result: AttemptResult, code: str | None) -> None:
    script = Script().rings().told(Kind.LEG_LEFT, CUSTOMER, said)
    script.ends_as(result, code)
    script.told(Kind.LEG_JOINED, CUSTOMER)
    assert script.outcome == (), "an answer that comes later changes nothing"


def test_every_other_end_while_it_rings() -> None:
    Script().rings().does(d.HangUp(d.EndedBy.AGENT)).ends_as(AttemptResult.CANCELLED)
    Script().rings().does(d.AgentLeaves()).ends_as(AttemptResult.CANCELLED)
    Script().does(d.AgentLeaves()).ends_as(AttemptResult.CANCELLED)
    Script().rings().does(d.DialRefused("no_route")).ends_as(AttemptResult.FAILED, "no_route")
    Script().rings().passes(seconds=30).ends_as(AttemptResult.NO_ANSWER)
    Script().passes(seconds=30).ends_as(AttemptResult.CANCELLED, "agent_not_there")
    Script().rings().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20).ends_as(AttemptResult.CANCELLED, "agent_not_there")
    Script().rings().told(Kind.BRIDGE_ENDED, None, "media process died").ends_as(
        AttemptResult.FAILED, "media process died"
    )
    talking = Script().rings().told(Kind.LEG_JOINED, CUSTOMER).does(d.DialRefused("late"))
    assert talking.outcome == ()
    over = Script().rings().does(d.HangUp(d.EndedBy.AGENT))
    assert over.does(d.HangUp(d.EndedBy.SYSTEM)).outcome == ()
    with pytest.raises(CallOver):
        over.does(d.AgentAccepts(MEI, MEI_LEG))


def test_nobody_is_held_while_it_rings_but_the_agent_may_mute_themselves() -> None:
    script = Script().rings()
    with pytest.raises(NotConnectedToEachOther):
        script.does(d.Hold())
    assert script.does(d.MuteAgent(True)).orders == (d.MuteLeg(MEI_LEG, True),)


def test_orders_that_were_lost_are_given_again() -> None:
    assert resync_orders(Script().call) == (d.OpenBridge("en"),)
    assert resync_orders(Script().rings().call) == (d.PlayTo(MEI_LEG, Play.RINGBACK), d.Connect(), RING)


def test_our_message_is_left_once_a_machine_has_answered_and_then_nobody_of_ours_stays() -> None:
    words = "Please call us back."
    script = Script(message=words).rings()
    with pytest.raises(NotConnectedToEachOther):
        script.does(d.LeaveOurMessage())
    script.told(Kind.LEG_JOINED, CUSTOMER).does(d.LeaveOurMessage())
    assert script.orders == (d.SayAndEnd(CUSTOMER, words, "en"), d.CloseBridge())
    assert script.effects == (d.OurMessageLeft(),)
    assert resync_orders(script.call) == script.orders, "what may have been lost is said again"
    with pytest.raises(CallOver):
        script.does(d.LeaveOurMessage())
    with pytest.raises(NotConnectedToEachOther):
        Script().rings().told(Kind.LEG_JOINED, CUSTOMER).does(d.LeaveOurMessage())
