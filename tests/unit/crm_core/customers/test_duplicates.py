"""Who may be one: what speaks for it and against it; never names alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from crm_core.customers.duplicates.domain import (
    PROOF,
    WEIGHTS,
    ComparedCustomer,
    KnownAddress,
    Sign,
    judge,
    mailbox,
    name_key,
    number_end,
)

MOSS = UUID(int=9)


def person(name: str, *addresses: str, proven: bool = False, **values: Any) -> ComparedCustomer:
    known = tuple(KnownAddress("email" if "@" in one else "phone", one, proven) for one in addresses)
    found = {"kind": "person", "organisation_id": None, "tax_id": None, "erp_number": None} | values
    return ComparedCustomer(UUID(int=hash(name) % 1000), name=name, addresses=known, **found)


def company(name: str, **values: Any) -> ComparedCustomer:
    return person(name, kind="organisation", **values)


@pytest.mark.parametrize(
    ("one", "other", "suggested"),
    [
        # One name at one organisation: two colleagues may be called so.
        (person("陳怡君", organisation_id=MOSS), person("陳怡君", organisation_id=MOSS), False),
        # A family's telephone.
        (person("林佳穎", "+886912345081"), person("林文傑", "+886912345081"), False),
        (person("林佳穎", "+886912345081"), person("林佳穎", "+886912345081"), True),
        (person("林佳穎", "+886912345081", proven=True), person("Chia-Ying", "+886912345081"), False),
        (person("林佳穎", "+886912345081", proven=True, organisation_id=MOSS),
         person("Chia-Ying Lin", "+886912345081", "cy@mail.example", organisation_id=MOSS), True),
        # Known by nothing but the address they wrote from.
        (person("+886912345081", "+886912345081"), person("林佳穎", "+886912345081"), True),
        (person("Lin", "lin@moss.example"), person("LIN", "l.i.n+shop@moss.example"), True),
        (person("Lin", "+886912345081"), person("Lin", "912345081"), True),
        (person("A", tax_id="12345675"), person("B", tax_id="12345675"), False),
        (company("Moss", tax_id="12345675"), company("MOSS", tax_id="12345675"), True),
        (company("Moss", tax_id="12345675"), person("Moss", tax_id="12345675"), False),
        (person("A", erp_number="C-7"), person("B", erp_number="C-7"), True),
        # The account in the ERP is that of the company for which both of them work.
        (person("A", erp_number="C-7", organisation_id=MOSS),
         person("B", erp_number="C-7", organisation_id=MOSS), False),
        (person("A", "a@x.example", erp_number="C-7"), person("A", "a@x.example", erp_number="C-8"), False),
    ],
)  # fmt: skip
def test_two_are_suggested_only_where_more_than_a_name_speaks_for_it(
    one: ComparedCustomer, other: ComparedCustomer, suggested: bool
) -> None:
    assert judge(one, other).worth_a_look is suggested
    assert judge(other, one).worth_a_look is suggested


def test_the_evidence_says_what_is_the_same_and_what_is_not() -> None:
    one = person("林佳穎", "+886912345081", "chiaying@moss.example", proven=True, organisation_id=MOSS)
    other = person("Lin", "+886912345081", "cy.lin@mail.example", organisation_id=MOSS)
    found = judge(one, other)
    assert [each.sign for each in found.evidence] == [
        Sign.PROVEN_ADDRESS, Sign.ORGANISATION, Sign.OTHER_MAIL, Sign.OTHER_NAME,
    ]  # fmt: skip
    assert found.evidence[0].value == "+886912345081"
    assert found.evidence[2].value == "cy.lin@mail.example"


def test_one_name_in_another_width_case_and_order_is_one_name() -> None:
    assert name_key("Lin Chia-Ying") == name_key("CHIA-YING  ＬＩＮ")
    assert name_key("臺北 咖啡") == name_key("台北咖啡")
    assert name_key("林佳穎") != name_key("林佳潁")


def test_spellings_of_one_number_and_one_mailbox_are_one() -> None:
    assert number_end("+886912345081") == number_end("0912-345-081")
    assert mailbox("cy.lin+kiln@mail.example") == mailbox("cylin@mail.example")


def test_every_sign_has_its_weight_and_what_proves_speaks_for_it() -> None:
    assert set(WEIGHTS) == set(Sign)
    assert all(WEIGHTS[one] > 0 for one in PROOF)
