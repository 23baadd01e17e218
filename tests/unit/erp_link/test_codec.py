from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.kernel.contracts.erp import Account, Invoice, Order, Shipment
from contact_center.kernel.money import Money
from erp_link.codec import from_plain, to_plain

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=6)
st.register_type_strategy(Decimal, amounts)
st.register_type_strategy(Money, st.builds(Money, st.sampled_from(["TWD", "EUR", "KWD"]), amounts))


@pytest.mark.parametrize("kind", [Account, Order, Invoice, Shipment])
def test_facts_come_back_from_json_exactly_as_they_went(kind: type[Any]) -> None:
    @given(st.from_type(kind))
    def check(fact: Any) -> None:
        assert from_plain(kind, json.loads(json.dumps(to_plain(fact)))) == fact

    check()


def test_cents_are_not_lost() -> None:
    assert to_plain(Money("EUR", Decimal("0.10"))) == {"currency": "EUR", "amount": "0.10"}


def test_fields_of_a_newer_version_are_ignored_and_missing_ones_take_their_default() -> None:
    plain = {"external_id": "1", "number": "C1", "name": "Fold", "shoe_size": 42}
    assert from_plain(Account, plain) == Account("1", "C1", "Fold")


@pytest.mark.parametrize("plain", ["text", {"number": "C1"}, None])
def test_what_cannot_be_a_fact_is_refused(plain: Any) -> None:
    with pytest.raises(TypeError):
        from_plain(Account, plain)


def test_types_outside_the_model_are_not_written() -> None:
    with pytest.raises(TypeError, match="no float"):
        to_plain(1.5)
    assert to_plain(date(2026, 1, 2)) == "2026-01-02"
