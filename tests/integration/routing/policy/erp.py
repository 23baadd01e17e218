"""Orders as an ERP tells them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from contact_center.kernel.contracts.erp import Order, OrderState
from contact_center.kernel.money import Money
from tests.centre import START


def late_order(days: int) -> Order:
    """Promised so many days before the test's clock began, and not shipped."""
    return Order(
        external_id="1",
        number="SO-1",
        state=OrderState.CONFIRMED,
        source_state="processing",
        ordered_on=None,
        promised_on=(START - timedelta(days=days)).date(),
        expected_on=None,
        total=Money("TWD", Decimal(100)),
    )
