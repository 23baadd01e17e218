"""Facts from Odoo for the canonical read model; one mapper for both of its interfaces.

What this installation has is found by looking at its fields: an Odoo without stock gives no deliveries, one without
Taiwan's e-invoices gives none. Held to what its vendor documents; not tried on a live Odoo.
Longer than 400 lines: one question beside the other, each a few lines.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

from contact_center.directory import telephones
from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.contracts.erp import (
    Account,
    BomLine,
    Capability,
    ContactPoint,
    CreditState,
    CustomerPrice,
    Entity,
    ErpFile,
    ErpRecord,
    Invoice,
    Order,
    Paper,
    Product,
    RecordPage,
    Shipment,
    StockLevel,
)
from contact_center.kernel.money import Money
from erp_link.connectors.keyset import KeysetFeed
from erp_link.connectors.odoo import parse
from erp_link.connectors.odoo.client import NAME, OdooClient, Record
from erp_link.connectors.odoo.sources import (
    DELIVERY,
    INVOICE,
    NEEDS,
    ORDER,
    PARTNER,
    PRODUCT,
    SOURCES,
    OdooLines,
    OdooModel,
)
from erp_link.connectors.odoo.streams import OdooStream, newest_first
from erp_link.domain import DocumentNumber, numbered

MOST = 50
AT_ONCE = 200
OTHER_LANGUAGES = {"zh_TW": "zh-TW"}
_SEARCHED = (ORDER, INVOICE, DELIVERY)


class OdooConnector:
    """See `erp_link.kinds.FullConnector`. All methods raise the border errors of `client`."""

    source = NAME

    def __init__(self, client: OdooClient, region: str = telephones.HOME, clock: Clock | None = None) -> None:
        self._client = client
        self._region = region
        self._clock = clock or SystemClock()
        self._feeds: dict[Entity, KeysetFeed] = {}
        self._capabilities: frozenset[Capability] | None = None
        self._fields: dict[str, tuple[str, ...]] = {}
        """What this Odoo has of the fields that may be there, by model."""
        self._zone = ZoneInfo("UTC")
        self._currency = ""
        self._languages: tuple[str, ...] = ()

    async def probe(self) -> frozenset[Capability]:
        await self._about_us()
        found = {Capability.FEED}
        for source in SOURCES:
            if not await self._has(source):
                continue
            found.add(source.capability)
            more: list[str] = []
            for capability, names in source.extras:
                if await self._client.fields(source.model, names) == frozenset(names):
                    found.add(capability)
                    more += names
            self._fields[source.model] = (*source.fields, *more, *await self._first(source.model, source.either))
            for lines in source.lines:
                self._fields[f"{lines.model}.{lines.parent}"] = (
                    lines.parent, *lines.fields, *await self._first(lines.model, lines.either),
                )  # fmt: skip
        for capability, (model, names) in NEEDS.items():
            if await self._client.gives(model, names):
                found.add(capability)
        self._capabilities = frozenset(found)
        return self._capabilities

    async def find_accounts(self, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]:
        await self._known()
        clauses: list[Any] = []
        for point in points:
            clauses += _clauses(point, "mobile" in self._fields.get(PARTNER.model, ()))
        if not clauses:
            return ()
        domain = ["|"] * (len(clauses) - 1) + clauses
        rows = await self._client.search_read("res.partner", domain, ("commercial_partner_id",), limit=MOST * 2)
        ids = {int(id) for row in rows if (id := parse.id_of(row, "commercial_partner_id"))}
        accounts = cast("list[Account]", await self._read(PARTNER, [["id", "in", sorted(ids)]], MOST)) if ids else []
        return tuple(one for one in accounts if any(_is_known_by(one, point) for point in points))

    async def account(self, external_id: str) -> Account | None:
        found = await self.get(Entity.ACCOUNT, external_id)
        return found if isinstance(found, Account) else None

    async def owner(self, number: DocumentNumber) -> tuple[Account, str] | None:
        known = await self._known()
        pattern = "%".join((number.letters, *number.digits)) if number.letters else "%" + "%".join(number.digits)
        for source in _SEARCHED:
            if source.capability not in known:
                continue
            for record in await self._read(source, [["name", "=ilike", pattern], *source.domain], MOST):
                if number.means(numbered(record.number)):
                    owner = await self.account(getattr(record, "account", ""))
                    return (owner, record.number) if owner else None
        return None

    async def orders(self, account: str) -> tuple[Order, ...]:
        return cast("tuple[Order, ...]", await self.records(Entity.ORDER, account))

    async def invoices(self, account: str) -> tuple[Invoice, ...]:
        return cast("tuple[Invoice, ...]", await self.records(Entity.INVOICE, account))

    async def deliveries(self, account: str) -> tuple[Shipment, ...]:
        return cast("tuple[Shipment, ...]", await self.records(Entity.DELIVERY, account))

    async def products(self, skus: tuple[str, ...]) -> tuple[Product, ...]:
        await self._known()
        found = await self._read(PRODUCT, [["default_code", "in", list(skus)]], len(skus) * 2) if skus else []
        return tuple(one for one in found if isinstance(one, Product))

    # --- one record, and all that change ------------------------------------------------------------

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None:
        source = await self._source(entity)
        if source is None or not external_id.isdecimal():
            return None
        found = await self._read(source, [["id", "=", int(external_id)], *source.domain], 1)
        return found[0] if found else None

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        source = await self._source(entity)
        if source is None:
            return RecordPage((), {}, True)
        streams = [OdooStream(self._client, source.model, source.domain)]
        streams += [OdooStream(self._client, one.model, one.domain, one.parent) for one in source.lines]
        feed = self._feeds.setdefault(entity, KeysetFeed())
        step = await feed.step(streams, cursor, limit, self._clock.now())
        records = await self._by_ids(source, [int(one) for one in step.heads])
        have = {one.external_id for one in records}
        return RecordPage(
            tuple(records), step.cursor, step.done, datetime.fromisoformat(step.stamp) if step.stamp else None,
            tuple(one for one in step.heads if one not in have),
        )  # fmt: skip

    async def count(self, entity: Entity) -> int:
        source = await self._source(entity)
        return await self._client.count(source.model, source.domain) if source is not None else 0

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        source = await self._source(entity)
        if source is None:
            return ()
        domain = [*source.domain, ["id", ">", int(after or 0)]]
        rows = await self._client.search_read(source.model, domain, ("id",), limit=limit)
        return tuple(str(row["id"]) for row in rows)

    # --- what Odoo computes -----------------------------------------------------------------------------

    async def credit(self, account: str) -> CreditState | None:
        if Capability.CREDIT not in await self._known() or not account.isdecimal():
            return None
        asked = ("credit", "credit_limit")
        rows = await self._client.search_read("res.partner", [["id", "=", int(account)]], asked, limit=1)
        if not rows:
            return None
        limit = parse.number(rows[0]["credit_limit"])
        used = Money(self._currency, parse.number(rows[0]["credit"]))
        return CreditState(used, Money(self._currency, limit) if limit else None)

    async def stock(self, product: str, today: date) -> tuple[StockLevel, ...]:
        if Capability.STOCK not in await self._known() or not product.isdecimal():
            return ()
        found = []
        for place in await self._client.search_read("stock.warehouse", [], ("name",), limit=MOST):
            context = {"warehouse": place["id"], "warehouse_id": place["id"]}
            asked = ("qty_available", "free_qty", "uom_id")
            domain = [["id", "=", int(product)]]
            rows = await self._client.search_read("product.product", domain, asked, limit=1, context=context)
            found += [
                StockLevel(str(place["name"]), parse.number(row["qty_available"]), parse.number(row["free_qty"]),
                           parse.name_of(row, "uom_id"))
                for row in rows
            ]  # fmt: skip
        return tuple(found)

    async def price(self, account: str | None, product: str, quantity: Decimal) -> CustomerPrice | None:
        """Odoo says it in a quotation alone, and nothing is written here."""
        return None

    async def supplies(self, products: Sequence[str]) -> tuple[ErpRecord, ...]:
        return ()

    async def components(self, product: str) -> tuple[BomLine, ...]:
        if Capability.COMPONENTS not in await self._known() or not product.isdecimal():
            return ()
        goods = await self._client.search_read(
            "product.product", [["id", "=", int(product)]], ("product_tmpl_id",), limit=1
        )
        if not goods:
            return ()
        of_all = [
            "&",
            ["product_id", "=", False],
            ["product_tmpl_id", "=", int(parse.id_of(goods[0], "product_tmpl_id") or 0)],
        ]
        domain = ["|", ["product_id", "=", int(product)], *of_all]
        boms = await self._client.search_read("mrp.bom", domain, ("product_qty", "product_id"), limit=MOST)
        bom = next((one for one in boms if one.get("product_id")), boms[0] if boms else None)
        if bom is None:
            return ()
        asked = ("product_id", "product_qty", "product_uom_id")
        rows = await self._client.search_read("mrp.bom.line", [["bom_id", "=", bom["id"]]], asked, limit=500)
        pieces = parse.number(bom["product_qty"]) or Decimal(1)
        return tuple(
            BomLine(*parse.goods(row), parse.number(row["product_qty"]) / pieces, parse.name_of(row, "product_uom_id"),
                    parse.id_of(row, "product_id"))
            for row in rows
        )  # fmt: skip

    async def document(self, entity: Entity, external_id: str) -> ErpFile | None:
        """The print that Odoo has made of an invoice when it was sent; none before."""
        if entity is not Entity.INVOICE or Capability.PDF not in await self._known() or not external_id.isdecimal():
            return None
        domain = [["id", "=", int(external_id)], *INVOICE.domain]
        rows = await self._client.search_read("account.move", domain, ("invoice_pdf_report_id",), limit=1)
        id = parse.id_of(rows[0], "invoice_pdf_report_id") if rows else None
        return await self.paper(id) if id is not None else None

    async def papers(self, product: str, serial: str | None) -> tuple[Paper, ...]:
        if Capability.PAPERS not in await self._known() or not product.isdecimal():
            return ()
        domain: list[Any] = [["res_model", "=", "product.product"], ["res_id", "=", int(product)]]
        rows = await self._client.search_read("ir.attachment", domain, ("name", "mimetype"), limit=MOST)
        return tuple(Paper(str(row["id"]), parse.text(row, "name"), parse.text(row, "mimetype")) for row in rows)

    async def paper(self, external_id: str) -> ErpFile | None:
        if not external_id.isdecimal():
            return None
        asked = ("name", "mimetype", "datas")
        rows = await self._client.search_read("ir.attachment", [["id", "=", int(external_id)]], asked, limit=1)
        if not rows or not rows[0].get("datas"):
            return None
        try:
            content = base64.b64decode(parse.text(rows[0], "datas"), validate=True)
        except binascii.Error as broken:
            raise ValueError("datas: not base64") from broken
        return ErpFile(parse.text(rows[0], "name"), parse.text(rows[0], "mimetype"), content)

    async def records(self, entity: Entity, account: str) -> tuple[ErpRecord, ...]:
        source = await self._source(entity)
        if source is None or source.account is None or not account.isdecimal():
            return ()
        clause = [source.account, "=" if source.account == "commercial_partner_id" else "child_of", int(account)]
        return tuple(await self._read(source, [clause, *source.domain], MOST, newest_first(source.newest)))

    async def close(self) -> None:
        await self._client.close()

    # --- below ---------------------------------------------------------------------------------------

    async def _known(self) -> frozenset[Capability]:
        return self._capabilities if self._capabilities is not None else await self.probe()

    async def _source(self, entity: Entity) -> OdooModel | None:
        known = await self._known()
        return next((one for one in SOURCES if one.entity is entity and one.capability in known), None)

    async def _has(self, source: OdooModel) -> bool:
        asked = [(source.model, source.fields), *((one.model, (one.parent, *one.fields)) for one in source.lines)]
        return all([await self._client.gives(model, names) for model, names in asked])

    async def _first(self, model: str, either: Sequence[Sequence[str]]) -> list[str]:
        found = []
        for names in either:
            there = await self._client.fields(model, names)
            found += [next(name for name in names if name in there)] if there else []
        return found

    async def _about_us(self) -> None:
        """The company's clock, currency and languages."""
        context = await self._client.call("res.users", "context_get")
        zone = context.get("tz") if isinstance(context, dict) else None
        self._zone = ZoneInfo(zone) if isinstance(zone, str) and zone else ZoneInfo("UTC")
        companies = await self._client.search_read("res.company", [], ("currency_id",), limit=1)
        self._currency = parse.name_of(companies[0], "currency_id") if companies else ""
        rows = await self._client.search_read(
            "res.lang", [["code", "in", sorted(OTHER_LANGUAGES)], ["active", "=", True]], ("code",), limit=5
        )
        self._languages = tuple(row["code"] for row in rows)

    async def _by_ids(self, source: OdooModel, ids: Sequence[int]) -> list[ErpRecord]:
        found: list[ErpRecord] = []
        for start in range(0, len(ids), AT_ONCE):
            some = sorted(ids[start : start + AT_ONCE])
            found += await self._read(source, [["id", "in", some], *source.domain], len(some))
        return found

    async def _read(self, source: OdooModel, domain: list[Any], limit: int, order: str = "id") -> list[ErpRecord]:
        asked = self._fields[source.model]
        rows = await self._client.search_read(source.model, domain, asked, limit=limit, order=order)
        ids = [row["id"] for row in rows]
        lines = [await self._lines(one, ids) for one in source.lines] if ids else []
        of = {id: [row for found in lines for row in found.get(id, ())] for id in ids}
        match source.entity:
            case Entity.ACCOUNT:
                return [parse.account(row, of[row["id"]], self._region) for row in rows]
            case Entity.PRODUCT:
                names = await self._names(rows)
                return [parse.product(row, names.get(row["id"], ()), self._currency) for row in rows]
            case Entity.INVOICE:
                return [parse.invoice(row, of[row["id"]]) for row in rows]
        owners = await self._owners(rows)
        make = parse.order if source.entity is Entity.ORDER else parse.delivery
        return [
            make(row, of[row["id"]], owners.get(parse.id_of(row, "partner_id") or "", ""), self._zone) for row in rows
        ]

    async def _lines(self, lines: OdooLines, parents: Sequence[int]) -> Mapping[int, list[Record]]:
        domain = [[lines.parent, "in", list(parents)], *lines.domain]
        asked = self._fields[f"{lines.model}.{lines.parent}"]
        order = "sequence, id" if "sequence" in asked else "id"
        found: dict[int, list[Record]] = {}
        for row in await self._client.search_read(lines.model, domain, asked, limit=20_000, order=order):
            found.setdefault(int(parse.id_of(row, lines.parent) or 0), []).append(row)
        return found

    async def _owners(self, rows: Sequence[Record]) -> Mapping[str, str]:
        """The company, by the person of it who ordered."""
        people = sorted({int(id) for row in rows if (id := parse.id_of(row, "partner_id"))})
        if not people:
            return {}
        domain = [["id", "in", people]]
        found = await self._client.search_read("res.partner", domain, ("commercial_partner_id",), limit=len(people))
        return {str(row["id"]): parse.id_of(row, "commercial_partner_id") or str(row["id"]) for row in found}

    async def _names(self, rows: Sequence[Record]) -> Mapping[int, tuple[tuple[str, str], ...]]:
        found = {row["id"]: [("en", parse.text(row, "name"))] for row in rows}
        for code in self._languages if found else ():
            told = await self._client.search_read(
                "product.product", [["id", "in", sorted(found)]], ("name",), limit=len(found), context={"lang": code}
            )
            for row in told:
                if row["name"] != found[row["id"]][0][1]:
                    found[row["id"]].append((OTHER_LANGUAGES[code], parse.text(row, "name")))
        return {id: tuple(names) for id, names in found.items()}


def _clauses(point: ContactPoint, with_mobile: bool) -> list[Any]:
    match point.kind:
        case "email":
            return [["email", "=ilike", _literal(point.value)]] if point.value else []
        case "phone":
            pattern = "%" + "%".join(point.value[-7:])
            return [[name, "=ilike", pattern] for name in ("phone", *(["mobile"] if with_mobile else []))]
        case "tax_id":
            return [["vat", "in", [point.value, f"TW{point.value}"]]] if point.value else []
        case "number":
            return [["ref", "=", point.value]] if point.value else []
    return []


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _is_known_by(account: Account, point: ContactPoint) -> bool:
    """Asked for is a little more than fits: what is equal in normal form stays."""
    match point.kind:
        case "email":
            return point.value.casefold() in account.emails
        case "phone":
            return point.value in account.phones
        case "tax_id":
            return point.value == account.tax_id
    return point.value == account.number
