"""A call's decisions, each as its people would notice it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.errors import CallOver, NotConnectedToEachOther
from channels.voice.orders import parted
from channels.voice.store import stored_call
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import AgentId, CallId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = CallId(UUID(int=1))
CUSTOMER, MEI_LEG, WEI_LEG = UUID(int=2), UUID(int=3), UUID(int=4)
MEI, WEI = AgentId(UUID(int=5)), AgentId(UUID(int=6))
EACH_OTHER = d.Connect(((CUSTOMER, frozenset({MEI_LEG})), (MEI_LEG, frozenset({CUSTOMER}))))
Kind = MediaEventKind
QUEUE = UUID(int=7)


class Script:
    """Feeds a call and keeps what came of the last step."""

    def __init__(self, *, record: bool = True, page: str = "") -> None:
        """With a `page` the customer calls from a browser, which may come back after a good-bye."""
        self.now = NOW
        self.sequence = 0
        self.call, self.outcome = d.new_call(CALL, CUSTOMER, NOW, record=record, language="en", page=page)

    def does(self, what: d.Command) -> Script:
        self.call, self.outcome = d.react(self.call, what, self.now)
        return self

    def told(self, kind: Kind, leg: UUID | None = None, detail: str | None = None) -> Script:
        self.sequence += 1
        return self.event(MediaEvent(CALL, leg, kind, self.sequence, self.now, detail))

    def event(self, event: MediaEvent) -> Script:
        self.call, self.outcome = d.react(self.call, event, self.now)
        return self

    def passes(self, **amount: float) -> Script:
        self.now += timedelta(**amount)
        return self.does(d.TimePassed())

    @property
    def orders(self) -> tuple[d.MediaCommand, ...]:
        return parted(self.outcome)[0]

    @property
    def effects(self) -> tuple[d.WorkEffect, ...]:
        return parted(self.outcome)[1]

    def waiting(self) -> Script:
        return self.told(Kind.LEG_JOINED, CUSTOMER)

    def accepted(self) -> Script:
        return self.waiting().does(d.AgentAccepts(MEI, MEI_LEG))

    def talking(self) -> Script:
        self.accepted().told(Kind.LEG_JOINED, MEI_LEG)
        return self.told(Kind.NOTICE_PLAYED, CUSTOMER) if self.call.record else self


def test_a_new_customer_hears_waiting_music() -> None:
    script = Script()
    assert script.orders == (d.OpenBridge("en"), d.PlayTo(CUSTOMER, Play.WAITING_MUSIC))
    assert script.effects == ()


def test_the_customer_hears_ringing_once_an_agent_has_accepted() -> None:
    script = Script().accepted()
    assert d.PlayTo(CUSTOMER, Play.RINGBACK) in script.orders
    assert script.call.phase is d.Phase.CONNECTING


def test_both_hear_the_notice_before_they_hear_each_other() -> None:
    script = Script().accepted().told(Kind.LEG_JOINED, MEI_LEG)
    assert script.outcome == (d.Record(CUSTOMER, MEI_LEG), d.Answered(MEI))
    script.told(Kind.NOTICE_PLAYED, CUSTOMER)
    assert script.orders == (EACH_OTHER,)
    assert script.told(Kind.RECORDING_STARTED).effects == (d.RecordingStarted(),)


def test_without_recording_they_talk_at_once() -> None:
    script = Script(record=False).accepted().told(Kind.LEG_JOINED, MEI_LEG)
    assert script.outcome == (EACH_OTHER, d.Answered(MEI))


def test_an_agent_whose_media_came_before_the_acceptance_talks_at_once() -> None:
    script = Script(record=False).waiting().told(Kind.LEG_JOINED, MEI_LEG)
    assert d.Answered(MEI) in script.does(d.AgentAccepts(MEI, MEI_LEG)).effects


def test_hold_gives_music_and_resume_brings_them_back() -> None:
    script = Script().talking().does(d.Hold())
    assert script.orders == (
        d.PlayTo(CUSTOMER, Play.HOLD_MUSIC),
        d.PlayTo(MEI_LEG, Play.SILENCE),
        d.Connect(),
    )
    assert script.does(d.Hold()).outcome == ()
    assert script.does(d.Resume()).orders == (EACH_OTHER,)
    assert script.does(d.Resume()).outcome == ()


def test_mute_is_the_agents_alone() -> None:
    script = Script().talking().does(d.MuteAgent(True))
    assert script.orders == (d.MuteLeg(MEI_LEG, True),)
    assert script.call.agent == d.Leg(MEI_LEG, LegRole.AGENT, MEI, joined=True, muted=True)


def test_the_next_agent_talks_without_a_second_notice() -> None:
    script = Script().talking().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20)
    script.does(d.AgentAccepts(WEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert d.Record(CUSTOMER, WEI_LEG) in script.orders
    assert any(isinstance(o, d.Connect) for o in script.orders)
    assert script.effects == (d.Answered(WEI),)


def test_an_agent_who_never_joins_is_lost_after_fifteen_seconds() -> None:
    script = Script().accepted()
    assert d.due(script.call) == NOW + d.AGENT_JOINS_WITHIN
    assert script.passes(seconds=14).outcome == ()
    assert script.passes(seconds=1).effects == (d.AgentLost(MEI, was_connected=False),)
    assert d.due(script.call) is None


def test_a_customer_who_never_joins_has_abandoned() -> None:
    script = Script().passes(seconds=30)
    assert script.outcome == (d.CloseBridge(), d.Abandoned(answered_before=False))


def test_a_customer_who_hangs_up_before_the_answer_has_abandoned() -> None:
    assert Script().waiting().told(Kind.LEG_LEFT, CUSTOMER).effects == (d.Abandoned(answered_before=False),)
    assert Script().accepted().told(Kind.LEG_LEFT, CUSTOMER).effects == (d.Abandoned(answered_before=False),)


def test_a_customer_who_leaves_while_back_in_the_queue_has_abandoned_an_answered_call() -> None:
    script = Script().talking().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20).told(Kind.LEG_LEFT, CUSTOMER)
    assert script.effects == (d.Abandoned(answered_before=True),)


def test_the_end_says_who_ended_it() -> None:
    by = d.EndedBy
    assert Script().talking().told(Kind.LEG_LEFT, CUSTOMER).effects == (d.Ended(by.CUSTOMER),)
    script = Script().talking().does(d.HangUp(by.AGENT))
    assert script.outcome == (d.CloseBridge(), d.Ended(by.AGENT))
    assert script.does(d.HangUp(by.AGENT)).outcome == ()


def test_a_transfer_to_the_queue_is_no_loss() -> None:
    script = Script().talking().does(d.AgentLeaves())
    assert script.effects == ()
    assert d.PlayTo(CUSTOMER, Play.WAITING_MUSIC) in script.orders
    assert script.told(Kind.LEG_LEFT, MEI_LEG, "removed").outcome == ()


@pytest.mark.parametrize("phase", ["waiting", "accepted", "talking"])
def test_a_dead_media_process_drops_the_call_in_every_phase(phase: str) -> None:
    script = getattr(Script(), phase)().told(Kind.BRIDGE_ENDED, detail="media process died")
    assert script.outcome == (d.Dropped("media process died"),)
    assert script.call.phase is d.Phase.ENDED


def test_the_recording_may_be_ready_after_the_end() -> None:
    script = Script().talking().does(d.HangUp(d.EndedBy.AGENT)).told(Kind.BRIDGE_ENDED)
    assert script.outcome == ()
    assert script.told(Kind.RECORDING_READY, detail="key").effects == (d.RecordingReady("key"),)


def test_a_repeated_event_changes_nothing() -> None:
    script = Script().talking()
    left = MediaEvent(CALL, MEI_LEG, Kind.LEG_LEFT, script.sequence, NOW)
    before = script.call
    assert script.event(left).outcome == ()
    assert script.call == before


def test_commands_that_do_not_fit_are_refused() -> None:
    with pytest.raises(NotConnectedToEachOther):
        Script().waiting().does(d.Hold())
    with pytest.raises(NotConnectedToEachOther):
        Script().talking().does(d.AgentAccepts(WEI, WEI_LEG))
    with pytest.raises(CallOver):
        Script().talking().does(d.HangUp(d.EndedBy.AGENT)).does(d.Resume())


# Messages: nobody answers, the caller says what it is about


def _asked(*, seconds: int = 120) -> Script:
    return Script().waiting().does(d.TakeMessage(seconds, QUEUE))


def _speaking(*, seconds: int = 120) -> Script:
    return _asked(seconds=seconds).told(Kind.RECORDING_STARTED, CUSTOMER)


def test_who_is_asked_for_a_message_hears_the_greeting_and_is_recorded_alone() -> None:
    script = _asked()
    assert script.orders == (d.PlayTo(CUSTOMER, Play.SILENCE), d.Connect(), d.RecordMessage(CUSTOMER))
    assert script.does(d.TakeMessage(120)).outcome == (), "asked once"
    assert script.told(Kind.RECORDING_STARTED, CUSTOMER).effects == (), "it is no recording of a talk"


@pytest.mark.parametrize("how", [Kind.LEG_LEFT, Kind.LEG_LOST])
def test_a_message_becomes_work_when_the_caller_hangs_up(how: Kind) -> None:
    script = _speaking()
    script.now += timedelta(seconds=42)
    assert script.told(how, CUSTOMER).outcome == (d.CloseBridge(), d.MessageLeft(42, QUEUE))
    assert script.told(Kind.MESSAGE_READY, detail="key").effects == (d.MessageReady("key"),)


@pytest.mark.parametrize("spoken", [False, True])
def test_who_hangs_up_without_a_word_has_abandoned(spoken: bool) -> None:
    script = _speaking() if spoken else _asked()
    script.now += timedelta(seconds=1)
    assert script.told(Kind.LEG_LEFT, CUSTOMER).effects == (d.Abandoned(answered_before=False),)


def test_a_message_ends_at_its_longest_and_says_no_more_than_that() -> None:
    script = _speaking(seconds=30)
    assert script.passes(seconds=29).outcome == ()
    assert script.passes(seconds=2).outcome == (d.CloseBridge(), d.MessageLeft(30, QUEUE))


def test_the_hang_up_button_ends_a_message_as_the_line_does() -> None:
    script = _speaking()
    script.now += timedelta(seconds=5)
    assert script.does(d.HangUp(d.EndedBy.CUSTOMER)).effects == (d.MessageLeft(5, QUEUE),)


def test_a_caller_whose_tone_never_comes_is_not_kept_on_the_line() -> None:
    script = _asked()
    assert d.due(script.call) == script.now + d.TONE_WITHIN
    assert script.passes(seconds=60).effects == (d.Abandoned(answered_before=False),)


def test_what_was_said_before_the_media_died_is_not_lost() -> None:
    script = _speaking()
    assert script.told(Kind.BRIDGE_ENDED, detail="media process died").effects == (d.Dropped("media process died"),)
    script = _speaking()
    script.now += timedelta(seconds=9)
    assert script.told(Kind.BRIDGE_ENDED, detail="media process died").effects == (d.MessageLeft(9, QUEUE),)


def test_nobody_takes_a_call_whose_customer_leaves_a_message() -> None:
    with pytest.raises(NotConnectedToEachOther, match="customer_leaving_message"):
        _asked().does(d.AgentAccepts(MEI, MEI_LEG))
    with pytest.raises(NotConnectedToEachOther):
        _asked().does(d.Hold())


def test_a_call_stored_before_an_agent_was_a_leg_goes_on_as_it_stood() -> None:
    call = stored_call(
        {
            "id": str(CALL), "customer": str(CUSTOMER), "since": NOW.isoformat(), "record": True, "phase": "held",
            "agent": {"agent": str(MEI), "leg": str(MEI_LEG), "muted": True, "page": "one", "session": None,
                      "away": {"since": NOW.isoformat(), "left": True}},
            "joined": [str(CUSTOMER)], "answered": True, "announced": True, "last_sequence": 7, "message": None,
            "language": "zh", "customer_page": "shop", "customer_away": None,
        }
    )  # fmt: skip
    assert call.customer == d.Leg(CUSTOMER, LegRole.CUSTOMER, page="shop", joined=True)
    assert call.agent == d.Leg(MEI_LEG, LegRole.AGENT, MEI, "one", muted=True, away=d.Away(NOW, left=True))
    assert (call.phase, call.last_sequence, call.language) == (d.Phase.HELD, 7, "zh")
