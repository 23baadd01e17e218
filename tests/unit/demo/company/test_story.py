from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import phonenumbers
import pytest

from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.export import to_json
from contact_center.demo.company.story.model import Plot, Story, Topic
from contact_center.demo.company.story.people import is_tax_id

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def story() -> Story:
    return build_story(TODAY)


def test_same_seed_and_day_tell_the_same_story(story: Story) -> None:
    assert build_story(TODAY) == story
    assert build_story(TODAY, seed=1) != story


def test_another_day_moves_the_dates_and_nothing_else(story: Story) -> None:
    later = build_story(TODAY + timedelta(days=40))
    assert [order.number for order in later.orders] == [order.number for order in story.orders]
    assert {(b.ordered_on - a.ordered_on).days for a, b in zip(story.orders, later.orders, strict=True)} == {40}
    assert later.people == story.people


def test_story_has_the_promised_size_and_both_languages(story: Story) -> None:
    languages = Counter(person.language for person in story.people)
    assert len(story.people) >= 300
    assert len(story.orders) == 300
    assert 0.5 < languages["zh-TW"] / len(story.people) < 0.7
    assert {order.plot for order in story.orders} == set(Plot)
    assert {reason.topic for reason in story.reasons} == set(Topic)


def test_names_keys_and_numbers_are_given_once(story: Story) -> None:
    for values in (
        [person.key for person in story.people],
        [person.email for person in story.people],
        [account.number for account in story.accounts],
        [account.name for account in story.accounts],
        [order.number for order in story.orders],
        [order.invoice.number for order in story.orders if order.invoice],
        [unit.serial for unit in story.units],
        [item.tracking_number for order in story.orders for item in order.shipments if item.tracking_number],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_phones_are_valid_and_some_people_share_one(story: Story) -> None:
    phones = Counter(person.phone for person in story.people)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)
    assert sum(times > 1 for times in phones.values()) >= 5


def test_company_numbers_are_well_formed(story: Story) -> None:
    assert all(is_tax_id(account.tax_id) for account in story.accounts if account.tax_id)


def test_everybody_has_one_to_three_reasons_in_their_language_about_their_own_orders(story: Story) -> None:
    order_of = {order.number: order for order in story.orders}
    for person in story.people:
        reasons = story.reasons_of(person.key)
        assert 1 <= len(reasons) <= 3
        assert {reason.language for reason in reasons} == {person.language}
        assert {order_of[r.order].account for r in reasons if r.order} <= {person.account}


def test_reasons_can_be_said_on_every_channel(story: Story) -> None:
    for reason in story.reasons:
        texts = (reason.chat, reason.sms, reason.subject, reason.body)
        assert all(text.strip() and "{" not in text for text in texts)
        assert len(reason.sms) <= 160
        assert len(reason.subject) <= 60


def test_late_means_promised_before_today_and_expected_after(story: Story) -> None:
    for order in story.orders:
        if order.plot is Plot.LATE:
            last = order.shipments[-1]
            assert last.promised_on < TODAY < last.planned_on
        if order.plot is Plot.OVERDUE:
            assert order.invoice is not None
            assert order.invoice.due_on < TODAY
            assert order.invoice.paid_on is None


def test_nothing_was_shipped_or_paid_in_the_future_or_before_it_was_ordered(story: Story) -> None:
    for order in story.orders:
        happened = [item.shipped_on for item in order.shipments if item.shipped_on]
        happened += [order.invoice.paid_on] if order.invoice and order.invoice.paid_on else []
        assert all(order.ordered_on <= day <= TODAY for day in happened), order.number


def test_shipments_carry_what_was_ordered(story: Story) -> None:
    for order in story.orders:
        shipped = Counter[str]()
        for item in order.shipments:
            shipped.update(dict(item.lines))
        if order.shipments:
            ordered = Counter[str]()
            for line in order.lines:
                ordered[line.sku] += line.quantity
            assert shipped == ordered, order.number


def test_moss_lane_waits_for_two_grinders(story: Story) -> None:
    order = next(order for order in story.orders if order.number == "SO-20418")
    assert story.account(order.account).name == "苔巷咖啡 Moss Lane Café"
    assert story.person(order.buyer).name == "林佳穎"
    assert order.shipments[-1].promised_on == TODAY - timedelta(days=3)
    assert order.shipments[-1].planned_on == TODAY + timedelta(days=3)
    invoices = {o.invoice.number: o.invoice for o in story.orders_of(order.account) if o.invoice}
    assert invoices["INV-3391"].due_on == TODAY - timedelta(days=12)


def test_json_holds_the_whole_story(story: Story) -> None:
    plain = json.loads(to_json(story))
    assert plain["anchor"] == "2026-11-23"
    assert len(plain["orders"]) == len(story.orders)
    assert {order["plot"] for order in plain["orders"]} == {plot.value for plot in Plot}
