"""How lively the demo is, and what its simulated people say."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path
from random import Random

import pytest

from contact_center.demo.company import talk
from contact_center.demo.company.matters import Matters
from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Topic
from contact_center.demo.life.cast import Cast
from contact_center.demo.life.pace import Pace, PaceFile, on_duty, seconds_to_next
from contact_center.demo.names import BURST_PHONES

STORY = build_story(date(2026, 11, 23))
MATTERS = Matters(STORY)


def test_contacts_come_at_the_pace_that_is_set() -> None:
    random = Random(1)
    gaps = [seconds_to_next(Pace(contacts_per_hour=120), random) for _ in range(4000)]
    assert 27 < sum(gaps) / len(gaps) < 33


def test_the_pace_set_on_the_page_outlives_a_restart(tmp_path: Path) -> None:
    PaceFile(tmp_path).write(Pace(contacts_per_hour=30, colleagues=False))
    assert PaceFile(tmp_path).begin(None) == Pace(contacts_per_hour=30, colleagues=False)


def test_a_pace_of_nothing_in_the_environment_turns_everything_off(tmp_path: Path) -> None:
    assert PaceFile(tmp_path).begin(0).off
    assert PaceFile(tmp_path).read().off


def test_a_broken_pace_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "pace.json").write_text('{"contacts_per_hour": -4}')
    assert PaceFile(tmp_path).read() == Pace()


def test_simulated_agents_leave_a_share_to_people() -> None:
    assert [on_duty(6, humans) for humans in (0, 1, 2, 5)] == [5, 3, 2, 2]


def test_nobody_is_simulated_whom_a_visitor_can_play() -> None:
    cast = Cast(STORY, MATTERS, Random(2))
    lin, other = STORY.person("p-lin"), STORY.people[40]
    assert not any(cast.is_simulated(contact) for contact in (lin.key, lin.email, lin.phone, "visitor-0"))
    assert all(cast.is_simulated(contact) for contact in (other.key, other.email, other.phone, f"{BURST_PHONES}0001"))
    parts = [part for _ in range(30) if (part := cast.pick())]
    assert len({part.person.key for part in parts}) == 30
    assert lin.key not in {part.person.key for part in parts}


@pytest.mark.parametrize("language", ["en", "zh-TW"])
@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_has_answers_that_end_and_a_disposition(topic: Topic, language: str) -> None:
    matter = talk.Matter(topic, language, {})
    assert matter.turns == 2
    assert talk.language_of(matter.next_words(Random(3))) == language
    assert matter.disposition
    assert matter.answer(5) == matter.answer(1)


def test_answers_of_the_story_s_own_people_name_their_facts() -> None:
    for reason in STORY.reasons:
        matter = MATTERS.of(reason)
        if reason.order or reason.serial:
            said = " ".join(matter.answer(turn) for turn in range(matter.turns))
            assert not set(_fields(matter)) - set(matter.facts), (reason.topic, reason.order, said)


def _fields(matter: talk.Matter) -> list[str]:
    """Placeholders of the answers to this matter that concern an order or a machine."""
    table = talk._ZH if matter.language == "zh-TW" else talk._EN
    named = [name for text in table[matter.topic] for _, name, _, _ in string.Formatter().parse(text) if name]
    return [name for name in named if name != "until"]


def test_an_agent_understands_a_text_by_the_numbers_in_it() -> None:
    order = next(order for order in STORY.orders if order.invoice)
    assert order.invoice is not None
    about_order, about_invoice = MATTERS.read(f"Where is {order.number}?"), MATTERS.read(f"發票 {order.invoice.number}")
    assert about_order is not None
    assert about_order.facts["number"] == order.number
    assert about_invoice is not None
    assert (about_invoice.topic, about_invoice.language) == (Topic.INVOICE, "zh-TW")
    assert MATTERS.read(f"{STORY.units[0].serial} leaks") is not None
    assert MATTERS.read("SO-99999, hello") is None
