"""How the data warehouse stands, for administrators."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.warehouse.views import DifferingDay, FactLine, WarehouseView
from agent_ui.compose.lens import Lens
from agent_ui.frame.parts import Parts
from agent_ui.words.languages import Words
from contact_center.warehouse import service
from contact_center.warehouse.service import FactStanding

LATE = timedelta(minutes=1)
"""The warehouse promises to be no further behind."""
MOST_DAYS = 100


def titles(words: Words) -> dict[str, tuple[str, str]]:
    """Each fact in words, and what one row of it is."""
    return {
        "queue_wait": (words.gettext("Waits in queues"), words.gettext("one wait of an interaction in a queue")),
        "interaction": (words.gettext("Interactions"), words.gettext("one interaction")),
        "offer": (words.gettext("Offers"), words.gettext("one offer to an agent, and what became of it")),
        "agent_state": (
            words.gettext("Agents’ time"),
            words.gettext("one stretch of the same presence and activity of an agent"),
        ),
        "message": (words.gettext("Messages sent and received"), words.gettext("one message, notes included")),
        "case": (words.gettext("Cases"), words.gettext("one case")),
        "order_line": (words.gettext("Order lines"), words.gettext("one line of a sales order")),
        "invoice": (words.gettext("Invoices"), words.gettext("one invoice or credit note")),
        "invoice_line": (words.gettext("Invoice lines"), words.gettext("one line of an invoice, without its amount")),
        "delivery_line": (words.gettext("Delivery lines"), words.gettext("one line of a delivery")),
        "return_line": (words.gettext("Return lines"), words.gettext("one line of a return or a complaint")),
    }


async def warehouse(parts: Parts, lens: Lens, *, notice: str | None = None) -> WarehouseView:
    async with parts.database.read(lens.tenant) as reader:
        found = await service.standing(reader, lens.tenant)
        now = reader.now
    known = titles(lens.words)
    days = [
        DifferingDay(
            known[one.name][0], day.day, day.owned, day.loaded, day.missing, day.surplus, day.changed,
            tuple(str(id) for id in day.named),
        )
        for one in found.facts
        for day in one.differences
    ]  # fmt: skip
    lines = tuple(_line(one, *known[one.name], now) for one in found.facts)
    return WarehouseView(
        lines, tuple(days[:MOST_DAYS]), found.events_behind, max(0, len(days) - MOST_DAYS), notice
    )  # fmt: skip


def _line(one: FactStanding, title: str, grain: str, now: datetime) -> FactLine:
    return FactLine(
        title,
        grain,
        one.name,
        one.versions,
        one.bytes,
        one.fresh_at,
        one.fresh_at is None or now - one.fresh_at > LATE,
        one.waiting,
        one.reading.days_read if one.reading else None,
        one.reading.days if one.reading else 0,
        one.checked_at,
        one.check_asked_at is not None,
        one.rows_checked,
        len(one.differences),
    )
