"""Everything about one customer on one page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from agent_ui.compose import customer, naming
from agent_ui.compose.lens import Lens
from agent_ui.compose.thread import message_items
from agent_ui.customers import consent, trail
from agent_ui.customers.details import Known, details, known_of
from agent_ui.customers.head import head, members
from agent_ui.customers.profile_views import ConsentTable, CustomerPageView, HeadView, MembersView, TrailItem
from agent_ui.customers.trail import Asked
from agent_ui.views import CustomerView, Tab, ThreadItem
from agent_ui.words import history as happenings
from agent_ui.words.languages import Words
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries, history_queries, message_queries
from contact_center.interactions.reading import timeline_queries as reading
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.reading.timeline_queries import TimelineRow
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers.timeline import Placed, TimelineMark

Recordings = Callable[[Sequence[UUID]], Awaitable[dict[UUID, str]]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one snapshot of our own database says of a customer; the ERP is asked after it."""

    asked: Asked
    known: Known
    card: CustomerView
    head: HeadView
    members: tuple[MembersView, ...]
    consents: ConsentTable
    sources: list[list[Placed[TrailItem]]]
    counts: Mapping[str, int]


async def gathered(
    reader: Reader,
    lens: Lens,
    id: CustomerId,
    asked: Asked,
    *,
    tab: Tab = Tab.NOW,
    recordings: Recordings | None = None,
) -> Gathered:
    """Raises `NoSuchCustomer`. `recordings`: where what was recorded of interactions is played, for who looks."""
    known = await known_of(reader, lens, id)
    asked = await _from_entry(reader, lens, known, asked)
    sources = await trail.kept(reader, lens, known, asked)
    return Gathered(
        asked,
        known,
        await customer.with_cases(
            reader, lens, await customer.of_customer(reader, lens, CustomerId(known.customer.id), tab=tab)
        ),
        await head(reader, lens, known),
        await members(reader, lens, known),
        await consent.of_customer(reader, lens, known),
        await _with_words(reader, lens, known, sources, asked, recordings),
        await trail.counts(reader, lens, known),
    )


async def _from_entry(reader: Reader, lens: Lens, known: Known, asked: Asked) -> Asked:
    """The contact that was asked for is the first of the page, however long ago it was."""
    row = await reading.contact(reader, lens.tenant, known.ids, asked.entry) if asked.entry else None
    return asked if row is None else replace(asked, before=TimelineMark(row.created_at, f"i-{row.interaction_id}~"))


async def _with_words(
    reader: Reader,
    lens: Lens,
    known: Known,
    sources: list[list[Placed[TrailItem]]],
    asked: Asked,
    recordings: Recordings | None,
) -> list[list[Placed[TrailItem]]]:
    """What was said in the contact that was asked for, else in the latest, is on the page at once."""
    first = next((one.entry for source in sources for one in source if one.entry.interaction), None)
    if first is None or (asked.before is not None and asked.entry is None):
        return sources
    said = await words_of(reader, lens, known, UUID(first.interaction), recordings)
    shown = replace(
        first, opened=said.items, recording=said.recording, withheld=said.withheld, is_open=asked.entry is not None
    )
    return [[Placed(one.mark, shown) if one.entry is first else one for one in source] for source in sources]


@dataclass(frozen=True, slots=True)
class WordsOf:
    items: tuple[ThreadItem, ...]
    recording: str | None = None
    withheld: bool = False


async def words_of(
    reader: Reader, lens: Lens, known: Known, interaction: UUID, recordings: Recordings | None
) -> WordsOf:
    """What was said in one contact of this customer, as the reader may see it. Raises `NoSuchInteraction`."""
    row = await reading.contact(reader, lens.tenant, known.ids, interaction)
    if row is None:
        raise NoSuchInteraction(interaction)
    if interaction not in await lens.rights.readable(reader, [interaction]):
        return WordsOf((), withheld=True)
    sound = await recordings([interaction]) if recordings else {}
    return WordsOf(await _said(reader, lens, row, known.customer.name), sound.get(interaction))


def customer_page(words: Words, found: Gathered, card: CustomerView, asked: Asked) -> CustomerPageView:
    """`card`: with what the ERP says."""
    erp = trail.from_erp(words, card.erp) if asked.kind in ("all", "order") else []
    sources = [*found.sources, erp]
    id = CustomerId(found.known.customer.id)
    part = trail.stretch(sources, asked)
    filters = trail.filters(words, found.counts, card.erp, asked.kind)
    return CustomerPageView(
        card, found.head, details(words, found.known), found.consents, found.members,
        trail.view(words, id, part, asked, filters),
    )  # fmt: skip


async def _said(reader: Reader, lens: Lens, row: TimelineRow, who: str) -> tuple[ThreadItem, ...]:
    """What belongs to this interaction of its conversation, with what happened."""
    header = await conversation_queries.header(reader, lens.tenant, row.interaction_id)
    if header is None:
        return ()
    messages = await message_queries.messages(reader, lens.tenant, row.conversation_id)
    own: list[MessageRow] = [one for one in messages if one.interaction_id == row.interaction_id]
    shown = await message_items(reader, lens, header, who, own)
    steps = await history_queries.history(reader, lens.tenant, row.interaction_id)
    names = await naming.of_history(reader, lens.tenant, steps)
    lines = happenings.happenings(lens.words, row.interaction_id, steps, names, row.outcome)
    return tuple(sorted([*shown, *lines], key=lambda one: one.at))
