"""What the page of each kind of record says.

Longer than 400 lines: one function a kind, and the parts they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

from agent_ui.records.views import (
    RecordCell,
    RecordFact,
    RecordGroup,
    RecordLink,
    RecordPageView,
    RecordTable,
)
from agent_ui.views import ErpFacts, SourceAge, Tone
from agent_ui.words import records as said
from agent_ui.words import sentences
from agent_ui.words.languages import Words
from agent_ui.words.records import erp_reason
from contact_center.kernel.contracts.erp import (
    Account,
    AccountHold,
    Block,
    Capability,
    CreditState,
    CustomerPrice,
    DeliveryLine,
    EInvoiceState,
    Entity,
    ErpRecord,
    Invoice,
    Order,
    Product,
    ReturnCase,
    Shipment,
    StockLevel,
    Supply,
    Unit,
)
from contact_center.kernel.money import Money
from erp_link.domain import overdue_amount
from erp_link.reading import RecordView


def address(entity: Entity | str, id: str) -> str:
    return f"/erp/{entity}/{quote(id, safe='')}"


def bare(words: Words, found: RecordView, id: str) -> RecordPageView:
    block = found.block
    reason = None if block.reason is None else erp_reason(words, block.source, block.reason)
    kind = said.entity(words, found.entity)
    number = found.record.number if found.record is not None else ""
    return RecordPageView(
        entity=found.entity.value, id=quote(id, safe=""), kind=kind, number=number, title=number or kind,
        source=SourceAge(block.source, block.freshness, block.as_of, reason), notice=reason or "",
        there=found.record is not None,
    )  # fmt: skip


def filled(words: Words, found: RecordView, record: ErpRecord, view: RecordPageView) -> RecordPageView:
    match record:
        case Order():
            return _order(words, found, record, view)
        case Invoice():
            return _invoice(words, found, record, view)
        case Shipment():
            return _delivery(words, found, record, view)
        case ReturnCase():
            return _return(words, found, record, view)
        case Product():
            return _product(words, found, record, view)
        case Unit():
            return _unit(words, found, record, view)
        case Supply():
            return _supply(words, record, view)
        case Account():
            return _account(words, found, record, view)


# --- kinds -----------------------------------------------------------------------------------------------


def _order(words: Words, found: RecordView, one: Order, view: RecordPageView) -> RecordPageView:
    facts = _facts_of(found)
    title, tone = sentences.order_title(words, one, facts)
    rows = tuple(
        (
            RecordCell(line.description, line.sku, _of_line(one, line.product)),
            RecordCell(_progress(words, line.delivered, line.quantity), _waits(words, line.reserved), figure=True),
            RecordCell(words.date(line.expected_on) if line.expected_on else "–"),
            RecordCell(words.money(line.unit_price), figure=True),
            RecordCell(words.money(line.net), figure=True),
        )
        for line in one.lines
    )
    heads = (
        (words.gettext("Product"), False), (words.gettext("Delivered"), True), (words.gettext("Expected"), False),
        (words.gettext("Price"), True), (words.gettext("Net"), True),
    )  # fmt: skip
    return replace(
        view, title=title, tone=tone, source_state=one.source_state,
        text=sentences.order_text(words, replace(one, delays=())) or "",
        why=tuple(
            RecordLink(
                said.why_late(words, delay), address(Entity.SUPPLY, delay.supply) if delay.supply else None,
                delay.number or "", entity=Entity.SUPPLY,
            )
            for delay in one.delays
        ),
        stages=sentences.order_stages(words, one, facts),
        facts=(
            *_dated(words, (words.gettext("Ordered"), one.ordered_on), (words.gettext("Requested"), one.requested_on),
                    (words.gettext("Promised"), one.promised_on), (words.gettext("Expected"), one.expected_on)),
            *([RecordFact(words.gettext("Your reference"), one.customer_reference)] if one.customer_reference else []),
            RecordFact(words.gettext("Total"), words.money(one.total)),
            *_credit(words, found.credit),
        ),
        tables=(RecordTable(words.gettext("Lines"), heads, rows, words.gettext("No lines.")),),
        groups=_groups(words, found),
        said=sentences.order_said(words, one, facts),
    )  # fmt: skip


def _of_line(order: Order, product: str | None) -> str | None:
    """Its product, with the price of who ordered it."""
    return f"{address(Entity.PRODUCT, product)}?account={quote(order.account, safe='')}" if product else None


def _invoice(words: Words, found: RecordView, one: Invoice, view: RecordPageView) -> RecordPageView:
    state, tone = sentences.invoice_state(words, one)
    overdue = overdue_amount(one, words.today)
    dues = tuple(
        (
            RecordCell(words.date(part.due_on) if part.due_on else "–"),
            RecordCell(words.money(part.amount), figure=True),
            RecordCell(
                words.gettext("open") if part.is_open else words.gettext("paid"),
                tone=Tone.LATE
                if part.is_open and overdue and part.due_on and part.due_on < words.today
                else Tone.PLAIN,
            ),
        )
        for part in one.installments
    )
    paid = tuple(
        (
            RecordCell(words.date(part.paid_on) if part.paid_on else "–", part.description),
            RecordCell(words.money(part.amount), figure=True),
        )
        for part in one.payments
    )
    due_heads = ((words.gettext("Due"), False), (words.gettext("Amount"), True), (words.gettext("State"), False))
    paid_heads = ((words.gettext("Paid on"), False), (words.gettext("Amount"), True))
    tables = [_goods(words, words.gettext("Lines"), one.lines)]
    if dues:
        tables.append(RecordTable(words.gettext("Installments"), due_heads, dues))
    if paid:
        tables.append(RecordTable(words.gettext("Payments"), paid_heads, paid))
    return replace(
        view, title=words.gettext("%(document)s: %(state)s", document=one.number, state=state), tone=tone,
        source_state=one.source_state,
        facts=(
            *_dated(words, (words.gettext("Issued"), one.issued_on), (words.gettext("Due"), one.due_on)),
            *_amount(words, words.gettext("Net"), one.net), *_amount(words, words.gettext("Tax"), one.tax),
            RecordFact(words.gettext("Total"), words.money(one.total)),
            RecordFact(words.gettext("Unpaid"), words.money(one.open_amount)),
            *([RecordFact(words.gettext("Overdue"), words.money(overdue), tone=Tone.LATE)] if overdue else []),
            *_e_invoice(words, one), *_print(words, found, one), *_credit(words, found.credit),
        ),
        tables=tuple(tables), groups=_groups(words, found), said=sentences.invoice_said(words, one),
        missing=_lacking(words, found, (Capability.E_INVOICE, words.gettext("Electronic invoice")),
                         (Capability.PDF, words.gettext("Invoice as PDF"))),
    )  # fmt: skip


def _delivery(words: Words, found: RecordView, one: Shipment, view: RecordPageView) -> RecordPageView:
    state, tone = sentences.delivery_state(words, one)
    parcels = tuple(
        RecordFact(
            words.gettext("Parcel"), parcel.tracking_number, parcel.carrier or "",
            href=parcel.tracking_url if (parcel.tracking_url or "").startswith("https://") else None,
        )
        for parcel in one.parcels
    )  # fmt: skip
    lacks = Capability.TRACKING not in found.offers and bool(found.offers)
    return replace(
        view, title=words.gettext("%(document)s: %(state)s", document=one.number, state=state), tone=tone,
        source_state=one.source_state,
        facts=(
            *_dated(words, (words.gettext("Planned"), one.planned_on), (words.gettext("Shipped"), one.shipped_on)),
            *parcels,
        ),
        tables=(_goods(words, words.gettext("Goods"), one.lines),), groups=_groups(words, found),
        missing=(_lacks(words, words.gettext("Parcels"), view.source.source),) if lacks else (),
    )  # fmt: skip


def _return(words: Words, found: RecordView, one: ReturnCase, view: RecordPageView) -> RecordPageView:
    state = said.return_state(words, one)
    tables = (_goods(words, words.gettext("Goods"), one.lines),) if one.lines else ()
    return replace(
        view, kind=said.return_kind(words, one.kind), source_state=one.source_state, text=one.description,
        title=words.gettext("%(document)s: %(state)s", document=one.number, state=state),
        facts=(
            *([RecordFact(words.gettext("Reason"), one.reason)] if one.reason else []),
            *_dated(words, (words.gettext("Reported"), one.requested_on), (words.gettext("Planned"), one.planned_on),
                    (words.gettext("Arrived"), one.received_on)),
            *([RecordFact(words.gettext("Agreed"), words.gettext(", ").join(one.resolutions))]
              if one.resolutions else []),
        ),
        tables=tables, groups=_groups(words, found),
    )  # fmt: skip


def _product(words: Words, found: RecordView, one: Product, view: RecordPageView) -> RecordPageView:
    name = one.name_in(words.language)
    others = [text for _, text in one.names if text != name]
    return replace(
        view, title=name, number=one.sku, text=words.gettext(", ").join(others),
        facts=(
            RecordFact(words.gettext("Number"), one.sku),
            *([RecordFact("GTIN", one.gtin)] if one.gtin else []),
            *_amount(words, words.gettext("List price"), one.list_price),
            *([] if one.active else [RecordFact(words.gettext("State"), words.gettext("no longer sold"))]),
            *([price_fact(words, found.price)] if found.price is not None else []),
            *_stock(words, found.stock), *_papers(words, found, one.external_id),
        ),
        tables=_parts(words, found), groups=_groups(words, found),
        missing=_lacking(words, found, (Capability.COMPONENTS, words.gettext("Parts of a product")),
                         (Capability.PAPERS, words.gettext("Certificates and other papers"))),
    )  # fmt: skip


def _unit(words: Words, found: RecordView, one: Unit, view: RecordPageView) -> RecordPageView:
    lacks = one.warranty_until is None and Capability.WARRANTY not in found.offers and bool(found.offers)
    warranty = _dated(words, (words.gettext("Warranty until"), one.warranty_until))
    if one.warranty_until is not None and one.warranty_until < words.today:
        warranty = [replace(fact, tone=Tone.SOON, meta=words.gettext("over")) for fact in warranty]
    return replace(
        view, title=words.gettext("%(serial)s, %(product)s", serial=one.number, product=one.description),
        facts=(
            RecordFact(words.gettext("Product"), one.description, one.sku, href=address(Entity.PRODUCT, one.product)),
            RecordFact(words.gettext("Pieces"), words.number(one.quantity.normalize())),
            *_dated(words, (words.gettext("Delivered"), one.delivered_on)), *warranty,
            *_papers(words, found, one.external_id),
        ),
        groups=_groups(words, found),
        missing=(_lacks(words, words.gettext("Warranty"), view.source.source),) if lacks else (),
    )  # fmt: skip


def _supply(words: Words, one: Supply, view: RecordPageView) -> RecordPageView:
    state, tone = said.supply_state(words, one)
    checks = tuple(
        RecordFact(
            words.gettext("Inspection"),
            check.number,
            {True: words.gettext("passed"), False: words.gettext("failed"), None: words.gettext("not done yet")}[
                check.passed
            ],
            Tone.LATE if check.passed is False else Tone.PLAIN,
        )
        for check in one.inspections
    )
    return replace(
        view, kind=said.supply_kind(words, one.kind), tone=tone, source_state=one.source_state,
        title=words.gettext("%(document)s: %(state)s", document=one.number, state=state),
        facts=(
            RecordFact(words.gettext("Product"), one.description, one.sku, href=address(Entity.PRODUCT, one.product)),
            RecordFact(words.gettext("Quantity"), f"{words.number(one.quantity.normalize())} {one.unit}"),
            *_dated(words, (words.gettext("Begins"), one.begins_on), (words.gettext("Ready"), one.ready_on)), *checks,
        ),
    )  # fmt: skip


def _account(words: Words, found: RecordView, one: Account, view: RecordPageView) -> RecordPageView:
    lacks = Capability.HIERARCHY not in found.offers and bool(found.offers)
    return replace(
        view, title=one.name,
        facts=(
            RecordFact(words.gettext("Number"), one.number),
            *([RecordFact(words.gettext("Tax number"), one.tax_id)] if one.tax_id else []),
            *([RecordFact(words.gettext("Above it"), one.parent, href=address(Entity.ACCOUNT, one.parent))]
              if one.parent else []),
            *_credit(words, found.credit),
        ),
        groups=_groups(words, found),
        missing=(_lacks(words, words.gettext("Companies above it"), view.source.source),) if lacks else (),
    )  # fmt: skip


# --- parts -----------------------------------------------------------------------------------------------


def _facts_of(found: RecordView) -> ErpFacts:
    """For sentences that look at an order's invoices and deliveries."""
    block = found.block
    blank: Block[Product] = Block(block.source, block.freshness, block.as_of, ())
    orders = tuple(one for one in (*block.items, *found.orders) if isinstance(one, Order))
    return ErpFacts(
        Block(block.source, block.freshness, block.as_of, orders),
        Block(block.source, block.freshness, block.as_of, found.invoices),
        Block(block.source, block.freshness, block.as_of, found.deliveries),
        blank,
    )


def _groups(words: Words, found: RecordView) -> tuple[RecordGroup, ...]:
    facts = _facts_of(found)

    def link(entity: Entity, id: str, number: str, state: tuple[str, Tone]) -> RecordLink:
        return RecordLink(number, address(entity, id), state[0], state[1], entity.value)

    groups = (
        RecordGroup(words.gettext("Orders"), tuple(
            link(Entity.ORDER, one.external_id, one.number, sentences.order_state(words, one, facts))
            for one in found.orders)),
        RecordGroup(words.gettext("Invoices"), tuple(
            link(Entity.INVOICE, one.external_id, one.number, sentences.invoice_state(words, one))
            for one in found.invoices)),
        RecordGroup(words.gettext("Deliveries"), tuple(
            link(Entity.DELIVERY, one.external_id, one.number, sentences.delivery_state(words, one))
            for one in found.deliveries)),
        RecordGroup(words.gettext("Returns and complaints"), tuple(
            link(Entity.RETURN, one.external_id, one.number, (said.return_state(words, one), Tone.PLAIN))
            for one in found.returns)),
        RecordGroup(words.gettext("Serials and lots"), tuple(
            link(Entity.UNIT, one.external_id, one.number, (_delivered(words, one, found), Tone.PLAIN))
            for one in found.units)),
        RecordGroup(words.gettext("On its way into stock"), tuple(
            link(Entity.SUPPLY, one.external_id, one.number, said.supply_state(words, one))
            for one in found.supplies)),
    )  # fmt: skip
    return tuple(group for group in groups if group.links)


def _delivered(words: Words, one: Unit, found: RecordView) -> str:
    """Beside its product the day it left tells more than what it is."""
    if isinstance(found.record, Product) and one.delivered_on is not None:
        return words.date(one.delivered_on)
    return one.description


def _goods(words: Words, title: str, lines: Sequence[DeliveryLine]) -> RecordTable:
    heads = ((words.gettext("Product"), False), (words.gettext("Quantity"), True))
    rows = tuple(
        (
            RecordCell(
                line.description or line.sku,
                words.gettext(", ").join(part for part in (line.sku, line.serial or "") if part),
                address(Entity.PRODUCT, line.product) if line.product else None,
            ),
            RecordCell(f"{words.number(line.quantity.normalize())} {line.unit}", figure=True),
        )
        for line in lines
    )
    return RecordTable(title, heads, rows, words.gettext("No lines."))


def _dated(words: Words, *days: tuple[str, object]) -> list[RecordFact]:
    return [RecordFact(label, words.date(day)) for label, day in days if day is not None]  # type: ignore[arg-type]


def _amount(words: Words, label: str, amount: Money | None) -> list[RecordFact]:
    return [] if amount is None else [RecordFact(label, words.money(amount))]


def _progress(words: Words, done: Decimal, whole: Decimal) -> str:
    return f"{words.number(done.normalize())}/{words.number(whole.normalize())}"


def _waits(words: Words, reserved: Decimal) -> str:
    if not reserved:
        return ""
    return words.gettext("%(n)s set aside", n=words.number(reserved.normalize()))


def _aged(words: Words, block: Block[object]) -> SourceAge:
    reason = None if block.reason is None else erp_reason(words, block.source, block.reason)
    return SourceAge(block.source, block.freshness, block.as_of, reason)


def _credit(words: Words, block: Block[CreditState] | None) -> list[RecordFact]:
    if block is None:
        return []
    source = _aged(words, block)  # type: ignore[arg-type]
    if not block.items:
        return [RecordFact(words.gettext("Credit"), source.reason or words.gettext("not available"))]
    credit = block.items[0]
    limit = (
        words.gettext("of %(limit)s", limit=words.money(credit.limit))
        if credit.limit is not None
        else words.gettext("no limit")
    )
    tone = Tone.SOON if credit.is_exceeded else Tone.PLAIN
    facts = [RecordFact(words.gettext("Credit used"), words.money(credit.used), limit, tone, source=source)]
    if credit.hold is not AccountHold.NONE:
        facts.append(
            RecordFact(words.gettext("Hold"), said.hold(words, credit.hold), credit.hold_reason or "", Tone.LATE,
                       source=source)
        )  # fmt: skip
    if credit.on_account is not None and credit.on_account.amount:
        facts.append(
            RecordFact(words.gettext("Paid on account"), words.money(credit.on_account),
                       words.gettext("not matched with an invoice yet"), source=source)
        )  # fmt: skip
    return facts


def _stock(words: Words, block: Block[StockLevel] | None) -> list[RecordFact]:
    if block is None:
        return []
    source = _aged(words, block)  # type: ignore[arg-type]
    if not block.items:
        return [RecordFact(words.gettext("Stock"), source.reason or words.gettext("not available"))]
    return [
        RecordFact(
            words.gettext("Stock, %(site)s", site=one.site), words.number(one.on_hand.normalize()),
            words.gettext("%(n)s free", n=words.number(max(one.available, Decimal(0)).normalize())), source=source,
        )
        for one in block.items
    ]  # fmt: skip


def price_fact(words: Words, block: Block[CustomerPrice]) -> RecordFact:
    source = _aged(words, block)  # type: ignore[arg-type]
    if not block.items:
        return RecordFact(words.gettext("Their price"), source.reason or words.gettext("not available"))
    one = block.items[0]
    note = words.gettext("agreed with them") if one.is_own else words.gettext("as on the list")
    return RecordFact(words.gettext("Their price"), words.money(one.unit_price), note, source=source)


def _e_invoice(words: Words, one: Invoice) -> list[RecordFact]:
    """As the tax authority has it; one that was voided counts as never issued, and says so."""
    known = one.e_invoice
    if known is None:
        return []
    state = said.e_invoice_state(words, known.state)
    tone = Tone.LATE if known.state is EInvoiceState.VOIDED else Tone.PLAIN
    facts = [RecordFact(words.gettext("Electronic invoice"), known.number, state, tone)]
    if known.carrier:
        facts.append(RecordFact(words.gettext("Carrier"), known.carrier))
    return facts + [
        RecordFact(words.gettext("Allowance"), words.money(each.amount),
                   words.gettext(", ").join((each.number, *([words.date(each.issued_on)] if each.issued_on else []))))
        for each in known.allowances
    ]  # fmt: skip


def _print(words: Words, found: RecordView, one: Invoice) -> list[RecordFact]:
    if Capability.PDF not in found.offers:
        return []
    href = f"{address(Entity.INVOICE, one.external_id)}/file"
    return [RecordFact(words.gettext("Invoice as PDF"), words.gettext("Fetch from the ERP"), href=href)]


def _papers(words: Words, found: RecordView, id: str) -> list[RecordFact]:
    block = found.papers
    if block is None or Capability.PAPERS not in found.offers:
        return []
    if not block.items:
        reason = None if block.reason is None else erp_reason(words, block.source, block.reason)
        return [RecordFact(words.gettext("Papers"), reason or words.gettext("none"))]
    at = address(found.entity, id)
    return [
        RecordFact(words.gettext("Paper"), one.name, href=f"{at}/file?paper={quote(one.external_id, safe='')}",
                   source=_aged(words, block))  # type: ignore[arg-type]
        for one in block.items
    ]  # fmt: skip


def _parts(words: Words, found: RecordView) -> tuple[RecordTable, ...]:
    """What one piece is made of."""
    block = found.components
    if block is None or Capability.COMPONENTS not in found.offers:
        return ()
    heads = ((words.gettext("Product"), False), (words.gettext("Quantity"), True))
    rows = tuple(
        (
            RecordCell(line.description or line.sku, line.sku,
                       address(Entity.PRODUCT, line.product) if line.product else None),
            RecordCell(f"{words.number(line.quantity.normalize())} {line.unit}", figure=True),
        )
        for line in block.items
    )  # fmt: skip
    reason = None if block.reason is None else erp_reason(words, block.source, block.reason)
    return (RecordTable(words.gettext("Made of"), heads, rows, reason or words.gettext("No parts are kept of it.")),)


def _lacking(words: Words, found: RecordView, *needed: tuple[Capability, str]) -> tuple[str, ...]:
    if not found.offers:
        return ()
    return tuple(_lacks(words, name, found.block.source) for need, name in needed if need not in found.offers)


def _lacks(words: Words, what: str, source: str) -> str:
    return words.gettext("%(what)s: not available from %(erp)s.", what=what, erp=source)


def tab_of(entity: Entity) -> str:
    names: Mapping[Entity, str] = {
        Entity.ORDER: "orders", Entity.INVOICE: "invoices", Entity.DELIVERY: "deliveries", Entity.PRODUCT: "products",
    }  # fmt: skip
    return names.get(entity, "now")
