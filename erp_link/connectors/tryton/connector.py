"""Facts from Tryton 8.0 for the canonical read model, one question for each kind.

What can be given is found by looking at the modules and fields that are really there: a Tryton without
the stock modules still gives orders, one without packages gives deliveries without tracking.
Longer than 400 lines: one question beside the other, each a few lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

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
from erp_link.connectors.tryton import feed, papers, parse, parse_goods
from erp_link.connectors.tryton.client import NAME, Record, TrytonClient
from erp_link.connectors.tryton.sources import (
    ACCOUNT,
    COMPLAINT,
    DELIVERY,
    GOODS_BACK,
    INVOICE,
    NEEDS,
    ORDER,
    PRODUCT,
    PRODUCTION,
    PURCHASE,
    SOURCES,
    TrytonModel,
)
from erp_link.domain import DocumentNumber, numbered

T = TypeVar("T", bound=ErpRecord)

MOST = 50
"""Documents of one kind shown for one customer, the newest. Drafts, which have no day yet, come after all others:
many of them hide nothing that was agreed."""
OTHER_LANGUAGES = {"zh_TW": "zh-TW", "zh_CN": "zh-CN"}
"""Languages in which names of products are asked for beside the company's own, and how we write them."""

AT_ONCE = 100
"""Documents with all their lines in one question: a second's work for Tryton."""
_SEARCHED = (ORDER, INVOICE, DELIVERY, COMPLAINT, GOODS_BACK)
"""Where numbers stand that customers are told."""


class TrytonConnector:
    """Implements `ErpConnector` and `FeedConnector`. All methods raise the border errors of `client`."""

    source = NAME

    def __init__(self, client: TrytonClient, region: str = telephones.HOME, clock: Clock | None = None) -> None:
        """`region` (ISO 3166) is the country in which national numbers of this ERP are meant."""
        self._client = client
        self._region = region
        self._clock = clock or SystemClock()
        self._readable: frozenset[str] = frozenset()
        self._remembered: dict[Entity, feed.Remembered] = {}
        self._capabilities: frozenset[Capability] | None = None
        self._currency: str | None = None
        self._languages: tuple[str, ...] | None = None

    async def probe(self) -> frozenset[Capability]:
        lines = {child.model for source in SOURCES for child in source.children}
        models = await self._client.readable(sorted({model for model, _ in NEEDS.values()} | lines))
        self._readable = models
        found = {Capability.FEED}
        for capability, (model, names) in NEEDS.items():
            if model in models and await self._client.fields(model, names) == frozenset(names):
                found.add(capability)
        if Capability.DELIVERIES in found and await self._has_tracking():
            found.add(Capability.TRACKING)
        if Capability.PDF in found and not await papers.prints_pdf(self._client):
            found.remove(Capability.PDF)
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
        records = await self._client.search_read("party.party", domain, ACCOUNT.fields, limit=MOST)
        return tuple(parse.account(record, self._region) for record in records)

    async def account(self, external_id: str) -> Account | None:
        """The party with this id, None where it is gone."""
        found = await self.get(Entity.ACCOUNT, external_id)
        return found if isinstance(found, Account) else None

    async def owner(self, number: DocumentNumber) -> tuple[Account, str] | None:
        """Orders first, then invoices to customers, then the others; the newest where digits alone fit several."""
        known = await self._known()
        for source in _SEARCHED:
            if source.capability not in known or source.account is None:
                continue
            domain = [["number", "ilike", _spelled(number)], *source.domain]
            asked, newest = ("number", source.account), [["id", "DESC"]]
            for record in await self._client.search_read(source.model, domain, asked, limit=MOST, order=newest):
                if record["number"] and number.means(numbered(record["number"])):
                    owner = await self.account(str(record[source.account]))
                    return (owner, str(record["number"])) if owner else None
        return None

    async def orders(self, account: str) -> tuple[Order, ...]:
        return cast("tuple[Order, ...]", await self._of(ORDER, account))

    async def invoices(self, account: str) -> tuple[Invoice, ...]:
        return cast("tuple[Invoice, ...]", await self._of(INVOICE, account))

    async def deliveries(self, account: str) -> tuple[Shipment, ...]:
        return cast("tuple[Shipment, ...]", await self._of(DELIVERY, account))

    async def products(self, skus: tuple[str, ...]) -> tuple[Product, ...]:
        if not skus:
            return ()
        domain = [["code", "in", list(skus)], *PRODUCT.domain]
        found = await self._read(PRODUCT, domain, limit=len(skus) * 2)
        return tuple(one for one in found if isinstance(one, Product))

    # --- one record, and all that change ------------------------------------------------------------

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None:
        """Asks for one record; None where Tryton has none of this id."""
        known = await self._known()
        for source in SOURCES:
            id = source.own_id(external_id) if source.entity is entity and source.capability in known else None
            if id is not None:
                found = await self._read(source, [["id", "=", id], *source.domain], limit=1)
                return found[0] if found else None
        return None

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        """See `FeedConnector`. Where an entity has several models they take turns."""
        known, now = await self._known(), self._clock.now()
        state: dict[str, Any] = json.loads(json.dumps(dict(cursor or {})))
        remembered = self._remembered.setdefault(entity, feed.Remembered())
        remembered.asked(_text(state))
        records: list[ErpRecord] = []
        gone: list[str] = []
        changed, rows, done = None, dict[str, dict[int, datetime]](), True
        begins_with = state.pop("model", None)
        for source in SOURCES:
            if source.entity is not entity or source.capability not in known:
                continue
            if begins_with not in (None, source.model):
                continue
            begins_with = None
            streams = feed.streams(source, known, self._readable)
            if source.model not in state:
                state[source.model] = await feed.begin(self._client, streams, now)
            step = await feed.turn(self._client, streams, state[source.model], limit, remembered, now)
            read = await self._read_ids(source, step.ids)
            records += read
            have = {one.external_id for one in read}
            gone += [id for id in map(source.external_id, step.ids) if id not in have]
            changed = max((one for one in (changed, step.changed_at) if one is not None), default=None)
            rows |= step.rows
            state[source.model] = dict(step.cursor)
            if not step.done:
                state["model"], done = source.model, False
                break
        remembered.answered(_text(state), rows)
        return RecordPage(tuple(records), state, done, changed, tuple(gone))

    async def count(self, entity: Entity) -> int:
        """How many records there are, for the progress of a first copy."""
        known = await self._known()
        sources = [one for one in SOURCES if one.entity is entity and one.capability in known]
        found = [await self._client.call(f"model.{one.model}.search_count", list(one.domain)) for one in sources]
        return sum(int(number) for number in found)

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        """See `FeedConnector`."""
        known = await self._known()
        begun = after is None
        for source in SOURCES:
            if source.entity is not entity or source.capability not in known:
                continue
            last = source.own_id(after) if after is not None else None
            begun = begun or last is not None
            if not begun:
                continue
            domain = [*source.domain, ["id", ">", last or 0]]
            rows = await self._client.search_read(source.model, domain, ("id",), limit=limit, order=[["id", "ASC"]])
            if rows:
                return tuple(source.external_id(row["id"]) for row in rows)
        return ()

    # --- what Tryton computes -------------------------------------------------------------------------

    async def credit(self, account: str) -> CreditState | None:
        known, id = await self._known(), ACCOUNT.own_id(account)
        if Capability.CREDIT not in known or id is None:
            return None
        asked = ("credit_amount", "credit_limit_amount")
        found = await self._client.search_read("party.party", [["id", "=", id]], asked, limit=1)
        if not found:
            return None
        currency, limit = await self._company_currency(), found[0].get("credit_limit_amount")
        return CreditState(
            used=Money(currency, parse.decimal(found[0].get("credit_amount"))),
            limit=None if limit is None else Money(currency, parse.decimal(limit)),
            on_account=await self._on_account(id, currency),
        )

    async def stock(self, product: str, today: date) -> tuple[StockLevel, ...]:
        """At each warehouse, at the end of `today`."""
        known, id = await self._known(), PRODUCT.own_id(product)
        if Capability.STOCK not in known or id is None:
            return ()
        places = await self._client.search_read(
            "stock.location", [["type", "=", "warehouse"]], ("name", "storage_location"), limit=MOST
        )
        end = {"__class__": "date", "year": today.year, "month": today.month, "day": today.day}
        levels = []
        for place in places:
            context = {"locations": [place["storage_location"]], "stock_date_end": end, "forecast": True}
            asked = ("quantity", "forecast_quantity", "default_uom.symbol")
            found = await self._client.search_read(
                "product.product", [["id", "=", id]], asked, limit=1, context=context
            )
            levels += [parse_goods.stock_level(str(place["name"]), record) for record in found]
        return tuple(levels)

    async def price(self, account: str | None, product: str, quantity: Decimal) -> CustomerPrice | None:
        """By the customer's price list, in the company's currency."""
        known, id = await self._known(), PRODUCT.own_id(product)
        if Capability.PRICE not in known or id is None:
            return None
        context: dict[str, Any] = {"quantity": float(quantity)}
        party = ACCOUNT.own_id(account) if account else None
        if party is not None:
            context["customer"] = party
            lists = await self._client.fields("party.party", ("sale_price_list",))
            if lists:
                found = await self._client.search_read("party.party", [["id", "=", party]], tuple(lists), limit=1)
                if found and found[0].get("sale_price_list"):
                    context["price_list"] = found[0]["sale_price_list"]
        asked = ("sale_price_uom", "list_price_used")
        goods = await self._client.search_read("product.product", [["id", "=", id]], asked, limit=1, context=context)
        if not goods or goods[0].get("sale_price_uom") is None:
            return None
        own, usual = parse.decimal(goods[0]["sale_price_uom"]), goods[0].get("list_price_used")
        differs = usual is not None and own != parse.decimal(usual)
        return CustomerPrice(Money(await self._company_currency(), own), quantity, differs)

    async def components(self, product: str) -> tuple[BomLine, ...]:
        known, id = await self._known(), PRODUCT.own_id(product)
        return await papers.components(self._client, id) if Capability.COMPONENTS in known and id is not None else ()

    async def document(self, entity: Entity, external_id: str) -> ErpFile | None:
        """The print of an invoice, by Tryton's own report."""
        known, id = await self._known(), INVOICE.own_id(external_id)
        if entity is not Entity.INVOICE or Capability.PDF not in known or id is None:
            return None
        return await papers.invoice_pdf(self._client, id)

    async def papers(self, product: str, serial: str | None) -> tuple[Paper, ...]:
        known, id = await self._known(), PRODUCT.own_id(product)
        return await papers.papers(self._client, id, serial) if Capability.PAPERS in known and id is not None else ()

    async def paper(self, external_id: str) -> ErpFile | None:
        known = await self._known()
        if Capability.PAPERS not in known or not external_id.isdecimal():
            return None
        return await papers.paper(self._client, int(external_id))

    async def close(self) -> None:
        await self._client.close()

    # --- below ---------------------------------------------------------------------------------------

    async def _known(self) -> frozenset[Capability]:
        return self._capabilities if self._capabilities is not None else await self.probe()

    async def _has_tracking(self) -> bool:
        names = ("shipping_reference", "carrier", "root_packages")
        if await self._client.fields("stock.shipment.out", names) != frozenset(names):
            return False
        return bool(await self._client.fields("stock.package", ("shipping_reference",)))

    async def records(self, entity: Entity, account: str) -> tuple[ErpRecord, ...]:
        """The newest of an account, of one kind."""
        known = await self._known()
        found: list[ErpRecord] = []
        for source in SOURCES:
            if source.entity is entity and source.capability in known and source.account is not None:
                found += await self._of(source, account)
        return tuple(found)

    async def supplies(self, products: Sequence[str]) -> tuple[ErpRecord, ...]:
        """What is on its way into stock of these products."""
        known = await self._known()
        ids = [id for one in products if (id := PRODUCT.own_id(one)) is not None]
        found: list[ErpRecord] = []
        for source, state in ((PRODUCTION, "state"), (PURCHASE, "purchase.state")):
            is_open = [state, "not in", ["done", "cancelled"]]
            if source.capability in known and ids:
                found += await self._read(source, [["product", "in", ids], is_open, *source.domain], limit=MOST)
        return tuple(found)

    async def _of(self, source: TrytonModel, account: str) -> list[ErpRecord] | tuple[ErpRecord, ...]:
        party = ACCOUNT.own_id(account)
        if party is None:
            return ()
        domain = [[source.account, "=", party], *source.domain]
        return tuple(await self._read(source, domain, limit=MOST, order=[list(one) for one in source.newest]))

    async def _read_ids(self, source: TrytonModel, ids: Sequence[int]) -> list[ErpRecord]:
        found: list[ErpRecord] = []
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found += await self._read(source, [["id", "in", sorted(some)], *source.domain], limit=len(some))
        return found

    async def _read(
        self, source: TrytonModel, domain: list[Any], *, limit: int, order: list[Any] | None = None
    ) -> list[ErpRecord]:
        asked = source.asked(await self._known())
        records = await self._client.search_read(source.model, domain, asked, limit=limit, order=order)
        if source is ACCOUNT:
            return [parse.account(record, self._region) for record in records]
        if source is PRODUCT:
            currency, names = await self._company_currency(), await self._names(records)
            return [parse.product({**record, "names": names.get(record["id"], ())}, currency) for record in records]
        return [source.parse(record) for record in records]

    async def _names(self, records: Iterable[Record]) -> dict[int, tuple[tuple[str, str], ...]]:
        """Names of products by language; the company's own counts as English, as that is what we sign in with."""
        own = {record["id"]: record.get("name") or "" for record in records}
        found = {id: [("en", name)] for id, name in own.items()}
        for code in await self._other_languages() if own else ():
            domain = [["id", "in", sorted(own)], *PRODUCT.domain]
            context = {"language": code}
            rows = await self._client.search_read("product.product", domain, ("name",), limit=len(own), context=context)
            for row in rows:
                if row.get("name") and row["name"] != own.get(row["id"]):
                    found[row["id"]].append((OTHER_LANGUAGES[code], row["name"]))
        return {id: tuple(names) for id, names in found.items()}

    async def _other_languages(self) -> tuple[str, ...]:
        if self._languages is None:
            domain = [["code", "in", sorted(OTHER_LANGUAGES)]]
            rows = await self._client.search_read("ir.lang", domain, ("code",), limit=len(OTHER_LANGUAGES))
            self._languages = tuple(row["code"] for row in rows)
        return self._languages

    async def _on_account(self, party: int, currency: str) -> Money:
        """Paid and not yet matched: open credit on the account that belongs to no invoice."""
        domain = [
            ["party", "=", party], ["account.type.receivable", "=", True], ["reconciliation", "=", None],
            ["credit", ">", 0], ["move_state", "=", "posted"], ["invoice_payment", "=", None],
        ]  # fmt: skip
        asked = ("credit", "move_origin")
        rows = await self._client.search_read("account.move.line", domain, asked, limit=MOST * 4)
        free = (row for row in rows if not str(row.get("move_origin") or "").startswith("account.invoice,"))
        return Money(currency, sum((parse.decimal(row["credit"]) for row in free), Decimal(0)))

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
        if self._currency is None:
            records = await self._client.search_read("company.company", [], ("currency.code",), limit=1)
            self._currency = str(records[0]["currency."]["code"])
        return self._currency


def _text(cursor: Mapping[str, Any]) -> str:
    return json.dumps(cursor, sort_keys=True)


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
