# SPDX-License-Identifier: GPL-3.0-or-later
# mypy: ignore-errors
# ruff: noqa: N806 - Tryton hands out its models as classes
"""The acts: each does its work by Tryton's own models and buttons, and tells what stood before and what stands then.

Rights, numbers, prices, taxes and credit are Tryton's. Texts of `Refused` are what an agent reads as the ERP's words.
Longer than 400 lines: one act beside the other, each a few lines.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction


class Refused(UserError):
    """Tryton's no, in a sentence."""


MOST_LINES = 100


def get(name):
    return Pool().get(name)


def has(name):
    try:
        Pool().get(name)
    except KeyError:
        return False
    return True


def offered():
    """Kinds of acts this Tryton has the modules for."""
    return sorted(kind for kind, act in ACTS.items() if all(has(model) for model in act.needs))


def one(model, id):
    """The record with this id, if our user may see it."""
    found = get(model).search([("id", "=", int(id))], limit=1)
    if not found:
        raise Refused("There is no such record.")
    return found[0]


def day(text):
    return date.fromisoformat(text) if text else None


def line_of(document, told):
    """The one line of a document that has this product."""
    found = [x for x in document.lines if x.type == "line" and x.product and x.product.id == int(told["product"])]
    if not found:
        raise Refused("This product is not on it any more.")
    if len(found) > 1:
        raise Refused("Several lines have this product; the change has to be made in Tryton.")
    return found[0]


def plain(value):
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, float):
        return str(Decimal(str(value)).normalize().quantize(Decimal(1)) if value == int(value) else value)
    return value


class Act:
    """Done by making one. `before` and `after` map what is changed to how it stood and stands."""

    needs = ()

    def __init__(self, payload) -> None:
        self.payload = payload
        self.before, self.after, self.facts = {}, {}, {}
        self.number, self.related, self.back = "", [], None
        self.record = self.do()

    def do(self):
        raise NotImplementedError

    @classmethod
    def undo(cls, done):
        raise Refused("This cannot be undone.")

    def outcome(self):
        names = [*self.before, *(name for name in self.after if name not in self.before)]
        changes = [
            [name, plain(self.before.get(name)), plain(self.after.get(name))]
            for name in names
            if self.before.get(name) != self.after.get(name)
        ]
        return {
            "record": f"{self.record.__name__},{self.record.id}",
            "number": self.number,
            "changes": changes,
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "related": self.related,
            "undo": self.back,
        }


class Undo(Act):
    """What an undo tells, in the same form."""

    def __init__(self, record, number, before, after) -> None:
        self.record, self.number, self.before, self.after = record, number, before, after
        self.facts, self.related, self.back = {}, [], None


# --- notes and contact data ------------------------------------------------------------------------------


class NoteAct(Act):
    """A note on the customer's record."""

    needs = ("ir.note",)

    def do(self):
        party = one("party.party", self.payload["party"])
        Note = get("ir.note")
        note = Note(resource=party, message=self.payload["text"])
        Note.save([note])
        self.number, self.after["note"], self.back = party.rec_name, note.message, {"note": note.id}
        return party

    @classmethod
    def undo(cls, done):
        Note = get("ir.note")
        note = one("ir.note", done["undo"]["note"])
        party, text = note.resource, note.message
        Note.delete([note])
        return Undo(party, done["number"], {"note": text}, {})


class ContactAct(Act):
    """An address by which the customer is reached: a new one, or one instead of another."""

    needs = ("party.contact_mechanism",)

    def do(self):
        party, Mechanism = one("party.party", self.payload["party"]), get("party.contact_mechanism")
        kind, value = self.payload["type"], self.payload["value"].strip()
        if any(m.type == kind and m.value.casefold() == value.casefold() for m in party.contact_mechanisms):
            raise Refused("The customer has this already.")
        old = self.payload.get("instead_of")
        known = [m for m in party.contact_mechanisms if old and m.type == kind and m.value == old]
        if old and not known:
            raise Refused("What is to be replaced is not there any more.")
        if known:
            (mechanism,) = known[:1]
            self.before[kind] = old
            Mechanism.write([mechanism], {"value": value})
        else:
            mechanism = Mechanism(party=party, type=kind, value=value)
            Mechanism.save([mechanism])
        self.after[kind] = value
        self.number, self.back = party.rec_name, {"mechanism": mechanism.id, "type": kind, "old": old, "new": value}
        return party

    @classmethod
    def undo(cls, done):
        Mechanism, told = get("party.contact_mechanism"), done["undo"]
        mechanism = one("party.contact_mechanism", told["mechanism"])
        if mechanism.value != told["new"]:
            raise Refused("It was changed since.")
        party = mechanism.party
        if told["old"]:
            Mechanism.write([mechanism], {"value": told["old"]})
        else:
            Mechanism.delete([mechanism])
        return Undo(party, done["number"], {told["type"]: told["new"]}, {told["type"]: told["old"]})


# --- orders ----------------------------------------------------------------------------------------------


class SaleAct(Act):
    """What acts on orders share."""

    needs = ("sale.sale",)

    def sale(self):
        sale = one("sale.sale", self.payload["sale"])
        get("sale.sale").lock([sale])
        return sale

    def told(self, sale):
        """How an order stands."""
        sale = get("sale.sale")(sale.id)
        self.number = sale.number or ""
        lines = [line for line in sale.lines if line.type == "line" and line.product]
        dates = [line.shipping_date for line in lines if line.shipping_date]
        said = {"state": sale.state, "requested_on": sale.shipping_date}
        for line in lines:
            said[f"quantity {line.product.code or line.product.rec_name}"] = line.quantity
        return {
            **said,
            "untaxed": sale.untaxed_amount, "tax": sale.tax_amount, "total": sale.total_amount,
            "expected_on": max(dates) if dates else None,
        }  # fmt: skip

    def facts_of(self, sale):
        """What Tryton computes beside it: the sum, what is in stock, how far the customer's credit goes."""
        sale = get("sale.sale")(sale.id)
        self.facts |= {"currency": sale.currency.code, "untaxed": sale.untaxed_amount, "total": sale.total_amount}
        for line in sale.lines:
            if line.type == "line" and line.product:
                code = line.product.code or line.product.rec_name
                self.facts[f"price {code}"] = line.unit_price
                self.facts[f"stock {code}"] = stock_of(line)
        if hasattr(sale.party, "credit_limit_amount") and sale.party.credit_limit_amount is not None:
            self.facts |= {
                "credit_used": sale.party.credit_amount, "credit_limit": sale.party.credit_limit_amount,
            }  # fmt: skip

    def moved(self, sale, state, sentence):
        """Tryton leaves out silently what a button does not fit."""
        if get("sale.sale")(sale.id).state not in state:
            raise Refused(sentence)


def stock_of(line):
    """Free pieces at the order's warehouse."""
    Product, sale = get("product.product"), line.sale
    if not hasattr(Product, "forecast_quantity") or not sale.warehouse:
        return None
    with Transaction().set_context(
        locations=[sale.warehouse.storage_location.id], stock_date_end=get("ir.date").today(), forecast=True
    ):
        return Product(line.product.id).forecast_quantity


class QuoteAct(SaleAct):
    """A quotation, at the customer's prices and taxes."""

    def do(self):
        Sale, Line = get("sale.sale"), get("sale.line")
        party = one("party.party", self.payload["party"])
        asked = self.payload["lines"]
        if not 0 < len(asked) <= MOST_LINES:
            raise Refused("A quotation needs at least one line.")
        sale = new_sale(party)
        sale.shipping_date = day(self.payload.get("requested_on"))
        sale.description = self.payload.get("text") or None
        sale.lines = [new_line(sale, one("product.product", line["product"]), line["quantity"]) for line in asked]
        Sale.save([sale])
        assert Line
        Sale.quote([sale])
        self.after = self.told(sale)
        self.facts_of(sale)
        self.back = {"sale": sale.id}
        return sale

    @classmethod
    def undo(cls, done):
        Sale = get("sale.sale")
        sale = one("sale.sale", done["undo"]["sale"])
        before = sale.state
        if before not in ("draft", "quotation"):
            raise Refused("It is an order by now.")
        Sale.cancel([sale])
        return Undo(sale, sale.number, {"state": before}, {"state": Sale(sale.id).state})


def new_sale(party):
    Sale = get("sale.sale")
    company = Transaction().context.get("company")
    sale = Sale(**Sale.default_get(list(Sale._fields), with_rec_name=False))
    sale.company, sale.party = company, party
    sale.on_change_party()
    if not getattr(sale, "invoice_address", None) and party.addresses:
        sale.invoice_address = sale.shipment_address = party.addresses[0]
    return sale


def new_line(sale, product, quantity):
    Line = get("sale.line")
    line = Line(type="line", sale=sale, product=product, quantity=float(Decimal(quantity)))
    line.on_change_product()
    line.quantity = float(Decimal(quantity))
    line.on_change_quantity()
    return line


class PlaceAct(SaleAct):
    """A draft or a quotation becomes an order, if the customer's credit allows it."""

    def do(self):
        Sale, sale = get("sale.sale"), self.sale()
        if sale.state not in ("draft", "quotation"):
            raise Refused("It is no quotation any more.")
        self.before = self.told(sale)
        if sale.state == "draft":
            Sale.quote([sale])
        self.check_credit(Sale(sale.id))
        Sale.confirm([sale])
        with Transaction().set_context(_check_access=False):  # as Tryton's queue does, once somebody has confirmed
            Sale.process([Sale(sale.id)])
        self.moved(sale, ("processing", "done"), "Tryton did not confirm it.")
        self.after = self.told(sale)
        self.facts_of(sale)
        return sale

    def check_credit(self, sale):
        """Where Tryton does not ask by itself (module sale_credit_limit), it is asked."""
        if hasattr(sale.party, "check_credit_limit") and not hasattr(sale, "check_credit_limit"):
            sale.party.check_credit_limit(sale.total_amount, sale.company, origin=str(sale))


class ChangeAct(SaleAct):
    """Another requested day or other quantities. What is confirmed keeps its quantities."""

    def do(self):
        Sale, sale = get("sale.sale"), self.sale()
        self.before = self.told(sale)
        lines, wanted = self.payload.get("lines") or [], self.payload.get("requested_on")
        if sale.state in ("draft", "quotation"):
            self.again(sale, lines, wanted)
        elif lines:
            raise Refused("A confirmed order keeps its quantities. Cancel it, or add an order.")
        else:
            self.later(sale, day(wanted))
        self.after = self.told(sale)
        self.facts_of(Sale(sale.id))
        if not lines:
            self.back = {"sale": sale.id, "requested_on": plain(self.before["requested_on"])}
        return sale

    def again(self, sale, lines, wanted):
        Sale, Line, was = get("sale.sale"), get("sale.line"), sale.state
        Sale.draft([sale])
        sale = Sale(sale.id)
        if wanted:
            sale.shipping_date = day(wanted)
            Sale.save([sale])
        for told in lines:
            line = line_of(sale, told)
            line.quantity = float(Decimal(told["quantity"]))
            line.on_change_quantity()
            Line.save([line])
        if was == "quotation":
            Sale.quote([Sale(sale.id)])

    def later(self, sale, wanted):
        """What is not on its way yet is planned for that day."""
        if wanted is None:
            raise Refused("A day is needed.")
        Sale = get("sale.sale")
        shipments = [s for s in getattr(sale, "shipments", ()) if s.state in ("draft", "waiting")]
        if sale.state not in ("confirmed", "processing") or not shipments:
            raise Refused("Nothing of this order is still to be planned.")
        if wanted < get("ir.date").today():
            raise Refused("This day is over.")
        Sale.write([sale], {"shipping_date": wanted})
        Shipment = get("stock.shipment.out")
        self.before["planned_on"] = max(s.planned_date for s in shipments if s.planned_date) if shipments else None
        Shipment.write(shipments, {"planned_date": wanted})
        self.after_planned = wanted

    def told(self, sale):
        said = super().told(sale)
        if hasattr(self, "after_planned"):
            said["planned_on"] = self.after_planned
        return said


class CancelAct(SaleAct):
    """An order that is not confirmed yet, or of which nothing has left, ends."""

    def do(self):
        Sale, sale = get("sale.sale"), self.sale()
        self.before = self.told(sale)
        if sale.state in ("processing", "confirmed"):
            raise Refused("It is in processing: stock and accounting have it. Ask for a return instead.")
        if sale.state == "cancelled":
            raise Refused("It is cancelled already.")
        Sale.cancel([sale])
        self.moved(sale, ("cancelled",), "Tryton did not cancel it.")
        self.after = self.told(sale)
        self.facts = {"currency": sale.currency.code, "total": sale.total_amount}
        self.back = {"sale": sale.id, "state": self.before["state"]}
        return sale

    @classmethod
    def undo(cls, done):
        Sale, told = get("sale.sale"), done["undo"]
        sale = one("sale.sale", told["sale"])
        if sale.state != "cancelled":
            raise Refused("It is not cancelled any more.")
        Sale.draft([sale])
        if told["state"] == "quotation":
            Sale.quote([Sale(sale.id)])
        return Undo(sale, sale.number, {"state": "cancelled"}, {"state": Sale(sale.id).state})


# --- what went wrong -------------------------------------------------------------------------------------


class ComplaintAct(Act):
    """A complaint with what is to be done about it; Tryton's people approve it."""

    needs = ("sale.complaint",)
    origin = "sale.sale"
    action = "sale_return"

    def do(self):
        Complaint, Action = get("sale.complaint"), get("sale.complaint.action")
        origin = one(self.origin, self.payload["of"])
        complaint = Complaint(
            company=origin.company, customer=origin.party, date=get("ir.date").today(), type=self.type_of(),
            origin=origin, description=self.payload["text"],
        )  # fmt: skip
        Complaint.save([complaint])
        action = Action(complaint=complaint, action=self.action)
        Action.save([action])
        self.lines(action, origin)
        Complaint.wait([complaint])
        complaint = Complaint(complaint.id)
        if complaint.state != "waiting":
            raise Refused("Tryton did not take the complaint.")
        self.number, self.back = complaint.number, {"complaint": complaint.id}
        amount = Action(action.id).amount
        self.after |= {"state": complaint.state, "reason": complaint.type.name, "amount": amount}
        self.facts |= {"currency": origin.currency.code, "amount": amount, "of": origin.number or origin.rec_name}
        return complaint

    def type_of(self):
        Type = get("sale.complaint.type")
        found = Type.search([("origin.name", "=", self.origin)], order=[("name", "ASC")])
        named = [one for one in found if one.name == self.payload.get("reason")]
        if not found:
            raise Refused("Tryton has no type of complaint for this.")
        return (named or found)[0]

    def lines(self, action, origin):
        Line = get("sale.complaint.action-sale.line" if self.origin == "sale.sale"
                   else "sale.complaint.action-account.invoice.line")  # fmt: skip
        for told in self.payload["lines"]:
            line, quantity = line_of(origin, told), Decimal(told["quantity"])
            if not 0 < quantity <= Decimal(str(abs(line.quantity))):
                raise Refused("That much was not sold.")
            asked = Line(action=action, line=line, quantity=float(quantity))
            if told.get("unit_price"):
                asked.unit_price = Decimal(told["unit_price"])
                if asked.unit_price > line.unit_price:
                    raise Refused("That is more than was paid.")
            Line.save([asked])
            self.after[f"quantity {line.product.code if line.product else line.rec_name}"] = float(quantity)

    @classmethod
    def undo(cls, done):
        Complaint = get("sale.complaint")
        complaint = one("sale.complaint", done["undo"]["complaint"])
        if complaint.state not in ("draft", "waiting"):
            raise Refused("It is decided by now.")
        before = complaint.state
        Complaint.draft([complaint])
        Complaint.cancel([Complaint(complaint.id)])
        return Undo(complaint, complaint.number, {"state": before}, {"state": Complaint(complaint.id).state})


class ReturnAct(ComplaintAct):
    """Goods come back; with a replacement where one is wanted, which is a quotation until the goods are back."""

    def do(self):
        complaint = super().do()
        if self.payload.get("replacement"):
            Sale, sold = get("sale.sale"), complaint.origin
            sale = new_sale(sold.party)
            sale.origin = complaint
            sale.lines = [
                new_line(sale, line_of(sold, told).product, told["quantity"]) for told in self.payload["lines"]
            ]
            Sale.save([sale])
            Sale.quote([sale])
            sale = Sale(sale.id)
            self.after["replacement"] = sale.number
            self.related.append(["sale.sale", sale.id, sale.number])
            self.back["replacement"] = sale.id
        return complaint

    @classmethod
    def undo(cls, done):
        told = super().undo(done)
        Sale, id = get("sale.sale"), done["undo"].get("replacement")
        if id:
            sale = one("sale.sale", id)
            if sale.state not in ("draft", "quotation"):
                raise Refused("The replacement is an order by now.")
            Sale.cancel([sale])
        return told


class CreditAct(ComplaintAct):
    """A request for a credit note on an invoice."""

    origin = "account.invoice"
    action = "credit_note"

    def do(self):
        complaint = super().do()
        invoice = complaint.origin
        self.facts["total"] = invoice.total_amount
        return complaint


ACTS = {
    "note": NoteAct,
    "contact": ContactAct,
    "quote": QuoteAct,
    "place": PlaceAct,
    "change": ChangeAct,
    "cancel": CancelAct,
    "return": ReturnAct,
    "credit": CreditAct,
}
