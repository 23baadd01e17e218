"""What the log says becomes what the engine is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contact_center.kernel.contracts import interactions as happened
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.contracts.routing_events import InteractionOverflowed, RoutingPolicyChanged
from contact_center.kernel.events import Event, Recorded, revive
from contact_center.kernel.ids import (
    AgentId,
    ConversationId,
    EventId,
    InteractionId,
    QueueId,
    SegmentId,
    TenantId,
    new_id,
)
from routing.engine.inputs import (
    AgentChanged,
    AgentGone,
    Excluded,
    GoneReason,
    OfferClosed,
    OfferOutcome,
    Preferred,
    WorkGone,
    WorkQueued,
)
from routing.engine.model import Requirement, Ring
from routing.policy.queues import offer_limits, queue_policy
from routing.policy.queues_store import QueueRow
from routing.router.store import AgentRow
from routing.router.translate import ChannelTraits, Translator, agent_input, requirement

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEDIA = ChannelTraits(audio=frozenset({"voice"}))
MEI, CHAT, QUEUE = AgentId(new_id()), InteractionId(new_id()), QueueId(new_id())


def recorded(event: Event, actor: str = "user:mei") -> Recorded:
    return Recorded(TenantId(new_id()), 1, EventId(new_id()), NOW, actor, None, event)


def queued(**changes: object) -> happened.InteractionQueued:
    said: dict[str, object] = {
        "interaction_id": CHAT, "conversation_id": ConversationId(new_id()), "customer_id": None, "queue_id": QUEUE,
        "channel": "webchat", "tier": "live", "weight": 1, "priority": 5, "skills": ["lang:zh:3"], "entered_at": NOW,
        "ranked_at": NOW, "at_head": False, "because": happened.QueuedBecause.NEW, "number": 1, "sl_started_at": NOW,
        "sl_seconds": 20, "sl_percent": 80, "due_at": None, "preferred_agent_id": None, "preferred_until": None,
    }  # fmt: skip
    return happened.InteractionQueued(**{**said, **changes})  # type: ignore[arg-type]


def done(reason: happened.Reason, was: happened.SegmentState) -> happened.SegmentDone:
    return happened.SegmentDone(
        segment_id=SegmentId(new_id()), interaction_id=CHAT, agent_id=MEI, reason=reason, was=was
    )


def translator() -> Translator:
    return Translator(MEDIA, timedelta(seconds=60))


def test_queued_work_carries_all_the_engine_asks() -> None:
    until = NOW + timedelta(seconds=20)
    (work,) = translator().translate([recorded(queued(preferred_agent_id=MEI, preferred_until=until))]).inputs
    assert work == WorkQueued(
        interaction_id=CHAT, queue_id=QUEUE, channel="webchat", tier=Tier.LIVE, entered_at=NOW, priority=5,
        requirements=(Requirement("lang:zh", 3),), preferred=Preferred(MEI, until), returns_if_lost=True,
    )  # fmt: skip


def test_own_rings_and_groups_travel_and_a_new_group_is_looked_up() -> None:
    said = queued(rings=['{"after": 60, "drop": ["fr"], "queues": ["' + str(QUEUE) + '"]}'], groups=[QUEUE])
    again = revive(said.type, said.payload())
    assert again == said
    (work,) = translator().translate([recorded(again)]).inputs
    assert isinstance(work, WorkQueued)
    assert work.rings == (Ring(after_s=60, drop=("fr",), add_queues=(QUEUE,)),)
    assert work.groups == (QUEUE,)
    did = {"interaction_id": CHAT, "queue_id": QUEUE, "because": "closed", "to_queue_id": QUEUE}
    out = translator().translate([recorded(InteractionOverflowed(**did, did=["message"]))])  # type: ignore[arg-type]
    assert (out.inputs, out.work) == ([], set())
    out = translator().translate([recorded(InteractionOverflowed(**did, did=["group"]))])  # type: ignore[arg-type]
    assert (out.inputs, out.work) == ([], {CHAT})


@pytest.mark.parametrize(
    ("channel", "tier", "returns"),
    [("webchat", "live", True), ("sms", "messaging", True), ("email", "deferred", False), ("voice", "live", False)],
)
def test_chats_return_from_a_lost_agent_mails_and_calls_stay(channel: str, tier: str, returns: bool) -> None:
    assert MEDIA.returns_if_lost(channel, tier) is returns


def test_work_of_a_lost_agent_is_not_for_the_same_agent_for_a_minute() -> None:
    lost = recorded(done(happened.Reason.LOST, happened.SegmentState.CONNECTED))
    again = recorded(queued(because=happened.QueuedBecause.AGENT_LOST, at_head=True))
    translation = translator().translate([lost, again])
    (work,) = translation.inputs
    assert isinstance(work, WorkQueued)
    assert work.at_head
    assert work.excluded == (Excluded(MEI, NOW + timedelta(seconds=60)),)
    assert translation.agents == {MEI}


@pytest.mark.parametrize("reason", [happened.Reason.REJECTED, happened.Reason.TIMED_OUT, happened.Reason.RESCINDED])
def test_the_end_of_an_offer_is_told_with_its_outcome(reason: happened.Reason) -> None:
    translation = translator().translate([recorded(done(reason, happened.SegmentState.ALERTING))])
    (closed,) = translation.inputs
    assert isinstance(closed, OfferClosed)
    assert closed.outcome is OfferOutcome(reason.value)
    assert not translation.work, "the engine knows the router's own offers"


def test_work_offered_by_hand_is_nobody_elses_until_that_offer_ends() -> None:
    reader = translator()
    offered = happened.SegmentOffered(
        segment_id=SegmentId(new_id()), interaction_id=CHAT, agent_id=MEI, purpose="work", channel="webchat",
        tier="live", weight=1, expires_at=NOW,
    )  # fmt: skip
    assert reader.translate([recorded(offered, actor="router")]).inputs == []
    assert reader.translate([recorded(offered)]).inputs == [WorkGone(interaction_id=CHAT, reason=GoneReason.TAKEN)]
    ended = reader.translate([recorded(done(happened.Reason.REJECTED, happened.SegmentState.ALERTING))])
    assert ended.work == {CHAT}


def test_a_change_of_policy_is_read_anew() -> None:
    assert translator().translate([recorded(RoutingPolicyChanged(policy_version=3))]).policy


def row(**changes: object) -> AgentRow:
    said: dict[str, object] = {
        "agent_id": MEI, "active": True, "state": "available", "next_state": None, "idle_since": NOW, "missed": 0,
        "reachable": True, "skills": {"billing": 9}, "queues": {str(QUEUE): {"priority": 2, "delay": 30}},
        "capacity": {"*": 5, "sms": 3}, "segments": [],
    }  # fmt: skip
    return AgentRow(**{**said, **changes})  # type: ignore[arg-type]


def test_an_agent_is_told_whole() -> None:
    told = agent_input(row(), MEDIA, None)
    assert isinstance(told, AgentChanged)
    assert told.presence is Presence.AVAILABLE
    assert (told.capacity.total, told.capacity.channels) == (5, {"sms": 3})
    assert told.skills == {"billing": 5}, "proficiency ends at 5"
    assert [(line.priority, line.delay_s) for line in told.queues] == [(2, 30)]


def test_who_leaves_after_this_work_is_away_for_the_router() -> None:
    told = agent_input(row(next_state="away"), MEDIA, None)
    assert isinstance(told, AgentChanged)
    assert told.presence is Presence.AWAY


def test_a_user_who_was_switched_off_is_gone() -> None:
    assert agent_input(row(active=False), MEDIA, None) == AgentGone(agent_id=MEI)


def test_a_skill_may_have_a_colon_in_its_name() -> None:
    assert requirement("lang:zh:3") == Requirement("lang:zh", 3)


def test_limits_of_offers_are_by_channel_and_star_is_the_rest() -> None:
    limits = offer_limits({"voice": 20, "webchat": 30, "*": 90})
    assert {one.channel: one.seconds for one in limits.channels} == {"voice": 20, "webchat": 30}
    assert (limits.live_s, limits.messaging_s, limits.deferred_s) == (90, 90, 90)


def test_words_of_a_newer_version_in_a_queues_settings_stop_nothing() -> None:
    told = queue_policy(
        QueueRow(
            QUEUE, QUEUE, "general", 0, {"billing": 2}, {}, {}, 80, None, None, None, {}, {},
            {"selection": "by_horoscope", "rings": [{"after": 60, "lower": {"billing": 1}}]}, 0, True,
        )
    )  # fmt: skip
    assert told.selection.value == "longest_idle"
    assert told.rings[0].after_s == 60
    assert told.rings[0].lower == (Requirement("billing", 1),)
