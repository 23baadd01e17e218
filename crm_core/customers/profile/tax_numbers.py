"""Tax numbers, checked where the country has a check digit. Pure.

Taiwan's 統一編號: eight digits, each multiplied by its weight, the digits of the products added. The sum is divisible
by 5 (since April 2023; by 10 before, which implies it); with a 7 in the seventh place its product 28 may count as 1
or 0, so the sum plus 1 may be. Source: 財政部財政資訊中心, 營利事業統一編號檢查碼邏輯修正說明.
"""

from __future__ import annotations

import re
import unicodedata

from crm_core.customers.errors import NotATaxNumber

_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)


def tax_number(text: str) -> str | None:
    """The one spelling; None for nothing. Raises `NotATaxNumber` for eight digits whose check digit is wrong.

    Other countries' numbers are kept as written, at most 30 letters, digits, spaces and signs.
    """
    given = unicodedata.normalize("NFKC", text).strip().upper()
    if not given:
        return None
    digits = re.sub(r"[\s-]", "", given)
    if re.fullmatch(r"\d{8}", digits, re.ASCII):
        if not is_taiwanese(digits):
            raise NotATaxNumber(field="tax_id")
        return digits
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 ./-]{3,29}", given):
        raise NotATaxNumber(field="tax_id")
    return given


def is_taiwanese(digits: str) -> bool:
    """Whether eight digits are a 統一編號 by their check digit."""
    products = [int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)]
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (digits[6] == "7" and (total + 1) % 5 == 0)
