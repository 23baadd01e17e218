"""Facts from Tryton 8.0 for the canonical read model, one question for each kind.

What can be given is found by looking at the modules and fields that are really there: a Tryton without
the stock modules still gives orders, one without packages gives deliveries without tracking.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contact_center.directory import telephones
from contact_center.kernel.contracts.erp import (
    Account,
    Capability,
    ContactPoint,
    Invoice,
    Order,
    Product,
    Shipment,
)
from erp_link.connectors.tryton import parse
from erp_link.connectors.tryton.client import NAME, Record, TrytonClient
from erp_link.domain import DocumentNumber, numbered

MOST = 50
"""Documents of one kind shown for one customer, the newest. Drafts, which have no day yet, come after all others:
many of them hide nothing that was agreed."""

_NEEDS: dict[Capability, tuple[str, tuple[str, ...]]] = {
    Capability.CUSTOMERS: ("party.party", ("code", "name", "contact_mechanisms")),
    Capability.ORDERS: ("sale.sale", ("number", "state", "total_amount", "lines")),
    Capability.INVOICES: ("account.invoice", ("number", "state", "amount_to_pay", "lines_to_pay")),
    Capability.DELIVERIES: ("stock.shipment.out", ("number", "state", "planned_date", "outgoing_moves")),
    Capability.PRODUCTS: ("product.product", ("code", "name", "default_uom")),
}

_ACCOUNT = (
    "code", "name", "tax_identifier.code", "lang.code", "contact_mechanisms.type", "contact_mechanisms.value",
    "contact_mechanisms.value_compact",
)  # fmt: skip
_ORDER = (
    "number", "reference", "state", "state:string", "sale_date", "quotation_date", "total_amount", "currency.code",
    "lines.type", "lines.summary", "lines.product.code", "lines.product.name", "lines.quantity", "lines.unit",
    "lines.unit.symbol", "lines.unit_price", "lines.amount",
)  # fmt: skip
_ORDER_SHIPPING = (
    "shipment_state", "shipments.state", "shipments.planned_date", "shipments.origin_planned_date",
    "lines.moves_progress", "lines.moves.state", "lines.moves.quantity", "lines.moves.unit",
)  # fmt: skip
_INVOICE = (
    "number", "state", "state:string", "invoice_date", "total_amount", "amount_to_pay", "currency.code",
    "lines_to_pay.maturity_date", "lines_to_pay.reconciliation",
)  # fmt: skip
_DELIVERY = (
    "number", "state", "state:string", "planned_date", "effective_date", "outgoing_moves.state",
    "outgoing_moves.quantity", "outgoing_moves.unit.symbol", "outgoing_moves.product.code",
    "outgoing_moves.product.name",
)  # fmt: skip
_TRACKING = (
    "shipping_reference", "carrier.party.name", "root_packages.shipping_reference",
    "root_packages.shipping_tracking_url",
)  # fmt: skip
_PRODUCT = ("code", "name", "default_uom.symbol", "active", "list_price_used")


_NUMBERED: tuple[tuple[Capability, str, str, list[Any]], ...] = (
    (Capability.ORDERS, "sale.sale", "party", []),
    (Capability.INVOICES, "account.invoice", "party", [["type", "=", "out"]]),
    (Capability.DELIVERIES, "stock.shipment.out", "customer", []),
)
"""Where numbers stand that customers are told."""


class TrytonConnector:
    """Implements `ErpConnector`. All methods raise the border errors of `client`."""

    source = NAME

    def __init__(self, client: TrytonClient, region: str = telephones.HOME) -> None:
        """`region` (ISO 3166) is the country in which national numbers of this ERP are meant."""
        self._client = client
        self._region = region
        self._capabilities: frozenset[Capability] | None = None

    async def probe(self) -> frozenset[Capability]:
        models = await self._client.readable([model for model, _ in _NEEDS.values()])
        found = set()
        for capability, (model, names) in _NEEDS.items():
            if model in models and await self._client.fields(model, names) == frozenset(names):
                found.add(capability)
        if Capability.DELIVERIES in found and await self._has_tracking():
            found.add(Capability.TRACKING)
        self._capabilities = frozenset(found)
        return self._capabilities

    async def find_accounts(self, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]:
        """Parties known by any of the points: `email`, `phone` (E.164), `tax_id` or `number` (party code)."""
        parties: set[int] = set()
        mechanisms = [point for point in points if point.kind in ("email", "phone")]
        if mechanisms:
            parties |= await self._parties_by_mechanism(mechanisms)
        fields = {"tax_id": "identifiers.code", "number": "code"}
        clauses = [[fields[point.kind], "=", point.value] for point in points if point.kind in fields]
        domain: list[Any] = ["OR", *clauses, ["id", "in", sorted(parties)]]
        if not clauses and not parties:
            return ()
        records = await self._client.search_read("party.party", domain, _ACCOUNT, limit=MOST)
        return tuple(parse.account(record, self._region) for record in records)

    async def account(self, external_id: str) -> Account | None:
        """The party with this id, None where it is gone."""
        domain = [["id", "=", int(external_id)]]
        records = await self._client.search_read("party.party", domain, _ACCOUNT, limit=1)
        return parse.account(records[0], self._region) if records else None

    async def owner(self, number: DocumentNumber) -> tuple[Account, str] | None:
        """Orders first, then invoices to customers, then deliveries; the newest where digits alone fit several."""
        known = await self._known()
        for capability, model, party, only in _NUMBERED:
            if capability not in known:
                continue
            domain = [["number", "ilike", _spelled(number)], *only]
            newest = [["id", "DESC"]]
            for record in await self._client.search_read(model, domain, ("number", party), limit=MOST, order=newest):
                if record["number"] and number.means(numbered(record["number"])):
                    owner = await self.account(str(record[party]))
                    return (owner, str(record["number"])) if owner else None
        return None

    async def orders(self, account: str) -> tuple[Order, ...]:
        fields: tuple[str, ...] = _ORDER
        if Capability.DELIVERIES in await self._known():
            fields = (*_ORDER, *_ORDER_SHIPPING)
        newest = [["sale_date", "DESC NULLS LAST"], ["id", "DESC"]]
        records = await self._of("sale.sale", [["party", "=", int(account)]], fields, newest)
        return tuple(parse.order(record) for record in records)

    async def invoices(self, account: str) -> tuple[Invoice, ...]:
        fields: tuple[str, ...] = _INVOICE
        if Capability.ORDERS in await self._known():
            fields = (*_INVOICE, "sales.number")
        domain = [["party", "=", int(account)], ["type", "=", "out"]]
        newest = [["invoice_date", "DESC NULLS LAST"], ["id", "DESC"]]
        records = await self._of("account.invoice", domain, fields, newest)
        return tuple(parse.invoice(record) for record in records)

    async def deliveries(self, account: str) -> tuple[Shipment, ...]:
        known = await self._known()
        fields: tuple[str, ...] = _DELIVERY
        if Capability.ORDERS in known:
            fields = (*fields, "outgoing_moves.sale.number")
        if Capability.TRACKING in known:
            fields = (*fields, *_TRACKING)
        newest = [["planned_date", "DESC NULLS LAST"], ["id", "DESC"]]
        records = await self._of("stock.shipment.out", [["customer", "=", int(account)]], fields, newest)
        return tuple(parse.delivery(record) for record in records)

    async def products(self, skus: tuple[str, ...]) -> tuple[Product, ...]:
        if not skus:
            return ()
        domain = [["code", "in", list(skus)], ["active", "in", [True, False]]]
        records = await self._client.search_read("product.product", domain, _PRODUCT, limit=len(skus) * 2)
        currency = await self._company_currency()
        return tuple(parse.product(record, currency) for record in records)

    async def close(self) -> None:
        await self._client.close()

    async def _known(self) -> frozenset[Capability]:
        return self._capabilities if self._capabilities is not None else await self.probe()

    async def _has_tracking(self) -> bool:
        names = ("shipping_reference", "carrier", "root_packages")
        if await self._client.fields("stock.shipment.out", names) != frozenset(names):
            return False
        return bool(await self._client.fields("stock.package", ("shipping_reference",)))

    async def _of(self, model: str, domain: list[Any], fields: Sequence[str], order: list[Any]) -> list[Record]:
        return await self._client.search_read(model, domain, fields, limit=MOST, order=order)

    async def _parties_by_mechanism(self, points: list[ContactPoint]) -> set[int]:
        """Asks for a little more than matches and keeps what is equal in normal form.

        Numbers are stored as somebody typed them where Tryton's phone library is missing.
        """
        emails = [point.value for point in points if point.kind == "email"]
        phones = [point.value for point in points if point.kind == "phone"]
        domain: list[Any] = ["OR"]
        domain += [[["type", "=", "email"], ["value", "ilike", email]] for email in emails]
        domain += [
            [["type", "in", list(parse.PHONE_TYPES)], ["value", "ilike", pattern]]
            for phone in phones
            for pattern in _last_digits(phone)
        ]
        fields = ("party", "type", "value")
        found = await self._client.search_read("party.contact_mechanism", domain, fields, limit=MOST * 4)
        return {record["party"] for record in found if _is_one_of(record, emails, phones, self._region)}

    async def _company_currency(self) -> str:
        records = await self._client.search_read("company.company", [], ("currency.code",), limit=1)
        return str(records[0]["currency."]["code"])


_FULL_WIDTH = {ord("0") + n: chr(0xFF10 + n) for n in range(10)}


def _spelled(number: DocumentNumber) -> str:
    """A pattern for letters and digits with anything between them; Tryton's "like" has no other."""
    return "%".join((number.letters, *number.digits)) if number.letters else "%" + "%".join(number.digits)


def _last_digits(phone: str) -> tuple[str, str]:
    """Patterns for the last seven digits, whatever stands between and after them; also in full width."""
    pattern = "%" + "%".join(phone[-7:]) + "%"
    return pattern, pattern.translate(_FULL_WIDTH)


def _is_one_of(record: Record, emails: list[str], phones: list[str], region: str = telephones.HOME) -> bool:
    value = str(record["value"]).strip()
    if record["type"] == "email":
        return any(value.casefold() == email.casefold() for email in emails)
    return telephones.e164(value, region) in phones
