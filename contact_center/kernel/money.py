"""Money: an exact amount in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`amount` in units of `currency` (ISO 4217 code). Never a float: ERP figures are exact."""

    currency: str
    amount: Decimal

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"currency must be a three-letter ISO 4217 code, not {self.currency!r}")

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}: convert one first")
        return Money(self.currency, self.amount + other.amount)
