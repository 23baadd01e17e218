"""Who has to agree, what the ERP is told, and what is done next with what it knows nothing of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ErpFieldChange, ProposalState
from contact_center.kernel.money import Money
from erp_link.connectors.tryton.acts import outcome
from erp_link.proposals.domain import (
    IN_FLIGHT,
    MOST_SENDS,
    ActAsked,
    ActLimit,
    AskedLine,
    ErpProposal,
    NextStep,
    SecondPerson,
    Sums,
    left_of,
    limit_of,
    look_again,
    may_release,
    money_of,
    next_step,
    payload_of,
    plain,
    restored,
    second_person,
)
from erp_link.proposals.errors import ProposalFieldMissing

NOW = datetime(2026, 12, 4, 9, tzinfo=UTC)
TOLD = ActOutcome(
    "order", "7", "SO-20431", (ErpFieldChange("total", "100", "105"), ErpFieldChange("note", None, "x")),
    {"currency": "TWD", "total": "105", "amount": "42"}, ("SO-21004",), undoable=True,
)  # fmt: skip
LIMIT = ActLimit(ErpAct.CREDIT, "TWD", Decimal(200), Decimal(300), Decimal(500), Decimal(400))


def a_proposal(state: ProposalState, sent_at: datetime | None = None, tries: int = 0) -> ErpProposal:
    nobody = UUID(int=1)
    return ErpProposal(
        UUID(int=2), ErpAct.NOTE, state, "Tryton", "7", None, None, None, "account", "7", "C1", {}, TOLD, None, "", "",
        None, None, nobody, NOW, sent_at, None, tries, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "sums", "why"),
    [
        (200, Sums(), None),
        (201, Sums(), SecondPerson.ALONE),
        (100, Sums(record=Decimal(200)), None),
        (100, Sums(record=Decimal(201)), SecondPerson.PER_RECORD),
        (100, Sums(customer=Decimal(401)), SecondPerson.PER_CUSTOMER),
        (100, Sums(agent=Decimal(301)), SecondPerson.PER_AGENT),
    ],
)
def test_a_second_person_agrees_to_what_is_over_a_limit_alone_or_together(
    amount: int, sums: Sums, why: SecondPerson | None
) -> None:
    assert second_person(ErpAct.CREDIT, Money("TWD", Decimal(amount)), LIMIT, sums) is why
    assert second_person(ErpAct.CREDIT, Money("TWD", Decimal(-amount)), LIMIT, sums) is why


def test_a_credit_without_a_limit_in_its_currency_always_needs_a_second_person_and_a_note_never() -> None:
    other = limit_of([LIMIT], ErpAct.CREDIT, "EUR")
    assert second_person(ErpAct.CREDIT, Money("EUR", Decimal(1)), other, Sums()) is SecondPerson.NO_LIMIT
    assert second_person(ErpAct.CREDIT, None, LIMIT, Sums()) is SecondPerson.NO_LIMIT
    assert second_person(ErpAct.PLACE, Money("TWD", Decimal(10**9)), None, Sums()) is None
    assert second_person(ErpAct.NOTE, None, None, Sums()) is None


def test_what_is_left_is_what_the_narrowest_limit_leaves_and_never_less_than_nothing() -> None:
    left = left_of(LIMIT, Sums(Decimal(150), Decimal(0), Decimal(450)))
    assert (left.record, left.customer, left.agent) == (Decimal(150), Decimal(500), Decimal(0))
    assert left.alone == 0
    assert left_of(LIMIT, Sums(record=Decimal(150))).alone == 150
    free = left_of(ActLimit(ErpAct.CREDIT, "TWD", Decimal(200)), Sums(record=Decimal(900)))
    assert (free.record, free.alone) == (None, Decimal(200))
    assert LIMIT.since(NOW) == NOW - timedelta(days=30)


def test_who_is_named_releases_and_everybody_does_once_all_who_were_named_have_left() -> None:
    lin, chen = UUID(int=7), UUID(int=8)
    named = replace(LIMIT, released_by=(lin,))
    assert may_release(LIMIT, chen, {lin, chen})
    assert may_release(None, chen, {chen})
    assert may_release(named, lin, {lin, chen})
    assert not may_release(named, chen, {lin, chen})
    assert may_release(named, chen, {chen})


def test_the_amount_is_the_erps_own() -> None:
    assert money_of(ErpAct.PLACE, TOLD) == Money("TWD", Decimal(105))
    assert money_of(ErpAct.CREDIT, TOLD) == Money("TWD", Decimal(42))
    assert money_of(ErpAct.CREDIT, replace(TOLD, facts={"currency": "TWD", "amount": "many"})) is None
    assert money_of(ErpAct.NOTE, TOLD) is None


def test_what_the_erp_knows_nothing_of_is_sent_again_only_after_it_can_no_longer_be_on_its_way() -> None:
    assert next_step(a_proposal(ProposalState.APPROVED), NOW) is NextStep.SEND
    for state in (ProposalState.SENT, ProposalState.UNKNOWN):
        assert next_step(a_proposal(state, NOW, 1), NOW + IN_FLIGHT - timedelta(seconds=1)) is NextStep.WAIT
        assert next_step(a_proposal(state, NOW, 1), NOW + IN_FLIGHT) is NextStep.SEND
        assert next_step(a_proposal(state, NOW, MOST_SENDS), NOW + timedelta(days=1)) is NextStep.WAIT
    for state in (ProposalState.PROPOSED, ProposalState.DONE, ProposalState.REFUSED, ProposalState.WITHDRAWN):
        assert next_step(a_proposal(state), NOW) is NextStep.NOTHING


def test_it_is_looked_for_soon_at_first_then_every_ten_minutes() -> None:
    sent = a_proposal(ProposalState.UNKNOWN, NOW, 1)
    assert look_again(sent, NOW) == NOW + timedelta(seconds=2)
    assert look_again(sent, NOW + timedelta(hours=3)) == NOW + timedelta(hours=3, minutes=10)


def test_what_is_missing_is_named_before_the_erp_is_asked() -> None:
    def field(kind: ErpAct, asked: ActAsked) -> object:
        with pytest.raises(ProposalFieldMissing) as wrong:
            payload_of(kind, "7", "1", asked)
        return wrong.value.fields["field"]

    assert field(ErpAct.NOTE, ActAsked("  ")) == "text"
    assert field(ErpAct.QUOTE, ActAsked(lines=(AskedLine("5", Decimal(0)),))) == "lines"
    assert field(ErpAct.CHANGE, ActAsked()) == "requested_on"
    assert field(ErpAct.CONTACT, ActAsked(value="nobody")) == "value"
    assert field(ErpAct.UNDO, ActAsked()) == "kind"


def test_the_erp_is_told_amounts_and_days_as_text() -> None:
    asked = ActAsked("Late.", lines=(AskedLine("5", Decimal("1.50"), Decimal("0.1")),), requested_on=date(2026, 12, 24))
    assert payload_of(ErpAct.CREDIT, "7", "3", asked)["lines"] == [
        {"product": "5", "quantity": "1.50", "unit_price": "0.1"}
    ]
    assert payload_of(ErpAct.CHANGE, "7", "3", asked)["requested_on"] == "2026-12-24"


def test_an_outcome_is_the_same_after_it_was_kept() -> None:
    assert restored(plain(TOLD)) == TOLD


def test_what_our_module_tells_is_read_with_the_id_of_our_copy() -> None:
    told = outcome(
        {
            "record": "sale.complaint,4", "number": "RC-301", "changes": [["state", None, "waiting"]],
            "facts": {"amount": "100", "stock X": None}, "related": [["sale.sale", 9, "SO-21004"]], "undo": {"x": 1},
        }
    )  # fmt: skip
    assert (told.entity, told.external_id, told.related, told.undoable) == (
        "return", "complaint-4", ("SO-21004",), True,
    )  # fmt: skip
    assert told.facts == {"amount": "100"}
