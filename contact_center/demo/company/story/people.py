"""Who buys from Kiln & Co: about 300 people behind some 250 accounts, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from contact_center.demo.company.story.leads import LEAD_ACCOUNTS, LEAD_PEOPLE
from contact_center.demo.company.story.model import Account, Person
from contact_center.demo.company.story.names import (
    CAFE_KINDS_EN,
    CAFE_KINDS_ZH,
    CAFES_EN,
    CAFES_ZH,
    FIRST_EN,
    GIVEN_ZH,
    LAST_EN,
    PLACES,
    ROMAN_SURNAMES,
    SURNAMES_ZH,
)

PEOPLE = 300
_SHARE_ZH = 0.6
_SHARE_CAFES = 0.42
_UBN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)


class Cast:
    """Draws accounts and people; keeps names, numbers and addresses unique where they must be."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.accounts: list[Account] = list(LEAD_ACCOUNTS)
        self.people: list[Person] = list(LEAD_PEOPLE)
        self._taken = {person.name for person in self.people} | {account.name for account in self.accounts}
        self._phones = {person.phone for person in self.people}

    def fill(self, people: int = PEOPLE) -> None:
        while len(self.people) < people:
            language = "zh-TW" if self.random.random() < _SHARE_ZH else "en"
            if self.random.random() < _SHARE_CAFES:
                self._cafe(language)
            else:
                self._private(language)

    def _private(self, language: str) -> None:
        name, handle = self._name(language)
        account = self._account(name, organisation=False, language=language)
        phone = self._mobile()
        self._person(account, name, "", f"{handle}@mail.example", phone)
        if self.random.random() < 0.08:  # a couple with one telephone and two accounts
            other, handle = self._name(language)
            partner = self._account(other, organisation=False, language=language)
            self._person(partner, other, "", f"{handle}@mail.example", phone)

    def _cafe(self, language: str) -> None:
        name, domain = self._cafe_name(language)
        account = self._account(name, organisation=True, language=language)
        landline = self._landline() if self.random.random() < 0.25 else None
        roles = ("Owner", "Barista", "Bookkeeping") if language == "en" else ("店長", "咖啡師", "會計")
        for role in roles[: self.random.choice((1, 1, 2))]:
            person, handle = self._name(language)
            self._person(account, person, role, f"{handle}@{domain}.example", landline or self._mobile())

    def _account(self, name: str, *, organisation: bool, language: str) -> Account:
        city, code, streets = self.random.choice(PLACES)
        street = f"{self.random.choice(streets)}{self.random.randint(1, 240)}號"
        number = len(self.accounts) + 1
        tax = self._tax_id() if organisation else None
        account = Account(f"a-{number:04}", f"C{number:05}", name, organisation, language, city, street, code, tax)
        self.accounts.append(account)
        return account

    def _person(self, account: Account, name: str, role: str, email: str, phone: str) -> None:
        key = f"p-{len(self.people) + 1:04}"
        self.people.append(Person(key, name, account.key, role, account.language, email, phone))

    def _name(self, language: str) -> tuple[str, str]:
        """A name nobody has yet, and the first part of its e-mail address."""
        while True:
            name, handle = self._name_zh() if language == "zh-TW" else self._name_en()
            if name not in self._taken:
                self._taken.add(name)
                return name, f"{handle}{len(self.people) + 1}"

    def _name_zh(self) -> tuple[str, str]:
        surname = self.random.choice(SURNAMES_ZH)
        return surname + self.random.choice(GIVEN_ZH), ROMAN_SURNAMES[surname]

    def _name_en(self) -> tuple[str, str]:
        first, last = self.random.choice(FIRST_EN), self.random.choice(LAST_EN)
        return f"{first} {last}", f"{first}.{last}".lower()

    def _cafe_name(self, language: str) -> tuple[str, str]:
        while True:
            if language == "zh-TW":
                (chosen, roman), (kind, word) = (
                    self.random.choice(CAFES_ZH),
                    self.random.choice(CAFE_KINDS_ZH),
                )
                name, domain = chosen + kind, f"{roman}-{word}"
            else:
                chosen, kind = self.random.choice(CAFES_EN), self.random.choice(CAFE_KINDS_EN)
                name = f"{chosen} {kind}"
                domain = "".join(letter for letter in chosen.lower() if letter.isalnum()) + kind[0].lower()
            if name not in self._taken:
                self._taken.add(name)
                return name, domain

    def _mobile(self) -> str:
        return self._fresh_phone(lambda: f"+8869{self.random.randint(10_000_000, 89_999_999)}")

    def _landline(self) -> str:
        return self._fresh_phone(lambda: f"+8862{self.random.randint(2300_0000, 2899_9999)}")

    def _fresh_phone(self, draw: Callable[[], str]) -> str:
        while (phone := draw()) in self._phones:
            pass
        self._phones.add(phone)
        return phone

    def _tax_id(self) -> str:
        while True:
            number = f"{self.random.randint(99_000_000, 99_999_999)}"
            if is_tax_id(number):
                return number


def is_tax_id(number: str) -> bool:
    """Whether this is a Taiwanese company number (統一編號) by the rule before 2023, which all readers accept.

    The weighted digit sum divides by ten; where the seventh digit is 7, one may be missing.
    """
    products = (int(digit) * weight for digit, weight in zip(number, _UBN_WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    return total % 10 == 0 or (number[6] == "7" and total % 10 == 9)
