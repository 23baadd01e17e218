# mypy: ignore-errors
# ruff: noqa: N806 - Tryton hands out its models as classes
"""What stands around the orders of the story: serials, production and purchase orders, complaints, returns, prices.

Runs as a part of `seed.py`, in Tryton's environment.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from trytond.transaction import Transaction

BEING_MADE = (("G2-64", 6, -1, 2), ("G2-PRO", 4, 3, 8), ("E1-1G", 2, -12, -9))
"""Product, pieces, and the days from the anchor on which it begins and is ready; the last one is done."""
ORDERED = (("BURR-G1", 40, -20, 3), ("FILTER-W", 200, -3, 5))
"""Product, pieces, and the days on which it was ordered and is to come."""
LEFT = {"G2-64": 0, "BURR-G1": 0, "G2-PRO": 1, "E1-1G": 4}
"""Pieces in stock beside those that are set aside; a dozen of everything else."""
LOTS = (("BURR-0926", "BURR-G1", "SO-20102"),)
COMPLAINTS = (
    ("SO-20102", "Grinds unevenly", "Two of four burr sets of lot BURR-0926 grind unevenly."),
    (
        "SO-20298",
        "Return within 14 days",
        "Too loud for the flat. Grinder G1-3120 comes back, a replacement is wanted.",
    ),
)
RETURNED = ("SO-20298", "G1-64")
CREDIT_LIMITS = (("a-mosslane", 300000), ("a-fold", 50000))
NUMBERED = (
    ("Production", "MO-"), ("Purchase", "PO-"), ("Customer Complaint", "RC-"), ("Customer Return Shipment", "RN-"),
    ("Quality Inspection", "QI-"), ("Sale", "SO-"),
)  # fmt: skip
NEXT_ORDER = 21001
"""Above all of the story."""
LIST_PRICE_OF = {"a-northgate": ("Partner, 10 % off", "unit_price * 0.9")}


class AfterSales:
    """`seed` gives the models, the company and what it has made so far."""

    def __init__(self, seed) -> None:
        self.seed = seed
        self.get = seed.get
        self.lot_of = {}

    def day(self, offset):
        return self.seed.anchor + timedelta(days=offset)

    # Masters -------------------------------------------------------------------------------------

    def prices(self) -> None:
        """Names in the second language, a price list of one customer, credit limits."""
        seed, Template = self.seed, self.get("product.template")
        with Transaction().set_context(language="zh_TW"):
            for product in seed.story["products"]:
                template = Template(seed.template_of[product["sku"]].id)
                Template.write([template], {"name": product["name_zh"]})
        PriceList = self.get("product.price_list")
        for account, (name, formula) in LIST_PRICE_OF.items():
            prices = PriceList(name=name, company=seed.company, unit="product_default", price="list_price")
            prices.lines = [{"formula": formula}]
            PriceList.save([prices])
            seed.party_of[account].sale_price_list = prices
        for account, limit in CREDIT_LIMITS:
            seed.party_of[account].credit_limit_amount = Decimal(limit)
        self.numbers()
        self.get("party.party").save([seed.party_of[key] for key in {*LIST_PRICE_OF, *(k for k, _ in CREDIT_LIMITS)}])

    def numbers(self) -> None:
        """Numbers that tell what they are of."""
        Sequence = self.get("ir.sequence")
        for kind, prefix in NUMBERED:
            found = Sequence.search([("sequence_type.name", "=", kind)])
            Sequence.write(found, {"prefix": prefix, "number_next": NEXT_ORDER if kind == "Sale" else 301})

    # Goods ---------------------------------------------------------------------------------------

    def serials(self, planned) -> None:
        """Serials of the story on the goods that were sent, one piece each; lots on all pieces of an order."""
        seed, Lot, Move = self.seed, self.get("stock.lot"), self.get("stock.move")
        wanted = [(unit["serial"], unit["sku"]) for unit in seed.story["units"]]
        wanted += [(number, sku) for number, sku, _ in LOTS]
        lots = [Lot(number=number, product=seed.product_of[sku]) for number, sku in wanted]
        Lot.save(lots)
        self.lot_of = dict(zip((number for number, _ in wanted), lots, strict=True))
        sent = defaultdict(list)
        by_order = defaultdict(list)
        for shipment, told in planned:
            if not told["shipped_on"]:
                continue
            for move in shipment.outgoing_moves:
                order = seed.order_of[move.origin.sale.id]
                by_order[order["number"], move.product.code].append(move)
                if move.quantity == 1:
                    sent[order["account"], move.product.code].append((told["shipped_on"], move))
        writes = []
        for unit in seed.story["units"]:
            moves = sent[unit["account"], unit["sku"]]
            found = next((pair for pair in moves if pair[0] == unit["bought_on"]), moves[0] if moves else None)
            if found:
                moves.remove(found)
                writes += [[found[1]], {"lot": self.lot_of[unit["serial"]].id}]
        for number, sku, order in LOTS:
            for move in by_order[order, sku]:
                writes += [[move], {"lot": self.lot_of[number].id}]
        Move.write(*writes)

    def stock(self, planned) -> None:
        """What was sent had been in stock; some of it is there still."""
        seed, Move, Location = self.seed, self.get("stock.move"), self.get("stock.location")
        (lost,) = Location.search([("type", "=", "lost_found")], limit=1)
        store = Location(self.get("sale.sale").default_warehouse()).storage_location
        sent = defaultdict(float)
        for shipment, told in planned:
            if told["state"] != "waiting":
                for move in shipment.outgoing_moves:
                    sent[move.product.code] += move.quantity
        moves = [
            Move(
                company=seed.company, product=product, unit=seed.unit, quantity=sent[sku] + LEFT.get(sku, 12),
                from_location=lost, to_location=store, effective_date=self.day(-400), planned_date=self.day(-400),
            )
            for sku, product in seed.product_of.items()
            if sent[sku] + LEFT.get(sku, 12)
        ]  # fmt: skip
        Move.save(moves)
        Move.do(moves)

    def supplies(self) -> None:
        """Goods that orders wait for: some are being made, some were ordered from a supplier."""
        seed, Production, Location = self.seed, self.get("production"), self.get("stock.location")
        warehouse = self.get("sale.sale").default_warehouse()
        place = Location(warehouse).production_location
        made = []
        for sku, pieces, begins, ready in BEING_MADE:
            made.append(
                Production(
                    company=seed.company,
                    type="assembly",
                    warehouse=warehouse,
                    location=place,
                    product=seed.product_of[sku],
                    unit=seed.unit,
                    quantity=float(pieces),
                    planned_start_date=self.day(begins),
                    planned_date=self.day(ready),
                    state="draft",
                )
            )
        Production.save(made)
        Production.wait(made)
        Production.write(made[:1], {"state": "running"})
        Production.write(made[-1:], {"state": "done", "effective_date": self.day(BEING_MADE[-1][3])})
        self.inspect(made[-1])
        self.purchase()

    def inspect(self, production) -> None:
        """What was made was checked before it went into stock."""
        Control, Inspection = self.get("quality.control"), self.get("quality.inspection")
        control = Control(name="Final check", company=self.seed.company, operations=["production:do"])
        control.frequency = 0.0
        Control.save([control])
        inspection = Inspection(company=self.seed.company, origin=production, control=control, state="pending")
        Inspection.save([inspection])
        Inspection.write([inspection], {"state": "passed"})

    def purchase(self) -> None:
        seed = self.seed
        Purchase, Line, Party = (self.get(n) for n in ("purchase.purchase", "purchase.line", "party.party"))
        supplier = Party(name="Burr Works 刃研精密", addresses=[{"city": "Taichung"}])
        supplier.account_payable = seed.account_of_type("payable")
        Party.save([supplier])
        orders = []
        for sku, pieces, ordered, ready in ORDERED:
            order = Purchase(
                company=seed.company, party=supplier, invoice_address=supplier.addresses[0],
                currency=seed.company.currency, payment_term=seed.term,
                warehouse=self.get("sale.sale").default_warehouse(),
                purchase_date=self.day(ordered), invoice_method="manual",
            )  # fmt: skip
            order.lines = [
                Line(
                    type="line", product=seed.product_of[sku], quantity=float(pieces), unit=seed.unit,
                    unit_price=Decimal(900), delivery_date_store=self.day(ready),
                )
            ]  # fmt: skip
            orders.append(order)
        Purchase.save(orders)
        Purchase.quote(orders)
        Purchase.confirm(orders)
        Purchase.process(orders)

    # Trouble -------------------------------------------------------------------------------------

    def returns(self) -> None:
        """Complaints, one of them with goods on their way back."""
        seed = self.seed
        Complaint, Type, Model = (self.get(n) for n in ("sale.complaint", "sale.complaint.type", "ir.model"))
        (sale_model,) = Model.search([("name", "=", "sale.sale")])
        types = {title: Type(name=title, origin=sale_model)
                 for _, title, _ in COMPLAINTS}  # fmt: skip
        (invoice_model,) = Model.search([("name", "=", "account.invoice")])
        Type.save([*types.values(), Type(name="Credit", origin=invoice_model)])
        complaints = []
        for days, (number, title, text) in enumerate(COMPLAINTS, 2):
            sale = seed.sale_of[number]
            complaints.append(
                Complaint(
                    company=seed.company,
                    customer=sale.party,
                    date=self.day(-days),
                    type=types[title],
                    origin=sale,
                    description=text,
                )
            )
        Complaint.save(complaints)
        Complaint.wait(complaints)
        Complaint.write(complaints[1:2], {"state": "approved"})
        self.goods_back()

    def goods_back(self) -> None:
        seed, Return, Move = self.seed, self.get("stock.shipment.out.return"), self.get("stock.move")
        number, sku = RETURNED
        sale = seed.sale_of[number]
        back = Return(
            company=seed.company, customer=sale.party, contact_address=sale.party.addresses[0],
            warehouse=sale.warehouse, planned_date=self.day(1),
        )  # fmt: skip
        Return.save([back])
        (line,) = [line for line in sale.lines if line.product and line.product.code == sku]
        Move.save(
            [
                Move(
                    company=seed.company, shipment=back, product=line.product, unit=seed.unit, quantity=1.0,
                    unit_price=line.unit_price, currency=seed.company.currency, lot=self.lot_of.get("G1-3120"),
                    from_location=sale.party.customer_location, to_location=sale.warehouse.input_location,
                    planned_date=self.day(1),
                )
            ]
        )  # fmt: skip
