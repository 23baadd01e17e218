"""The timeline of a customer: conversations, what the ERP says, consent and changes, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from urllib.parse import quote
from uuid import UUID

from babel import dates

from agent_ui.compose import customer
from agent_ui.compose.lens import Lens
from agent_ui.customers import changes
from agent_ui.customers.details import Known
from agent_ui.customers.profile_views import TrailFilter, TrailGroup, TrailItem, TrailView
from agent_ui.views import ErpFacts, Tone
from agent_ui.words import labels, sentences
from agent_ui.words.languages import Words
from contact_center.interactions.reading import timeline_queries as reading
from contact_center.interactions.reading.timeline_queries import TimelineRow
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.customers.profile import service as profile
from crm_core.customers.timeline import Placed, Stretch, TimelineMark, merge

STRETCH: Final = 30
KINDS: Final = ("all", "conversation", "call", "order", "change")
SHOWN_DAYS = 7
"""For so long a day is named by its weekday."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the timeline is wanted."""

    kind: str = "all"
    before: TimelineMark | None = None
    entry: UUID | None = None
    """A contact that stands open, as the first."""


async def kept(reader: Reader, lens: Lens, known: Known, asked: Asked) -> list[list[Placed[TrailItem]]]:
    """What our own database has before the mark, source by source."""
    at = asked.before.at if asked.before else None
    found: list[list[Placed[TrailItem]]] = []
    if asked.kind in ("all", "conversation", "call"):
        rows = await reading.contacts_before(reader, lens.tenant, known.ids, at, STRETCH + 1)
        readable = await lens.rights.readable(reader, [row.interaction_id for row in rows])
        items = [_contact(lens.words, row, row.interaction_id in readable) for row in rows]
        found.append([_placed(one) for one in items if asked.kind in ("all", one.kind)])
    if asked.kind in ("all", "change"):
        found.append([_placed(one) for one in await changes.edits(reader, lens, known, at, STRETCH + 1)])
        found.append([_placed(one) for one in await changes.consents(reader, lens, known, at, STRETCH + 1)])
    return found


def _placed(one: TrailItem) -> Placed[TrailItem]:
    return Placed(TimelineMark(one.at, one.key), one)


def _contact(words: Words, row: TimelineRow, readable: bool) -> TrailItem:
    call = words.is_call(row.channel)
    meta = [labels.channel(words, row.channel), row.agent_name]
    return TrailItem(
        key=f"i-{row.interaction_id}",
        kind="call" if call else "conversation",
        at=row.created_at,
        has_time=True,
        icon=labels.channel_icon(words.channels, row.channel),
        title=customer.title(words, row) if readable else customer.withheld(words, row),
        meta=words.gettext(", ").join(part for part in meta if part),
        end=customer.outcome(words, row),
        tone=Tone.SOON if row.state != "closed" else Tone.PLAIN,
        interaction=str(row.interaction_id),
        withheld=not readable,
    )


def from_erp(words: Words, facts: ErpFacts | None) -> list[Placed[TrailItem]]:
    """Orders, deliveries and invoices at their days."""
    if facts is None:
        return []
    found: list[TrailItem] = []
    for order in facts.orders.items:
        if order.ordered_on:
            state, tone = sentences.order_state(words, order, facts)
            title = words.gettext("%(number)s ordered, %(sum)s", number=order.number, sum=words.money(order.total))
            found.append(
                _document(words, order.ordered_on, "shopping-cart", title, order.number, (state, tone),
                          facts.orders.source, f"/erp/order/{order.external_id}")
            )  # fmt: skip
    for delivery in facts.deliveries.items:
        if delivery.shipped_on:
            title = words.gettext("%(number)s shipped", number=delivery.number)
            meta = words.gettext(", ").join((facts.deliveries.source, *delivery.order_numbers))
            shipped = sentences.delivery_state(words, delivery)
            href = f"/erp/delivery/{delivery.external_id}"
            found.append(_document(words, delivery.shipped_on, "truck", title, delivery.number, shipped, meta, href))
    for invoice in facts.invoices.items:
        if invoice.issued_on:
            title = words.gettext("%(number)s issued, %(sum)s", number=invoice.number, sum=words.money(invoice.total))
            paid = sentences.invoice_state(words, invoice)
            found.append(
                _document(words, invoice.issued_on, "file-invoice", title, invoice.number, paid,
                          facts.invoices.source, f"/erp/invoice/{invoice.external_id}")
            )  # fmt: skip
    return [_placed(one) for one in found]


def _document(
    words: Words, day: date, icon: str, title: str, number: str, state: tuple[str, Tone], meta: str, href: str
) -> TrailItem:
    return TrailItem(
        f"d-{number}", "order", datetime.combine(day, time(), words.zone), False, icon, title, meta, state[0], state[1],
        href=href,
    )  # fmt: skip


def stretch(sources: Sequence[Sequence[Placed[TrailItem]]], asked: Asked) -> Stretch[TrailItem]:
    return merge(sources, asked.before, STRETCH)


def view(
    words: Words, id: CustomerId, part: Stretch[TrailItem], asked: Asked, filters: tuple[TrailFilter, ...] = ()
) -> TrailView:
    older = None
    if part.older is not None:
        older = f"/customers/{id}/timeline?kind={asked.kind}&before={quote(str(part.older))}"
    newer = f"/customers/{id}" if asked.entry is not None else None
    return TrailView(id, _groups(words, part.entries), filters, older, newer)


def _groups(words: Words, items: Sequence[TrailItem]) -> tuple[TrailGroup, ...]:
    groups: dict[str, list[TrailItem]] = {}
    for one in items:
        groups.setdefault(_group(words, one.at.astimezone(words.zone).date()), []).append(one)
    return tuple(TrailGroup(name, tuple(found)) for name, found in groups.items())


def _group(words: Words, day: date) -> str:
    age = (words.today - day).days
    if age < 0:
        return words.gettext("To come")
    if age == 0:
        return words.gettext("Today")
    if age < SHOWN_DAYS:
        return words.gettext("Last 7 days")
    pattern = "LLLL" if day.year == words.today.year else "LLLL y"
    if words.language == "zh-Hant":
        pattern = "M月" if day.year == words.today.year else "y年M月"
    return str(dates.format_date(day, pattern, locale=words.locale))


async def counts(reader: Reader, lens: Lens, known: Known) -> dict[str, int]:
    """How much there is in our own database, by kind."""
    contacts = await reading.contact_counts(reader, lens.tenant, known.ids)
    calls = sum(n for channel, n in contacts.items() if lens.words.is_call(channel))
    written = await consent.count_changes(reader, lens.tenant, known.places)
    changed = await profile.count_changes(reader, lens.tenant, known.ids)
    return {"conversation": sum(contacts.values()) - calls, "call": calls, "change": changed + written}


def filters(words: Words, kept_: Mapping[str, int], facts: ErpFacts | None, kind: str) -> tuple[TrailFilter, ...]:
    found = {**kept_, "order": len(from_erp(words, facts))}
    found["all"] = sum(found.values())
    names = {
        "all": words.gettext("All"),
        "conversation": words.gettext("Conversations"),
        "call": words.gettext("Calls"),
        "order": words.gettext("Orders"),
        "change": words.gettext("Changes"),
    }
    return tuple(TrailFilter(one, names[one], found[one], one == kind) for one in KINDS)
