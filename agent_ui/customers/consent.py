"""What may be sent to a customer: shown by address and purpose, and written down when they say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.customers.details import Known
from agent_ui.customers.profile_views import ConsentCell, ConsentRow, ConsentTable, ProofMessage
from agent_ui.words import consent as said
from agent_ui.words.labels import short_channel
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.errors import Invalid
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState, choices
from crm_core.customers.domain import CustomerAddress
from crm_core.identity.domain import Guarded, masked

BY_ID = "#"
"""Before what leads to an address that is not shown whole: its id, or the mark of a visitor."""
CHANNEL = ":"
"""Before the channel about which it is decided; without one it is that by which the address is written to."""
QUOTED = 120
"""Characters of a message that are shown as proof."""


class NotAChoice(Invalid):
    """Use one of the buttons on the page; the page may be out of date, so load it again."""


@dataclass(frozen=True, slots=True)
class ConsentAddress:
    """An address about which somebody decides, as the page shows and names it."""

    kind: str
    value: str
    shown: str
    place: str
    """What stands for it in a button: itself, or what leads to it where it is not shown whole."""


def on_file(words: Words, addresses: Iterable[CustomerAddress], *, in_part: bool) -> list[ConsentAddress]:
    """`in_part`: addresses wait for the customer's verification."""
    return [
        ConsentAddress(
            one.kind, one.value, words.phone(masked(one.value) if in_part else one.value),
            f"{BY_ID}{one.id}" if in_part else one.value,
        )
        for one in addresses
        if one.kind != AddressKind.WEB
    ]  # fmt: skip


def on_site(words: Words, visitor: str) -> ConsentAddress:
    """A visitor's id says nothing to people, and may be a member's at the site: it is never on the page."""
    return ConsentAddress(
        AddressKind.WEB, visitor, words.gettext("Visitor on the web site"), f"{BY_ID}{visitor_mark(visitor)}"
    )


def visitor_mark(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()[:16]


def _ways(words: Words) -> list[tuple[str, str]]:
    """Each way to a customer: the kind of address, and the channel. A number can be written to and called; who is on
    a web site chats and calls there."""
    written = reaching(words)
    called = [(can.rings.value, name) for name, can in words.channels.items() if can.rings is not None]
    present = [(AddressKind.WEB.value, name) for name, can in words.channels.items() if can.session]
    kinds = [kind.value for kind in (AddressKind.EMAIL, AddressKind.PHONE)]
    return [*((kind, written[kind]) for kind in kinds if kind in written), *called, *present]


def reaching(words: Words) -> Mapping[str, str]:
    """By which channel of this installation something is sent to an address of a kind."""
    return {can.reaches.value: name for name, can in words.channels.items() if can.reaches is not None}


async def of_customer(
    reader: Reader,
    lens: Lens,
    known: Known,
    *,
    beside: UUID | None = None,
) -> ConsentTable:
    """Purposes by channel; an address that is not on file has no cell. `beside`: the work in which they say it.

    Somebody is another visitor in each browser: shown are the one they are in this work, or were last, and those about
    which something was decided.
    """
    header = await conversation_queries.header(reader, lens.tenant, beside) if beside else None
    visitors = list(known.visitors)
    if header is not None and header.contact_kind == AddressKind.WEB and header.contact_value in visitors:
        visitors = [header.contact_value, *(one for one in visitors if one != header.contact_value)]
    about = await consent.standing(reader, lens.tenant, [(AddressKind.WEB.value, one) for one in visitors])
    told = {one.value for one in about}
    sites = [on_site(lens.words, one) for n, one in enumerate(visitors) if n == 0 or one in told]
    ways = [
        (kind, channel)
        for kind, channel in _ways(lens.words)
        if kind != AddressKind.WEB
        or lens.words.channels[channel].text
        or (header is not None and header.channel == channel)
        or any(one.channel == channel for one in about)
    ]
    reached = [*on_file(lens.words, known.addresses, in_part=Guarded.ADDRESSES in known.waits), *sites]
    return await _table(reader, lens, reached, ways, action=f"/customers/{known.customer.id}/consent", beside=beside)


async def of_contact(reader: Reader, lens: Lens, header: Header) -> ConsentTable:
    """Of whoever a conversation is with, by its own channel: nobody has to know whose address it is.

    Of a customer it is shown in part, as they may not be verified; that of a stranger is their name here.
    """
    kind, value = header.contact_kind, header.contact_value
    if kind == AddressKind.WEB:
        contact = on_site(lens.words, value)
    else:
        shown = masked(value) if header.customer_id else value
        contact = ConsentAddress(kind, value, lens.words.phone(shown), f"{BY_ID}{visitor_mark(value)}")
    work = header.interaction_id
    return await _table(
        reader, lens, [contact], [(kind, header.channel)], action=f"/console/interactions/{work}/consent", beside=work,
        proofs=False,
    )  # fmt: skip


async def _table(
    reader: Reader,
    lens: Lens,
    reached: Sequence[ConsentAddress],
    ways: Sequence[tuple[str, str]],
    *,
    action: str,
    beside: UUID | None,
    proofs: bool = True,
) -> ConsentTable:
    decided = await consent.standing(reader, lens.tenant, [(one.kind, one.value) for one in reached])
    by_place = {(one.kind, one.value, one.channel, one.purpose): one for one in decided}
    names = await directory.names(reader, lens.tenant, {who for one in decided if (who := one.recorded_by)})
    shown = [way for way in ways if any(one.kind == way[0] for one in reached)]

    def cells(kind: str, channel: str, purpose: ConsentPurpose) -> tuple[ConsentCell, ...]:
        there = [one for one in reached if one.kind == kind]
        return tuple(
            _cell(
                lens.words, one, channel, purpose, by_place.get((one.kind, one.value, channel, purpose)), names,
                several=len(there) > 1 or kind == AddressKind.WEB,
            )
            for one in there
        )  # fmt: skip

    rows = tuple(
        ConsentRow(
            said.purpose(lens.words, purpose), said.rests_on(lens.words, purpose),
            tuple(cells(kind, channel, purpose) for kind, channel in shown),
        )
        for purpose in ConsentPurpose
    )  # fmt: skip
    return ConsentTable(
        tuple(short_channel(lens.words, channel) for _, channel in shown),
        rows if shown else (),
        await _last_message(reader, lens, beside) if beside else None,
        beside,
        action,
        f"{action}/proof/" if proofs else None,
    )


async def _last_message(reader: Reader, lens: Lens, interaction: UUID) -> ProofMessage | None:
    """What the customer wrote last in this work: the nearest proof."""
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None or interaction not in await lens.rights.readable(reader, [interaction]):
        return None
    rows = await message_queries.messages(reader, lens.tenant, header.conversation_id)
    theirs = [row for row in rows if row.direction == "in" and row.interaction_id is not None and row.text.strip()]
    if not theirs:
        return None
    text = " ".join(theirs[-1].text.split())
    return ProofMessage(theirs[-1].id, text if len(text) <= QUOTED else f"{text[:QUOTED]}…")


def _cell(
    words: Words,
    address: ConsentAddress,
    channel: str,
    purpose: ConsentPurpose,
    found: Consent | None,
    names: Mapping[UUID, str],
    *,
    several: bool,
) -> ConsentCell:
    state = ConsentState(found.state) if found else ConsentState.UNKNOWN
    yes, no = choices(purpose)
    changes = [one for one in (yes, no) if one is not state]
    return ConsentCell(
        address=address.shown,
        show_address=several,
        state=said.state(words, purpose, state),
        tone=said.TONES[state],
        at=found.at if found else None,
        source=said.source(words, found, names) if found else None,
        note=found.note if found else "",
        message=found.message_id if found else None,
        changes=tuple(
            (
                f"{change.value} {purpose.value} {address.kind}{CHANNEL}{channel} {address.place}",
                said.choice(words, change),
            )
            for change in changes
        ),
        needs_proof=ConsentState.GIVEN in changes,
        purpose=said.purpose(words, purpose),
    )


def parse_change(words: Words, change: str) -> tuple[ConsentState, ConsentPurpose, Address, str]:
    """What a button of the page says, and about which channel. Raises `NotAChoice`."""
    parts = change.split(" ", 3)
    try:
        state, purpose, way, value = parts
        kind, _, channel = way.partition(CHANNEL)
        address = Address(AddressKind(kind), value)
        channel = channel or reaching(words).get(kind, "")
        if (kind, channel) not in _ways(words):
            raise NotAChoice(field="change")
        return ConsentState(state), ConsentPurpose(purpose), address, channel
    except ValueError as strange:
        raise NotAChoice(field="change") from strange
