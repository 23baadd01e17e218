"""The rules of D31, one after the other, as an agent, a customer or a supervisor would see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, SegmentId
from routing.engine import Engine
from routing.engine.decisions import (
    AlertSupervisor,
    EligibleAgain,
    MarkUnreachable,
    MissingReason,
    NobodyEligible,
    Offer,
    RescindOffer,
    RescindReason,
    ReturnWork,
)
from routing.engine.inputs import (
    AgentSeen,
    Excluded,
    GoneReason,
    OfferClosed,
    OfferNotMade,
    OfferOutcome,
    Preferred,
    RefusalCause,
    SegmentChanged,
    WorkGone,
)
from routing.engine.model import (
    Capacity,
    ChannelLimit,
    Interrupt,
    LoadState,
    OfferLimits,
    OpenSegment,
    QueueAccess,
    QueuePolicy,
    Requirement,
    Reserve,
    Ring,
    Scoring,
    Selection,
    TierShares,
)
from tests.unit.routing.engine.world import (
    BILLING,
    MEI,
    SALES,
    SAM,
    START,
    TIER,
    WEI,
    Centre,
    agent,
    agent_id,
    interaction_id,
    kinds,
    offered,
    skills,
    work,
)


@pytest.fixture
def centre() -> Centre:
    centre = Centre()
    centre.policy()
    return centre


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


class TestWhoGetsTheWork:
    def test_the_agent_idle_for_longest(self, centre: Centre) -> None:
        centre.tell(agent(MEI, idle_since=START - minutes(1)), agent(WEI, idle_since=START - minutes(4)))
        assert offered(centre.tell(work(1))) == {1: WEI}

    def test_signing_in_goes_to_the_back(self, centre: Centre) -> None:
        centre.tell(agent(MEI, presence=Presence.OFFLINE, idle_since=START - minutes(60)))
        centre.tell(agent(WEI, idle_since=START - minutes(1)))
        centre.presence(MEI, Presence.AVAILABLE, idle_since=centre.now)
        assert offered(centre.tell(work(1))) == {1: WEI}

    def test_with_several_slots_the_one_with_the_fewest_open(self, centre: Centre) -> None:
        centre.tell(agent(MEI, idle_since=START - minutes(9)), agent(WEI, idle_since=START))
        centre.tell(work(1, "webchat"))
        centre.answer(1)
        assert offered(centre.tell(work(2, "webchat"))) == {2: WEI}

    def test_work_that_ended_puts_its_agent_behind(self, centre: Centre) -> None:
        centre.tell(agent(MEI, idle_since=START - minutes(9)), agent(WEI, idle_since=START - minutes(1)))
        centre.tell(work(1))
        centre.answer(1)
        centre.pass_(5)
        centre.finish(1)
        assert offered(centre.tell(work(2))) == {2: WEI}

    @pytest.mark.parametrize(
        ("selection", "chosen"),
        [
            (Selection.LONGEST_IDLE, MEI),
            (Selection.MOST_PROFICIENT, WEI),
            (Selection.LEAST_OCCUPIED, SAM),
            (Selection.ROUND_ROBIN, SAM),
        ],
    )
    def test_the_queue_decides_how_to_choose(self, selection: Selection, chosen: object) -> None:
        centre = Centre()
        centre.policy(queues=(QueuePolicy(id=BILLING, selection=selection),))
        chat = OpenSegment(SegmentId(agent_id(90)), interaction_id(90), "sms", TIER["sms"])
        centre.tell(
            agent(
                MEI, skills={"zh": 2}, idle_since=START - minutes(9), capacity=Capacity(channels={"voice": 1}, total=1)
            ),
            agent(WEI, skills={"zh": 5}, segments=(chat,)),
        )
        centre.tell(work(8), work(9))
        centre.answer(8)
        centre.answer(9)
        centre.finish(8)
        centre.finish(9)
        centre.tell(agent(MEI, skills={"zh": 2}, idle_since=START - minutes(9)))
        centre.tell(agent(SAM, skills={"zh": 2}))
        if selection is Selection.LEAST_OCCUPIED:
            email = OpenSegment(SegmentId(agent_id(91)), interaction_id(91), "email", TIER["email"])
            centre.tell(SegmentChanged(agent_id=MEI, segment=email))
        assert offered(centre.tell(work(1, requirements=skills(zh=1)))) == {1: chosen}

    def test_skills_are_needed_at_their_minimum(self, centre: Centre) -> None:
        centre.tell(agent(MEI, skills={"zh": 2}, idle_since=START - minutes(9)), agent(WEI, skills={"zh": 3}))
        assert offered(centre.tell(work(1, requirements=skills(zh=3)))) == {1: WEI}

    def test_a_preferred_agent_is_waited_for_then_the_rest_is_asked(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, SALES))
        centre.tell(work(1, queue=SALES))
        centre.answer(1)
        held = work(2, preferred=Preferred(WEI, START + timedelta(seconds=30)))
        assert offered(centre.tell(held)) == {}
        assert offered(centre.pass_(29)) == {}
        assert offered(centre.pass_(1)) == {2: MEI}

    def test_a_preferred_agent_who_is_away_is_not_waited_for(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, presence=Presence.AWAY))
        held = work(1, preferred=Preferred(WEI, START + timedelta(seconds=30)))
        assert offered(centre.tell(held)) == {1: MEI}

    def test_work_is_not_held_for_a_preferred_agent_who_leaves(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, SALES))
        centre.tell(work(1, queue=SALES))
        centre.answer(1)
        centre.tell(work(2, preferred=Preferred(WEI, START + timedelta(seconds=30))))
        assert offered(centre.presence(WEI, Presence.AWAY)) == {2: MEI}


class TestWhichWorkComesNext:
    def next_for_mei(self, centre: Centre) -> object:
        return next(iter(offered(centre.tell(agent(MEI)))))

    def test_the_oldest(self, centre: Centre) -> None:
        centre.tell(work(1), work(2, entered_at=START - minutes(1)))
        assert self.next_for_mei(centre) == 2

    def test_a_point_of_priority_is_worth_a_minute(self, centre: Centre) -> None:
        centre.tell(work(1, priority=10), work(2, entered_at=START - minutes(9.9)))
        centre.tell(work(3, entered_at=START - minutes(10.1)))
        made = centre.tell(agent(MEI))
        assert offered(made) == {3: MEI}
        centre.answer(3)
        assert offered(centre.finish(3)) == {1: MEI}

    def test_queues_by_priority_alone_come_before_the_others(self) -> None:
        centre = Centre()
        by_priority = QueuePolicy(id=SALES, scoring=Scoring.PRIORITY_ONLY)
        centre.policy(queues=(QueuePolicy(id=BILLING), by_priority))
        centre.tell(work(1, entered_at=START - minutes(50)), work(2, queue=SALES), work(3, queue=SALES, priority=1))
        assert offered(centre.tell(agent(MEI, BILLING, SALES))) == {3: MEI}

    def test_the_profile_ranks_queues(self, centre: Centre) -> None:
        centre.tell(work(1, entered_at=START - minutes(50)), work(2, queue=SALES))
        lines = QueueAccess(queue_id=BILLING, priority=2), QueueAccess(queue_id=SALES, priority=1)
        assert offered(centre.tell(agent(MEI, *lines))) == {2: MEI}

    def test_live_before_messaging_before_deferred_however_old(self, centre: Centre) -> None:
        centre.tell(
            work(1, "email", entered_at=START - minutes(4000)),
            work(2, "sms", entered_at=START - minutes(400)),
            work(3, "voice"),
        )
        assert self.next_for_mei(centre) == 3

    def test_a_weekend_of_mail_does_not_delay_mondays_first_call(self, centre: Centre) -> None:
        room = Capacity(channels={"voice": 1, "email": 1}, total=2)
        centre.tell(*(work(n, "email", entered_at=START - minutes(n)) for n in range(1, 501)))
        for who in (MEI, WEI):
            made = centre.tell(agent(who, capacity=room))
            centre.answer(next(iter(offered(made))))
        assert 501 in offered(centre.tell(work(501)))

    def test_calls_do_not_stop_the_mail(self) -> None:
        centre = Centre()
        centre.policy(shares=TierShares(live=50, messaging=20, deferred=10))
        one = Capacity(channels={"voice": 1, "email": 1}, total=1)
        centre.tell(*(work(n, "email", entered_at=START - minutes(600)) for n in range(1, 21)))
        centre.tell(*(work(n, "voice") for n in range(100, 300)))
        got = [next(iter(offered(centre.tell(agent(MEI, capacity=one)))))]
        while len(got) < 100:
            centre.answer(got[-1])
            got.append(next(iter(offered(centre.finish(got[-1])))))
        assert sum(n < 100 for n in got) == 10

    def test_a_weekend_of_mail_and_a_morning_of_calls_hinder_each_other_within_the_shares(self) -> None:
        """Ten agents with one place each, all on mail when the first call comes: it is served by whoever is
        free next; while calls queue all morning, one offer in ten stays the mail's."""
        centre = Centre()
        centre.policy()
        one = Capacity(channels={"voice": 1, "email": 1}, total=1)
        centre.tell(*(work(n, "email", entered_at=START - minutes(n)) for n in range(1, 501)))
        for n in range(10, 20):
            ((mail, _),) = offered(centre.tell(agent(agent_id(n), capacity=one))).items()
            centre.answer(mail)
        centre.tell(work(501))
        held = list(centre.offers)
        got: list[int] = []
        centre.tell(*(work(n) for n in range(502, 700)))
        while len(got) < 150:
            ((taken, _),) = offered(centre.finish(held.pop(0).int - 1000)).items()
            got.append(taken)
            centre.answer(taken)
            held.append(interaction_id(taken))
        assert got[0] == 501
        assert sum(n <= 500 for n in got) in (15, 16)

    def test_mail_near_its_due_time_joins_the_live_tier_and_waits_there_its_turn(self) -> None:
        centre = Centre()
        centre.policy(queues=(QueuePolicy(id=BILLING, due_lead_s=600),))
        centre.tell(work(1, "email", due_at=START + minutes(15)), work(2, entered_at=START + minutes(4)))
        centre.tell(work(3, entered_at=START + minutes(6)))
        centre.pass_(600)
        order = [
            next(iter(offered(centre.tell(agent(MEI, capacity=Capacity(channels={"voice": 1, "email": 1}, total=1))))))
        ]
        for _ in range(2):
            centre.answer(order[-1])
            order.append(next(iter(offered(centre.finish(order[-1])))))
        assert order == [2, 1, 3]

    def test_work_is_offered_to_an_agent_with_a_delay_only_when_it_is_older(self, centre: Centre) -> None:
        centre.tell(agent(MEI, QueueAccess(queue_id=BILLING, delay_s=45)))
        assert offered(centre.tell(work(1))) == {}
        assert offered(centre.pass_(44)) == {}
        assert offered(centre.pass_(1)) == {1: MEI}

    def test_rings_widen_with_the_age_of_the_work(self) -> None:
        centre = Centre()
        rings = (
            Ring(after_s=30, lower=(Requirement("zh", 1),)),
            Ring(after_s=60, drop=("zh",), add_queues=(SALES,)),
        )
        centre.policy(queues=(QueuePolicy(id=BILLING, rings=rings), QueuePolicy(id=SALES)))
        centre.tell(agent(MEI, SALES), agent(WEI, skills={"zh": 2}))
        centre.tell(work(1, requirements=skills(zh=4)))
        assert offered(centre.pass_(29)) == {}
        assert offered(centre.pass_(1)) == {1: WEI}
        centre.answer(1)
        centre.tell(work(2, requirements=skills(zh=4), entered_at=centre.now))
        made = centre.pass_(60)
        assert offered(made)[2] == MEI
        assert centre.offers[interaction_id(2)].explanation.ring == 2

    def test_work_with_rings_of_its_own_widens_by_them_in_whatever_queue_it_is(self, centre: Centre) -> None:
        queued = QueuePolicy(id=BILLING, rings=(Ring(after_s=10, add_queues=(SALES,)),))
        centre.policy(queues=(queued, QueuePolicy(id=SALES)))
        centre.tell(agent(WEI, SALES))
        own = (Ring(after_s=40, add_queues=(SALES,)),)
        centre.tell(work(1, rings=own), work(2, channel="sms", rings=()), work(3, channel="email"))
        assert offered(centre.pass_(39)) == {3: WEI}
        assert offered(centre.pass_(1)) == {1: WEI}
        assert centre.offers[interaction_id(1)].explanation.ring == 1
        restored = Centre(Engine.restore(centre.engine.snapshot()), centre.now)
        assert offered(restored.pass_(300)) == {}, "an empty list never widens"
        assert offered(
            restored.tell(agent(MEI, BILLING), WorkGone(interaction_id=interaction_id(1), reason=GoneReason.CLOSED))
        ) == {2: MEI}

    def test_a_group_may_take_it_from_the_moment_it_is_added_until_the_work_is_told_without(
        self, centre: Centre
    ) -> None:
        centre.tell(agent(WEI, SALES), work(1, requirements=skills(zh=2)), work(2))
        assert offered(centre.pass_(60)) == {}
        assert offered(centre.tell(work(1, requirements=skills(zh=2), groups=(SALES,)))) == {}, "skills are asked still"
        assert offered(centre.tell(work(2, groups=(SALES, SALES)))) == {2: WEI}
        assert centre.offers[interaction_id(2)].explanation.ring == 0
        centre.answer(2, OfferOutcome.REJECTED)
        centre.tell(work(2))
        assert offered(centre.pass_(300)) == {}

    def test_six_rings_widen_one_after_the_other_and_never_narrow(self) -> None:
        centre = Centre()
        rings = tuple(Ring(after_s=10 * n, lower=skills(zh=5 - n)) for n in range(1, 6))
        centre.policy(queues=(QueuePolicy(id=BILLING, rings=(*rings, Ring(after_s=60, drop=("zh",)))),))
        for level in range(5):
            centre.tell(agent(agent_id(10 + level), skills={"zh": level}, capacity=Capacity(channels={}, total=1)))
        centre.tell(agent(MEI, capacity=Capacity(channels={}, total=1)))
        room = Capacity(channels={"voice": 1}, total=1)
        for level in range(4, -1, -1):
            centre.tell(work(level, requirements=skills(zh=5), entered_at=centre.now))
            assert offered(centre.pass_(10 * (5 - level))) == {}
            made = centre.tell(agent(agent_id(10 + level), skills={"zh": level}, capacity=room))
            assert offered(made) == {level: agent_id(10 + level)}
            assert centre.offers[interaction_id(level)].explanation.ring == 5 - level
            centre.answer(level)
        centre.tell(work(9, requirements=skills(zh=5), entered_at=centre.now))
        centre.pass_(59)
        assert offered(centre.tell(agent(MEI, capacity=room))) == {}
        assert offered(centre.pass_(1)) == {9: MEI}

    def test_a_paused_queue_keeps_its_work_in_place(self) -> None:
        centre = Centre()
        centre.policy(queues=(QueuePolicy(id=BILLING, paused=True),))
        centre.tell(agent(MEI), work(1), work(2, entered_at=START - minutes(1)))
        assert offered(centre.decisions) == {}
        assert offered(centre.policy()) == {2: MEI}

    def test_raised_work_overtakes(self, centre: Centre) -> None:
        centre.tell(work(1, entered_at=START - minutes(5)), work(2))
        centre.tell(work(2, priority=99))
        assert self.next_for_mei(centre) == 2


class TestOffers:
    def test_one_thing_calls_at_a_time(self, centre: Centre) -> None:
        centre.tell(agent(MEI))
        assert offered(centre.tell(work(1, "webchat"), work(2, "webchat"), work(3, "email"))) == {1: MEI}
        assert offered(centre.answer(1)) == {2: MEI}

    def test_a_call_rings_over_an_alerting_mail(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1, "email"))
        assert offered(centre.tell(work(2))) == {2: MEI}

    def test_capacity_holds_for_each_channel_and_in_total(self, centre: Centre) -> None:
        room = Capacity(channels={"webchat": 2, "email": 5}, total=3)
        centre.tell(agent(MEI, capacity=room))
        for n in range(1, 4):
            centre.tell(work(n, "webchat"))
        for n in range(4, 8):
            centre.tell(work(n, "email"))
        for n in (1, 2, 4):
            centre.answer(n)
        assert sorted(offered(centre.decisions)) == [1, 2, 4]
        assert offered(centre.finish(4)) == {5: MEI}

    def test_wrapping_up_a_call_blocks_live_work_only(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        centre.answer(1)
        wrapping = OpenSegment(
            centre.segment(1), interaction_id(1), "voice", TIER["voice"], 1, LoadState.WRAPPING, True
        )
        centre.tell(SegmentChanged(agent_id=MEI, segment=wrapping))
        assert offered(centre.tell(work(2, "webchat"), work(3, "email"))) == {3: MEI}
        assert offered(centre.finish(1)) == {2: MEI}

    def test_wrapping_up_a_chat_blocks_its_own_slot_only(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1, "webchat"))
        centre.answer(1)
        wrapping = OpenSegment(centre.segment(1), interaction_id(1), "webchat", TIER["webchat"], 1, LoadState.WRAPPING)
        centre.tell(SegmentChanged(agent_id=MEI, segment=wrapping))
        assert offered(centre.tell(work(2, "webchat"))) == {2: MEI}

    def test_a_call_may_interrupt_mail_where_the_policy_says_so(self) -> None:
        centre = Centre()
        centre.policy(interrupts=(Interrupt("voice", "email"),))
        centre.tell(agent(MEI, capacity=Capacity(channels={"voice": 1, "email": 1}, total=1)), work(1, "email"))
        centre.answer(1)
        (offer,) = centre.tell(work(2))
        assert isinstance(offer, Offer)
        assert offer.interrupts == ("email",)

    @pytest.mark.parametrize(("channel", "then"), [("email", {2: MEI}), ("webchat", {})])
    def test_a_mail_is_interrupted_once_in_hand_a_chat_never(self, channel: str, then: dict[int, AgentId]) -> None:
        centre = Centre()
        centre.policy(interrupts=(Interrupt("voice", channel),))
        places = Capacity(channels={"voice": 1, channel: 1}, total=1)
        centre.tell(agent(MEI, capacity=places), work(1, channel))
        assert offered(centre.tell(work(2))) == {}
        assert offered(centre.answer(1)) == then

    def test_a_place_kept_for_calls_is_taken_by_a_call_alone(self) -> None:
        centre = Centre()
        centre.policy(reserved=(Reserve("voice", 1),))
        centre.tell(agent(MEI, capacity=Capacity(channels={"voice": 1, "email": 5}, total=2)))
        centre.tell(work(1, "email"), work(2, "email", entered_at=START + minutes(1)))
        assert offered(centre.answer(1)) == {}
        assert offered(centre.tell(work(3))) == {3: MEI}
        centre.answer(3)
        assert offered(centre.finish(3)) == {}

    def test_a_kept_place_in_use_is_kept_no_more(self) -> None:
        centre = Centre()
        centre.policy(reserved=(Reserve("voice", 1),))
        centre.tell(agent(MEI, capacity=Capacity(channels={"voice": 1, "email": 5}, total=3)), work(1))
        centre.answer(1)
        centre.tell(work(2, "email"))
        assert offered(centre.answer(2)) == {}
        assert offered(centre.tell(work(3, "email"))) == {3: MEI}

    def test_nothing_is_kept_for_a_channel_the_agent_does_not_serve(self) -> None:
        centre = Centre()
        centre.policy(reserved=(Reserve("voice", 2),))
        centre.tell(agent(MEI, capacity=Capacity(channels={"email": 2}, total=2)), work(1, "email"))
        centre.answer(1)
        assert offered(centre.tell(work(2, "email"))) == {2: MEI}

    @pytest.mark.parametrize(("channel", "seconds"), [("voice", 20), ("webchat", 7), ("sms", 60), ("email", 120)])
    def test_how_long_it_rings_depends_on_the_medium(self, channel: str, seconds: int) -> None:
        centre = Centre()
        limits = OfferLimits(channels=(ChannelLimit(channel="webchat", seconds=7),))
        centre.policy(queues=(QueuePolicy(id=BILLING, offer=limits),))
        centre.tell(agent(MEI), work(1, channel))
        assert kinds(centre.pass_(seconds - 1)) == []
        assert kinds(centre.pass_(1)) == ["ExpireOffer"]

    @pytest.mark.parametrize("automatic", [True, False])
    def test_a_queue_may_answer_by_itself(self, automatic: bool) -> None:
        centre = Centre()
        centre.policy(queues=(QueuePolicy(id=BILLING, auto_accept=automatic),))
        centre.tell(agent(MEI))
        (offer,) = centre.tell(work(1))
        assert isinstance(offer, Offer)
        assert offer.auto_accept is automatic

    def test_unanswered_work_keeps_its_place_and_the_agent_becomes_not_responding(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1, entered_at=START - minutes(3)), work(2))
        assert kinds(centre.pass_(19)) == []
        assert kinds(centre.pass_(1)) == ["ExpireOffer"]
        assert offered(centre.pass_(300)) == {}
        assert offered(centre.tell(agent(WEI))) == {1: WEI}

    def test_three_misses_in_a_row_alert_the_supervisor(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        for _ in range(2):
            centre.pass_(20)
            centre.presence(MEI, Presence.AVAILABLE)
        assert centre.pass_(20)[1:] == [
            AlertSupervisor(agent_id=MEI, misses=3, at=centre.now, policy_version=1, position=0)
        ]

    def test_an_answer_ends_the_row_of_misses(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        for _ in range(2):
            centre.pass_(20)
            centre.presence(MEI, Presence.AVAILABLE)
        centre.answer(1)
        centre.finish(1)
        centre.tell(work(2))
        assert kinds(centre.pass_(20)) == ["ExpireOffer"]

    def test_rejected_work_goes_to_somebody_else(self, centre: Centre) -> None:
        centre.tell(agent(MEI, idle_since=START - minutes(5)), agent(WEI), work(1))
        assert offered(centre.answer(1, OfferOutcome.REJECTED)) == {1: WEI}

    def test_rejected_work_waits_a_minute_for_others_who_are_busy(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI), work(1))
        centre.answer(1)
        centre.tell(work(2))
        assert offered(centre.answer(2, OfferOutcome.REJECTED)) == {}
        assert offered(centre.pass_(59)) == {}
        assert list(offered(centre.pass_(1))) == [2]

    def test_rejected_work_returns_at_once_when_nobody_else_is_eligible(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, presence=Presence.AWAY), agent(SAM, SALES), work(1))
        assert offered(centre.answer(1, OfferOutcome.REJECTED)) == {1: MEI}

    def test_rejected_work_returns_when_the_last_other_agent_leaves(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI), work(1), work(2))
        first = centre.offers[interaction_id(1)].agent_id
        other = WEI if first == MEI else MEI
        centre.answer(2)
        centre.answer(1, OfferOutcome.REJECTED)
        assert offered(centre.presence(other, Presence.AWAY)) == {1: first}

    def test_work_lost_with_its_agent_stands_at_the_head(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1), work(2, entered_at=START - minutes(30), queue=SALES))
        centre.presence(MEI, Presence.OFFLINE)
        centre.tell(work(3, entered_at=START - minutes(20)), work(4, entered_at=START, at_head=True))
        assert offered(centre.tell(agent(WEI))) == {4: WEI}

    def test_a_customer_who_leaves_takes_the_offer_along(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        made = centre.tell(WorkGone(interaction_id=interaction_id(1), reason=GoneReason.ABANDONED))
        assert [d.reason for d in made if isinstance(d, RescindOffer)] == [RescindReason.WORK_GONE]
        assert offered(centre.tell(work(2))) == {2: MEI}

    def test_work_moved_while_it_rings_is_taken_back(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, SALES), work(1))
        made = centre.tell(work(1, queue=SALES))
        assert kinds(made) == ["RescindOffer", "Offer"]
        assert offered(made) == {1: WEI}

    def test_an_agent_who_goes_away_stops_ringing(self, centre: Centre) -> None:
        centre.tell(agent(MEI), agent(WEI, presence=Presence.AWAY), work(1))
        assert kinds(centre.presence(MEI, Presence.AWAY)) == ["RescindOffer"]
        assert offered(centre.presence(WEI, Presence.AVAILABLE)) == {1: WEI}

    def test_an_offer_the_database_refused_for_its_agent_goes_to_another(self, centre: Centre) -> None:
        centre.tell(agent(MEI, idle_since=START - minutes(5)), agent(WEI), work(1))
        made = centre.tell(OfferNotMade(segment_id=centre.segment(1), cause=RefusalCause.AGENT))
        assert offered(made) == {1: WEI}
        assert offered(centre.tell(work(2))) == {}
        assert offered(centre.pass_(5)) == {2: MEI}

    def test_an_offer_the_database_refused_for_its_work_waits_for_news_of_it(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1), work(2, entered_at=START + minutes(1)))
        made = centre.tell(OfferNotMade(segment_id=centre.segment(1), cause=RefusalCause.WORK))
        assert offered(made) == {2: MEI}
        centre.tell(agent(WEI))
        assert offered(centre.tell(work(1))) == {1: WEI}

    def test_whom_work_keeps_off_may_come_after_it(self, centre: Centre) -> None:
        """As when a router starts; who refused is not asked again while a colleague is there, busy or not."""
        centre.tell(agent(MEI), work(1))
        kept = (Excluded(agent_id=WEI, until=START + minutes(1)),)
        centre.tell(work(2, excluded=kept), work(3))
        assert offered(centre.tell(agent(WEI))) == {3: WEI}

    def test_an_answer_at_the_last_moment_counts(self, centre: Centre) -> None:
        """The database let the agent accept what the engine had just taken for missed."""
        centre.tell(agent(MEI, idle_since=START - minutes(5)), agent(WEI), work(1))
        first = centre.segment(1)
        assert kinds(centre.pass_(20)) == ["ExpireOffer", "Offer"]
        made = centre.tell(
            OfferClosed(
                segment_id=first,
                interaction_id=interaction_id(1),
                agent_id=MEI,
                outcome=OfferOutcome.ACCEPTED,
            )
        )
        assert [d.reason for d in made if isinstance(d, RescindOffer)] == [RescindReason.TAKEN]
        assert offered(made) == {}

    def test_an_answer_read_with_the_tick_that_would_end_the_offer_is_in_time(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        centre.now += timedelta(seconds=20)
        assert centre.answer(1) == []


class TestSilence:
    def test_15_s_no_new_offers_60_s_chats_return_mail_and_live_calls_stay(self, centre: Centre) -> None:
        centre.tell(agent(MEI, last_seen=START))
        for n, channel in ((1, "webchat"), (2, "email"), (3, "voice")):
            centre.tell(work(n, channel))
            centre.answer(n)
        made = centre.pass_(15)
        assert [type(d) for d in made] == [MarkUnreachable]
        assert offered(centre.tell(work(4, "webchat"))) == {}
        made = centre.pass_(45)
        assert [d.interaction_id for d in made if isinstance(d, ReturnWork)] == [interaction_id(1)]

    def test_heartbeats_keep_an_agent_and_bring_one_back(self, centre: Centre) -> None:
        centre.tell(agent(MEI, last_seen=START))
        for _ in range(10):
            assert centre.pass_(10) == []
            centre.tell(AgentSeen(agent_ids=(MEI,), at=centre.now))
        centre.pass_(30)
        assert offered(centre.tell(work(1))) == {}
        assert offered(centre.tell(AgentSeen(agent_ids=(MEI,), at=centre.now))) == {1: MEI}

    def test_what_rings_at_a_silent_agent_rings_elsewhere(self, centre: Centre) -> None:
        centre.tell(agent(MEI, last_seen=START), work(1))
        centre.tell(agent(WEI))
        assert kinds(centre.pass_(15)) == ["MarkUnreachable", "RescindOffer", "Offer"]


class TestNobodyEligible:
    def test_says_which_skill_is_missing_and_when_somebody_comes(self, centre: Centre) -> None:
        centre.tell(agent(MEI, skills={"zh": 2, "vip": 1}))
        made = centre.tell(work(1, requirements=skills(zh=3, vip=1)))
        assert [(d.lack, d.missing) for d in made if isinstance(d, NobodyEligible)] == [
            (MissingReason.SKILL, (Requirement("zh", 3),))
        ]
        made = centre.tell(agent(WEI, skills={"zh": 3, "vip": 1}, presence=Presence.AWAY))
        assert [type(d) for d in made] == [EligibleAgain]

    def test_tells_an_empty_queue_from_one_whose_agents_are_signed_out(self, centre: Centre) -> None:
        (nobody,) = centre.tell(work(1))
        assert isinstance(nobody, NobodyEligible)
        assert nobody.lack is MissingReason.NO_MEMBER
        centre.tell(agent(MEI))
        centre.answer(1)
        centre.presence(MEI, Presence.OFFLINE)
        (nobody,) = centre.tell(work(2))
        assert isinstance(nobody, NobodyEligible)
        assert nobody.lack is MissingReason.NOT_SIGNED_IN

    def test_the_widest_ring_counts(self) -> None:
        centre = Centre()
        rings = (Ring(after_s=600, drop=("zh",)),)
        centre.policy(queues=(QueuePolicy(id=BILLING, rings=rings),))
        centre.tell(agent(MEI))
        assert centre.tell(work(1, requirements=skills(zh=3))) == []


class TestReplay:
    def test_an_engine_restored_from_its_snapshot_goes_on_alike(self, centre: Centre) -> None:
        centre.tell(agent(MEI, last_seen=START), agent(WEI), agent(SAM, presence=Presence.AWAY))
        centre.tell(*(work(n, "email", due_at=START + minutes(20)) for n in range(1, 9)))
        centre.answer(1, OfferOutcome.REJECTED)
        centre.pass_(17)
        twin = Centre(Engine.restore(centre.engine.snapshot()), centre.now)
        assert twin.engine.next_wakeup() == centre.engine.next_wakeup()
        assert twin.pass_(3600) == centre.pass_(3600)
        assert twin.engine.snapshot() == centre.engine.snapshot()

    def test_an_offer_has_the_same_id_on_every_machine(self, centre: Centre) -> None:
        centre.tell(agent(MEI))
        (offer,) = centre.tell(work(1))
        assert isinstance(offer, Offer)
        assert str(offer.segment_id) == "019b8d62-7a80-762b-bdfa-04e0867ef287"

    def test_a_decision_carries_what_it_had_read(self, centre: Centre) -> None:
        centre.engine.apply(agent(MEI), START, 41)
        (offer,) = centre.engine.apply(work(1), START + minutes(1), 42)
        assert (offer.position, offer.at, offer.policy_version) == (42, START + minutes(1), 1)

    def test_time_does_not_run_backwards(self, centre: Centre) -> None:
        centre.tell(agent(MEI), work(1))
        centre.engine.apply(work(2), START - minutes(10))
        assert centre.engine.next_wakeup() == START + timedelta(seconds=20)
