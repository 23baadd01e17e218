"""A year of orders, each with a plot that decides what was shipped, invoiced and paid, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from contact_center.demo.company.story.catalog import BY_SKU, CARRIERS, MACHINES, PARTS
from contact_center.demo.company.story.model import Account, Invoice, Order, OrderLine, Person, Plot, Shipment, Unit

ORDERS = 300
NET_DAYS = 14
"""Days from invoice to due date for organisations; private buyers pay with the order."""

_SHARES = {
    Plot.SETTLED: 46,
    Plot.UNPAID: 9,
    Plot.OVERDUE: 8,
    Plot.PART_PAID: 3,
    Plot.IN_TRANSIT: 9,
    Plot.PICKING: 6,
    Plot.PLANNED: 6,
    Plot.LATE: 5,
    Plot.PART_DELIVERED: 3,
    Plot.QUOTED: 3,
    Plot.DRAFT: 1,
    Plot.CANCELLED: 3,
}
_ORGANISATIONS_ONLY = (Plot.UNPAID, Plot.OVERDUE, Plot.PART_PAID)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """An order while it is drawn: everything but its numbers."""

    plot: Plot
    age: int
    """Days since it was ordered."""
    account: Account
    buyer: Person
    lines: tuple[OrderLine, ...]


class _Numbers:
    """Document numbers that grow with the days, around those already given to the leads."""

    def __init__(self, today: int, a_day: float, taken: set[str], prefix: str) -> None:
        self._today = today
        self._a_day = a_day
        self._taken = taken
        self._prefix = prefix
        self._last = 0

    def take(self, age: int) -> str:
        """The next number for a document so many days old; ask for the oldest first."""
        self._last = max(self._last + 1, self._today - round(self._a_day * age))
        while f"{self._prefix}{self._last}" in self._taken:
            self._last += 1
        return f"{self._prefix}{self._last}"


class Ledger:
    """Draws orders around those of the leads, numbers and tracking numbers included."""

    def __init__(self, random: Random, anchor: date, leads: list[Order]) -> None:
        self.random = random
        self.anchor = anchor
        self._tracking = 70500000
        self._orders = _Numbers(20474, 3.09, {order.number for order in leads}, "SO-")
        self._invoices = _Numbers(3420, 1.93, {o.invoice.number for o in leads if o.invoice}, "INV-")

    def draw(self, accounts: dict[str, Account], buyers: tuple[Person, ...], count: int) -> list[Order]:
        sketches = (self._sketch(accounts, buyers) for _ in range(count))
        return [self._order(sketch) for sketch in sorted(sketches, key=lambda sketch: -sketch.age)]

    def _sketch(self, accounts: dict[str, Account], buyers: tuple[Person, ...]) -> _Sketch:
        plot = self.random.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
        buyer = self.random.choice(buyers)
        while plot in _ORGANISATIONS_ONLY and not accounts[buyer.account].organisation:
            buyer = self.random.choice(buyers)
        return _Sketch(plot, self._age(plot), accounts[buyer.account], buyer, self._lines(plot))

    def _age(self, plot: Plot) -> int:
        spans = {
            Plot.SETTLED: (22, 360),
            Plot.UNPAID: (5, 14),
            Plot.OVERDUE: (20, 60),
            Plot.PART_PAID: (18, 45),
            Plot.IN_TRANSIT: (4, 9),
            Plot.PICKING: (2, 5),
            Plot.PLANNED: (2, 8),
            Plot.LATE: (10, 25),
            Plot.PART_DELIVERED: (10, 21),
            Plot.QUOTED: (1, 12),
            Plot.DRAFT: (0, 2),
            Plot.CANCELLED: (10, 120),
        }
        return self.random.randint(*spans[plot])

    def _lines(self, plot: Plot) -> tuple[OrderLine, ...]:
        skus = self.random.sample(PARTS, self.random.choice((1, 1, 2, 3)))
        if plot is Plot.PART_DELIVERED or self.random.random() < 0.45:
            skus.insert(0, self.random.choice(MACHINES))
        if plot is Plot.PART_DELIVERED and len(skus) < 2:
            skus.append("FILTER-W")
        return tuple(self._line(sku) for sku in skus)

    def _line(self, sku: str) -> OrderLine:
        quantity = 1 if sku in MACHINES else self.random.choice((1, 1, 2, 4, 6))
        return OrderLine(sku, quantity, BY_SKU[sku].price)

    def _order(self, sketch: _Sketch) -> Order:
        ordered = self._day(-sketch.age)
        shipments = self._shipments(sketch)
        return Order(
            number=self._orders.take(sketch.age),
            account=sketch.account.key,
            buyer=sketch.buyer.key,
            plot=sketch.plot,
            ordered_on=ordered,
            lines=sketch.lines,
            shipments=shipments,
            invoice=self._invoice(sketch),
            reference=f"PO-{self.random.randint(1000, 9999)}" if sketch.account.organisation else None,
        )

    def _day(self, offset: int) -> date:
        return self.anchor + timedelta(days=offset)

    def _shipments(self, sketch: _Sketch) -> tuple[Shipment, ...]:
        goods = tuple((line.sku, line.quantity) for line in sketch.lines)
        draw: dict[Plot, Callable[[], tuple[Shipment, ...]]] = {
            Plot.IN_TRANSIT: lambda: (self._shipped(goods, -self.random.randint(0, 3), "shipped"),),
            Plot.PICKING: lambda: (self._open(goods, self.random.choice(("assigned", "picked", "packed"))),),
            Plot.PLANNED: lambda: (self._open(goods, "waiting", self.random.randint(1, 6)),),
            Plot.LATE: lambda: (self._late(goods),),
            Plot.PART_DELIVERED: lambda: (
                self._shipped(goods[:1], -self.random.randint(4, 9), "done"),
                self._late(goods[1:]),
            ),
            Plot.QUOTED: tuple,
            Plot.DRAFT: tuple,
            Plot.CANCELLED: tuple,
        }
        delivered = min(-1, 3 - sketch.age)
        return draw.get(sketch.plot, lambda: (self._shipped(goods, delivered, "done"),))()

    def _shipped(self, goods: tuple[tuple[str, int], ...], offset: int, state: str) -> Shipment:
        self._tracking += self.random.randint(3, 90)
        carrier = self.random.choice(CARRIERS)
        initials = "".join(word[0] for word in carrier.split()[:2])
        promised = self._day(offset + self.random.choice((-1, 0, 0, 0, 1)))
        day = self._day(offset)
        return Shipment(state, goods, promised, day, day, carrier, f"{initials}{self._tracking}")

    def _open(self, goods: tuple[tuple[str, int], ...], state: str, offset: int = 0) -> Shipment:
        return Shipment(state, goods, self._day(offset), self._day(offset))

    def _late(self, goods: tuple[tuple[str, int], ...]) -> Shipment:
        promised, expected = -self.random.randint(1, 6), self.random.randint(2, 10)
        return Shipment("waiting", goods, self._day(promised), self._day(expected))

    def _invoice(self, sketch: _Sketch) -> Invoice | None:
        if sketch.plot in (Plot.QUOTED, Plot.DRAFT, Plot.CANCELLED):
            return None
        number = self._invoices.take(sketch.age)
        issued = self._issued(sketch)
        due = issued + timedelta(days=NET_DAYS)
        if sketch.plot in (Plot.UNPAID, Plot.OVERDUE):
            return Invoice(number, issued, due)
        if sketch.plot is Plot.PART_PAID:
            return Invoice(number, issued, due, due, self.random.choice((30, 50, 60)))
        wait = self.random.randint(2, NET_DAYS) if sketch.account.organisation else 0
        paid = issued + timedelta(days=wait)
        return Invoice(number, issued, due, paid, 100) if paid <= self.anchor else Invoice(number, issued, due)

    def _issued(self, sketch: _Sketch) -> date:
        """Organisations get their invoice with the goods, private buyers with the order."""
        if sketch.plot is Plot.OVERDUE:
            return self._day(-max(NET_DAYS + 1, sketch.age - 3))
        if sketch.account.organisation and sketch.plot in (Plot.SETTLED, Plot.UNPAID):
            return self._day(min(0, 3 - sketch.age))
        return self._day(-sketch.age)


def draw_units(random: Random, orders: list[Order]) -> list[Unit]:
    """One unit with a serial number for each machine that was delivered."""
    units = []
    serial = 8200
    for order in orders:
        delivered = {sku for item in order.shipments if item.state == "done" for sku, _ in item.lines}
        for line in order.lines:
            product = BY_SKU[line.sku]
            if product.serial_prefix and line.sku in delivered:
                serial += random.randint(1, 9)
                bought = order.ordered_on
                ends = bought + timedelta(days=product.warranty_months * 365 // 12)
                units.append(Unit(f"{product.serial_prefix}-{serial}", line.sku, order.account, bought, ends))
    return units
