"""Which regions of an agent's page an event touches."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from agent_ui.frame.changes import Changes, changes
from contact_center.kernel.contracts.interactions import (
    CallChanged,
    ConversationRead,
    DeliveryChanged,
    MessageReceived,
    Presence,
    PresenceChanged,
    Reason,
    SegmentDone,
    SegmentOffered,
    SegmentState,
    UserChanged,
)
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import (
    AgentId,
    CallId,
    ConversationId,
    EventId,
    InteractionId,
    MessageId,
    SegmentId,
    TenantId,
    UserId,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEI, WEI = AgentId(uuid4()), AgentId(uuid4())
CHAT, THREAD = InteractionId(uuid4()), ConversationId(uuid4())
MINE: dict[UUID, UUID] = {CHAT: THREAD}


def seen(*events: Event) -> Changes:
    recorded = [
        Recorded(TenantId(uuid4()), n, EventId(uuid4()), NOW, "test", None, event) for n, event in enumerate(events, 1)
    ]
    return changes(recorded, MEI, MINE)


def wrote(position: int, conversation: ConversationId = THREAD) -> MessageReceived:
    return MessageReceived(
        conversation_id=conversation,
        interaction_id=CHAT,
        message_id=MessageId(uuid4()),
        message_position=position,
        channel="webchat",
    )


def done(agent: AgentId, was: SegmentState, reason: Reason = Reason.COMPLETED) -> SegmentDone:
    return SegmentDone(segment_id=SegmentId(uuid4()), interaction_id=CHAT, agent_id=agent, reason=reason, was=was)


def test_what_concerns_colleagues_alone_draws_nothing() -> None:
    elsewhere = ConversationId(uuid4())
    offered = SegmentOffered(
        segment_id=SegmentId(uuid4()), interaction_id=InteractionId(uuid4()), agent_id=WEI, purpose="work",
        channel="sms", tier="messaging", weight=1, expires_at=NOW,
    )  # fmt: skip
    assert not seen(wrote(3, elsewhere), offered, done(WEI, SegmentState.CONNECTED)).any


def test_several_messages_are_drawn_from_the_first_of_them() -> None:
    found = seen(wrote(5), wrote(6), wrote(4))
    assert found.fresh == {THREAD: 4}
    assert found.came_in == {THREAD}
    assert found.rows == {CHAT}
    assert found.since == NOW


def test_a_caller_who_is_gone_or_back_draws_the_offer_of_their_call_anew() -> None:
    def changed(what: str) -> CallChanged:
        return CallChanged(call_id=CallId(uuid4()), interaction_id=CHAT, what=what)

    assert seen(changed("customer")).offer
    assert not seen(changed("recording")).offer


def test_a_call_that_is_parked_or_picked_up_draws_the_list_of_everybody_anew() -> None:
    def changed(what: str) -> CallChanged:
        return CallChanged(call_id=CallId(uuid4()), interaction_id=InteractionId(uuid4()), what=what)

    for what in ("parked", "unparked"):
        found = seen(changed(what))
        assert (found.any, found.work, found.calls) == (True, True, set())
    assert not seen(changed("talking")).any


def test_a_missed_offer_says_so_and_shows_the_new_presence() -> None:
    gone = done(MEI, SegmentState.ALERTING, Reason.TIMED_OUT)
    away = PresenceChanged(agent_id=MEI, presence=Presence.NOT_RESPONDING, reason=None, idle_since=NOW)
    found = seen(gone, away)
    assert found.offer
    assert found.lost_offer == gone.segment_id
    assert found.presence


def test_the_end_of_a_wrap_up_takes_its_reminder_away() -> None:
    assert seen(done(MEI, SegmentState.WRAPPING)).wrap_ups
    assert not seen(done(MEI, SegmentState.CONNECTED)).wrap_ups


def test_delivery_and_reading_touch_messages_alone() -> None:
    message = MessageId(uuid4())
    delivered = DeliveryChanged(conversation_id=THREAD, message_id=message, delivery=30)
    found = seen(delivered, ConversationRead(conversation_id=THREAD, message_position=7))
    assert found.delivered == {message}
    assert found.read == {THREAD}
    assert not found.workspaces


def test_a_change_of_the_own_account_asks_whether_the_session_still_stands() -> None:
    assert seen(UserChanged(user_id=UserId(MEI))).account
    assert not seen(UserChanged(user_id=UserId(WEI))).any
