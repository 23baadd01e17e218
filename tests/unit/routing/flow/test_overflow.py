"""What is due for waiting work: conditions, order, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from contact_center.kernel.languages import text_for
from routing.flow.announcing import announce_for
from routing.flow.hours import hours_of
from routing.flow.model import Announce, Calendar, CallbackOffer, OverflowStep, QueueFlow, Treatment, Weekday
from routing.flow.overflow import Closure, Earliest, QueueNow, Voicemail, WaitingWork, due, earliest
from routing.flow.reading import callback_terms, treatment_of
from tests.told import misshapen

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)


def work(**changes: Any) -> WaitingWork:
    return WaitingWork(
        **{"interaction_id": uuid4(), "queue_id": HERE, "tier": "live", "since": START, "place": 1, **changes}
    )


def queue(*steps: dict[str, Any], **changes: Any) -> QueueNow:
    flow = QueueFlow.model_validate({"overflow": list(steps), **changes.pop("flow", {})})
    return QueueNow(id=HERE, flow=flow, **changes)


def later(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


TO_SALES = {"then": "queue", "queue": "Sales"}


def test_a_step_by_time_waits_its_time_and_is_done_once() -> None:
    here = queue({"when": "waited", "limit": 120, **TO_SALES})
    assert due(work(), here, later(119)) is None
    action = due(work(), here, later(120))
    assert action is not None
    assert (action.because, action.to_queue) == ("waited", "Sales")
    assert due(work(done=frozenset({action.key})), here, later(500)) is None


def test_time_waited_counts_open_hours_only() -> None:
    calendar = Calendar(time_zone="UTC", week={Weekday.MON: ["09:00-10:00"], Weekday.TUE: ["09:00-10:00"]})
    here = queue({"when": "waited", "limit": 4000, **TO_SALES}, hours=hours_of(calendar))
    assert due(work(), here, later(20 * 3600)) is None
    assert due(work(), here, later(24 * 3600 + 400)) is not None


def test_steps_by_depth_expected_wait_hours_and_nobody() -> None:
    depth = queue({"when": "waiting", "limit": 5, **TO_SALES})
    assert due(work(place=4), depth, START) is None
    assert due(work(place=5), depth, START) is not None
    expected = {"when": "expected", "limit": 60, **TO_SALES}
    assert due(work(), queue(expected), START) is None, "no honest figure"
    assert due(work(), queue(expected, expected_s={"deferred": 900}), START) is None, "another tier's figure"
    assert due(work(), queue(expected, expected_s={"live": 60}), START) is not None
    shut = hours_of(Calendar(time_zone="UTC", week={Weekday.TUE: ["09:00-10:00"]}))
    assert due(work(), queue({"when": "closed", **TO_SALES}, hours=shut), START) is not None
    assert due(work(), queue({"when": "closed", **TO_SALES}), START) is None
    nobody = queue({"when": "nobody_eligible", **TO_SALES})
    assert due(work(), nobody, START) is None
    assert due(work(nobody=True), nobody, START) is not None


def test_steps_come_in_their_order_and_only_for_their_tiers() -> None:
    here = queue(
        {"when": "waited", "limit": 10, "then": "message", "message": {"en": "Soon."}, "tiers": ["messaging"]},
        {"when": "waited", "limit": 10, "then": "callback"},
        {"when": "waited", "limit": 20, **TO_SALES},
    )
    first = due(work(), here, later(30))
    assert first is not None
    assert first.callback
    second = due(work(done=frozenset({first.key})), here, later(30))
    assert second is not None
    assert second.to_queue == "Sales"
    text = due(work(tier="messaging"), here, later(30))
    assert text is not None
    assert text.message == {"en": "Soon."}


def test_voicemail_is_for_live_work_and_says_whose_work_it_becomes() -> None:
    step = {"when": "waited", "limit": 60, "then": "voicemail", "queue": "Sales", "message": {"en": "Tell us."}}
    here = queue(step, flow={"voicemail_seconds": 90})
    assert due(work(tier="deferred"), here, later(60)) is None
    action = due(work(), here, later(60))
    assert action is not None
    assert (action.voicemail, action.to_queue, action.close) == (Voicemail(90, "Sales"), None, False)
    plain = due(work(), queue({"when": "nobody_eligible", "then": "voicemail"}), START)
    assert plain is None
    asked = due(work(nobody=True), queue({"when": "nobody_eligible", "then": "voicemail"}), START)
    assert asked is not None
    assert asked.voicemail == Voicemail(120, None)


@pytest.mark.parametrize("seconds", [9, 601])
def test_a_message_is_neither_a_word_nor_a_speech(seconds: int) -> None:
    with pytest.raises(ValidationError, match="voicemail_seconds"):
        QueueFlow(voicemail_seconds=seconds)


def test_beyond_its_limits_live_work_ends_and_letters_wait_on() -> None:
    here = queue(flow={"max_wait_seconds": 600, "max_waiting": 2, "beyond": {"message": {"*": "Sorry."}}})
    assert due(work(place=2), here, later(599)) is None
    full = due(work(place=3), here, START)
    assert full is not None
    assert (full.because, full.close, full.message) == ("max_waiting", True, {"*": "Sorry."})
    old = due(work(), here, later(600))
    assert old is not None
    assert old.because == "max_wait"
    letter = due(work(tier="deferred"), here, later(600))
    assert letter is not None
    assert not letter.close


def test_a_closure_comes_before_all_and_ends_live_work_only_without_another_queue() -> None:
    step = {"when": "waited", "limit": 1, **TO_SALES}
    shut = queue(step, closure=Closure({"en": "Fire drill."}, None))
    live, mail = due(work(), shut, later(5)), due(work(tier="deferred"), shut, later(5))
    assert live is not None
    assert mail is not None
    assert (live.because, live.close, mail.close) == ("closure", True, False)
    rerouted = due(work(), queue(step, closure=Closure({}, THERE)), later(5))
    assert rerouted is not None
    assert (rerouted.to_queue, rerouted.close) == (str(THERE), False)


def test_a_queue_without_such_settings_is_not_watched() -> None:
    assert not queue().watched
    assert queue(flow={"max_waiting": 3}).watched
    assert queue(closure=Closure({}, None)).watched


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-Hant-TW", "請稍候"), ("zh", "請稍候"), ("en-GB", "Please wait"), ("de", "Wait"), (None, "Wait")],
)
def test_the_message_comes_in_the_customers_language(language: str | None, text: str) -> None:
    assert text_for({"zh-Hant-TW": "請稍候", "en": "Please wait", "*": "Wait"}, language) == text


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"when": "waited", "then": "callback"}, "limit is missing"),
        ({"when": "closed", "limit": 3, "then": "callback"}, "leave it out"),
        ({"when": "closed", "then": "queue"}, "name the queue"),
        ({"when": "closed", "then": "message"}, "write the text by language"),
        ({"when": "closed", "then": "message", "message": {"en": " "}}, "is empty"),
        ({"when": "closed", "then": "message", "message": {"English": "x"}}, "is no language"),
        ({"when": "closed", "then": "group"}, "name the queue"),
        ({"when": "closed", "then": "callback", "queue": "Sales"}, "no meaning"),
        ({"when": "closed", "then": "voicemail", "tiers": ["messaging"]}, "only who calls can leave a message"),
    ],
)
def test_half_a_step_is_refused_with_the_remedy(step: dict[str, Any], says: str) -> None:
    with misshapen(match=says):
        OverflowStep.model_validate(step)


def test_a_group_is_added_by_every_condition_and_by_age_alone_by_the_engine() -> None:
    group = {"then": "group", "queue": "Sales"}
    for_all = {"when": "waited", "limit": 10, **group}
    assert due(work(), queue(for_all), later(60)) is None
    assert earliest(queue(for_all)) == Earliest(None, None, nobody=False)
    for_text = queue({**for_all, "tiers": ["messaging"]})
    assert earliest(for_text).waited_s == 10
    assert due(work(), for_text, later(60)) is None
    added = due(work(tier="messaging"), for_text, later(60))
    assert added is not None
    assert (added.group, added.to_queue, added.because) == ("Sales", None, "waited")
    shut = hours_of(Calendar(time_zone="UTC", week={Weekday.TUE: ["09:00-10:00"]}))
    by = {
        "waiting": due(work(place=3), queue({"when": "waiting", "limit": 3, **group}), START),
        "expected": due(work(), queue({"when": "expected", "limit": 60, **group}, expected_s={"live": 90}), START),
        "closed": due(work(), queue({"when": "closed", **group}, hours=shut), START),
        "nobody_eligible": due(work(nobody=True), queue({"when": "nobody_eligible", **group}), START),
    }
    assert {name: (one.because, one.group) for name, one in by.items() if one} == {name: (name, "Sales") for name in by}


def test_a_rule_writes_once_waits_otherwise_and_takes_the_callback_away() -> None:
    here = queue({"when": "waited", "limit": 10, "then": "callback"}, flow={"max_wait_seconds": 600, "callback": {}})
    mine = Treatment.model_validate(
        {"message": {"en": "Dear partner"}, "max_wait_seconds": 60, "callback": "not_offered"}
    )
    first = due(work(treatment=mine), here, START)
    assert first is not None
    assert (first.because, first.message, first.close) == ("rule", {"en": "Dear partner"}, False)
    done = frozenset({first.key})
    assert due(work(treatment=mine, done=done), here, later(59)) is None, "no step offers a callback"
    over = due(work(treatment=mine, done=done), here, later(60))
    assert over is not None
    assert (over.because, over.close) == ("max_wait", True)
    patient = Treatment(max_wait_seconds=1200)
    assert due(work(treatment=patient, done=frozenset({"step:0"})), here, later(900)) is None


def test_what_a_rule_says_of_announcing_and_calling_back_goes_before_the_queue() -> None:
    silent = QueueFlow.model_validate({"announce": {"position": False, "expected_wait": False}})
    assert announce_for(Treatment(announce=True), silent) == Announce()
    assert announce_for(Treatment(), silent) == silent.announce
    assert announce_for(Treatment(announce=False), QueueFlow()) == silent.announce
    once = QueueFlow(callback=CallbackOffer(attempts=1))
    assert callback_terms(Treatment(callback="offered"), once) == CallbackOffer(attempts=1)
    assert callback_terms(Treatment(callback="offered"), QueueFlow()) == CallbackOffer()
    assert callback_terms(Treatment(callback="not_offered"), once) is None
    assert callback_terms(Treatment(), once) == once.callback
    assert treatment_of({"from": "another version"}) == Treatment()


def test_a_look_reads_only_what_may_be_due() -> None:
    steps = ({"when": "waited", "limit": 120, **TO_SALES}, {"when": "nobody_eligible", **TO_SALES})
    assert earliest(queue(*steps)) == Earliest(120, None, nobody=True)
    limits = {"max_wait_seconds": 60, "max_waiting": 5}
    assert earliest(queue(flow=limits)) == Earliest(60, 6, nobody=False)
    assert earliest(queue({"when": "closed", **TO_SALES})) == Earliest(None, 1, nobody=False)
    assert earliest(queue(closure=Closure({}, None))) == Earliest(None, 1, nobody=False)
