"""Why people write or call: one to three reasons each, about what is really the matter with their orders.

Each topic has a few wordings in both languages. A wording is four texts, for chat and telephone, SMS,
and subject and body of an e-mail; the placeholders are facts of the story.
"""

from __future__ import annotations

from datetime import date
from random import Random

from contact_center.demo.company.story.catalog import BY_SKU, MACHINES
from contact_center.demo.company.story.model import Account, Order, Person, Plot, Reason, Topic, Unit
from contact_center.demo.company.story.wordings import WORDINGS, Wording

_TOPICS = {
    Plot.SETTLED: (Topic.RETURN, Topic.HOW_TO),
    Plot.UNPAID: (Topic.INVOICE,),
    Plot.OVERDUE: (Topic.INVOICE,),
    Plot.PART_PAID: (Topic.INVOICE,),
    Plot.IN_TRANSIT: (Topic.WHERE_IS_PARCEL,),
    Plot.PICKING: (Topic.CHANGE_DELIVERY,),
    Plot.PLANNED: (Topic.CHANGE_DELIVERY,),
    Plot.LATE: (Topic.LATE_ORDER,),
    Plot.PART_DELIVERED: (Topic.MISSING_REST,),
    Plot.QUOTED: (Topic.QUOTE,),
    Plot.DRAFT: (Topic.QUOTE,),
    Plot.CANCELLED: (Topic.REFUND,),
}
_MOST = 3


def draw_reasons(
    random: Random, accounts: dict[str, Account], people: list[Person], orders: list[Order], units: list[Unit]
) -> list[Reason]:
    """Reasons of everybody who is not a lead, the most pressing order first."""
    orders_of: dict[str, list[Order]] = {}
    for order in orders:
        orders_of.setdefault(order.account, []).append(order)
    units_of: dict[str, list[Unit]] = {}
    for unit in units:
        units_of.setdefault(unit.account, []).append(unit)
    reasons = []
    for person in people:
        if person.key.removeprefix("p-").isdigit():
            teller = _Teller(random, person, accounts[person.account])
            reasons += teller.tell(orders_of.get(person.account, []), units_of.get(person.account, []))
    return reasons


class _Teller:
    """One person's way of saying what is the matter."""

    def __init__(self, random: Random, person: Person, account: Account) -> None:
        self.random = random
        self.person = person
        self.account = account

    def tell(self, orders: list[Order], units: list[Unit]) -> list[Reason]:
        pressing = sorted(orders, key=lambda order: (order.plot is Plot.SETTLED, -order.ordered_on.toordinal()))
        reasons = [self._about_order(order) for order in pressing[:2]]
        if units:
            reasons.append(self._about_unit(self.random.choice(units)))
        return reasons[:_MOST] or [self._general()]

    def _about_order(self, order: Order) -> Reason:
        topic = self.random.choice(_TOPICS[order.plot])
        if topic is Topic.HOW_TO and order.lines[0].sku not in MACHINES:
            topic = Topic.RETURN
        return self._say(topic, self._facts(order), order=order.number)

    def _about_unit(self, unit: Unit) -> Reason:
        topic = self.random.choice((Topic.REPAIR, Topic.REPAIR, Topic.WARRANTY, Topic.HOW_TO))
        facts = {
            "serial": unit.serial,
            "product": self._product(unit.sku),
            "until": self._day(unit.warranty_until),
        }
        return self._say(topic, {**facts, "number": unit.serial}, serial=unit.serial)

    def _general(self) -> Reason:
        return self._say(Topic.QUOTE, {"number": "", "product": self._product("G2-64")}, general=True)

    def _facts(self, order: Order) -> dict[str, str]:
        last = order.shipments[-1] if order.shipments else None
        return {
            "number": order.number,
            "product": self._product(order.lines[-1 if order.plot is Plot.PART_DELIVERED else 0].sku),
            "ordered": self._day(order.ordered_on),
            "promised": self._day(last.promised_on if last else order.ordered_on),
            "tracking": (last.tracking_number if last else None) or "",
            "invoice": order.invoice.number if order.invoice else "",
            "serial": order.number,
        }

    def _say(
        self,
        topic: Topic,
        facts: dict[str, str],
        *,
        order: str | None = None,
        serial: str | None = None,
        general: bool = False,
    ) -> Reason:
        choices = WORDINGS[(topic, self.person.language)]
        wording: Wording = choices[-1] if general else self.random.choice(choices[:-1] or choices)
        chat, sms, subject, body = (text.format_map(facts) for text in wording)
        return Reason(
            person=self.person.key,
            topic=topic,
            language=self.person.language,
            chat=chat,
            sms=sms,
            subject=subject,
            body=f"{body}\n\n{self._signature()}",
            order=order,
            serial=serial,
        )

    def _signature(self) -> str:
        if not self.account.organisation:
            return self.person.name
        if self.person.language == "zh-TW":
            return f"{self.account.name} {self.person.name}"
        return f"{self.person.name}\n{self.account.name}"

    def _product(self, sku: str) -> str:
        product = BY_SKU[sku]
        name = product.name_zh if self.person.language == "zh-TW" else product.name
        return name.partition("，")[0].partition(",")[0]

    def _day(self, day: date) -> str:
        return f"{day.month}月{day.day}日" if self.person.language == "zh-TW" else f"{day.day} {day:%B}"
