"""Are these two one customer? Rules that each state what speaks for it and what against. Pure.

A name proves nothing: hundreds are called 陳怡君. So a pair is suggested only where something other than names and the
organisation speaks for it (`LEAST`, `PROOF`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from contact_center.kernel.scripts import folded, has_han


class Sign(StrEnum):
    """What speaks for two being one, or against it."""

    PROVEN_ADDRESS = "proven_address"
    """Both have it, and at least one has proven it."""
    ADDRESS = "address"
    PHONE_SPELLING = "phone_spelling"
    """One number, written down in two ways, such as with and without its country code."""
    MAIL_SPELLING = "mail_spelling"
    """One mailbox: only dots or what stands after a plus differ."""
    TAX_ID = "tax_id"
    ERP_NUMBER = "erp_number"
    NAME = "name"
    ORGANISATION = "organisation"
    OTHER_NAME = "other_name"
    OTHER_TAX_ID = "other_tax_id"
    OTHER_ERP_NUMBER = "other_erp_number"
    OTHER_MAIL = "other_mail"
    OTHER_PHONE = "other_phone"


WEIGHTS: Mapping[Sign, int] = MappingProxyType(
    {
        Sign.PROVEN_ADDRESS: 55,
        Sign.ADDRESS: 40,
        Sign.PHONE_SPELLING: 35,
        Sign.MAIL_SPELLING: 35,
        Sign.TAX_ID: 45,
        Sign.ERP_NUMBER: 70,
        Sign.NAME: 20,
        Sign.ORGANISATION: 15,
        Sign.OTHER_NAME: -25,
        Sign.OTHER_TAX_ID: -40,
        Sign.OTHER_ERP_NUMBER: -60,
        Sign.OTHER_MAIL: -5,
        Sign.OTHER_PHONE: -5,
    }
)
"""Points. They only rank pairs and say which are worth a person's look; nothing is merged by them."""
PROOF = frozenset(
    {Sign.PROVEN_ADDRESS, Sign.ADDRESS, Sign.PHONE_SPELLING, Sign.MAIL_SPELLING, Sign.TAX_ID, Sign.ERP_NUMBER}
)
"""What may carry a suggestion: names and organisations never do."""
LEAST = 40
MOST_ALIKE = 20
"""With how many others a customer is compared; an address that more have is a switchboard's."""
NUMBER_END = 9
"""Digits at the end of a number that two spellings have in common: a subscriber's number is no longer."""


@dataclass(frozen=True, slots=True)
class KnownAddress:
    kind: str
    value: str
    proven: bool


@dataclass(frozen=True, slots=True)
class ComparedCustomer:
    """A customer, as far as the rules look."""

    id: UUID
    kind: str
    name: str
    organisation_id: UUID | None
    tax_id: str | None
    erp_number: str | None
    addresses: tuple[KnownAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    sign: Sign
    value: str = ""
    """What is the same or different, as it is written down."""

    @property
    def speaks_for(self) -> bool:
        return WEIGHTS[self.sign] > 0


@dataclass(frozen=True, slots=True)
class Judgement:
    score: int
    evidence: tuple[Evidence, ...]
    """What speaks for it first, the strongest first."""

    @property
    def worth_a_look(self) -> bool:
        return self.score >= LEAST and any(one.sign in PROOF for one in self.evidence)


def judge(one: ComparedCustomer, other: ComparedCustomer) -> Judgement:
    """A person and an organisation are never one."""
    if one.kind != other.kind:
        return Judgement(0, ())
    found = [*_addresses(one, other), *_numbers(one, other), *_names(one, other)]
    found.sort(key=lambda each: -WEIGHTS[each.sign])
    return Judgement(sum(WEIGHTS[sign] for sign in {each.sign for each in found}), tuple(found))


def _addresses(one: ComparedCustomer, other: ComparedCustomer) -> Iterable[Evidence]:
    ours = {(a.kind, a.value): a for a in one.addresses if a.kind != "web"}
    theirs = {(a.kind, a.value): a for a in other.addresses if a.kind != "web"}
    shared = sorted(set(ours) & set(theirs))
    for key in shared:
        proven = ours[key].proven or theirs[key].proven
        yield Evidence(Sign.PROVEN_ADDRESS if proven else Sign.ADDRESS, key[1])
    for kind, spelled, sign, different in (
        ("phone", number_end, Sign.PHONE_SPELLING, Sign.OTHER_PHONE),
        ("email", mailbox, Sign.MAIL_SPELLING, Sign.OTHER_MAIL),
    ):
        mine = {spelled(value): value for k, value in ours if k == kind and (k, value) not in theirs}
        other_ones = {spelled(value): value for k, value in theirs if k == kind and (k, value) not in ours}
        for key_ in sorted(set(mine) & set(other_ones)):
            yield Evidence(sign, f"{mine[key_]} / {other_ones[key_]}")
        alike = any(k == kind for k, _ in shared) or set(mine) & set(other_ones)
        if mine and other_ones and not alike:
            yield Evidence(different, sorted(other_ones.values())[0])


def _numbers(one: ComparedCustomer, other: ComparedCustomer) -> Iterable[Evidence]:
    """Nothing for two people of one organisation: tax number and account in the ERP are the organisation's."""
    if one.organisation_id is not None and one.organisation_id == other.organisation_id:
        return
    for mine, theirs, same, different in (
        (one.tax_id, other.tax_id, Sign.TAX_ID, Sign.OTHER_TAX_ID),
        (one.erp_number, other.erp_number, Sign.ERP_NUMBER, Sign.OTHER_ERP_NUMBER),
    ):
        if mine and theirs:
            yield Evidence(same if mine == theirs else different, theirs)


def _names(one: ComparedCustomer, other: ComparedCustomer) -> Iterable[Evidence]:
    if one.organisation_id is not None and one.organisation_id == other.organisation_id:
        yield Evidence(Sign.ORGANISATION)
    if _bare(one) or _bare(other):
        return
    yield Evidence(Sign.NAME if name_key(one.name) == name_key(other.name) else Sign.OTHER_NAME, other.name)


def _bare(one: ComparedCustomer) -> bool:
    """Known by nothing but the address they wrote from."""
    return not one.name.strip() or any(one.name == address.value for address in one.addresses)


def name_key(name: str) -> tuple[str, ...]:
    """Equal for one name in another width, case, order or spacing: Lin Chia-Ying, CHIA-YING LIN; 臺 is 台."""
    plain = folded(name).casefold()
    if has_han(plain):
        return (re.sub(r"[\W_]+", "", plain),)
    return tuple(sorted(re.findall(r"\w+", plain)))


def number_end(value: str) -> str:
    return "".join(c for c in value if c.isdecimal())[-NUMBER_END:]


def mailbox(value: str) -> str:
    local, _, domain = value.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    first_id: UUID
    second_id: UUID
    score: int
    found_at: datetime
    decision: str | None = None

    def other(self, id: UUID) -> UUID:
        return self.second_id if id == self.first_id else self.first_id
