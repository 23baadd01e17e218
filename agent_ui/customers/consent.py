"""What may be sent to a customer: shown by address and purpose, and written down when they say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.customers.profile_views import ConsentCell, ConsentRow, ConsentTable, ProofMessage
from agent_ui.words import consent as said
from agent_ui.words.labels import short_channel
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.errors import Invalid
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState, choices
from crm_core.customers.domain import CustomerAddress
from crm_core.identity.domain import masked

BY_ID = "#"
"""Before the id of an address that is shown in part."""
CHANNEL = ":"
"""Before the channel about which it is decided; without one it is that by which the address is written to."""
QUOTED = 120
"""Characters of a message that are shown as proof."""


class NotAChoice(Invalid):
    """Use one of the buttons on the page; the page may be out of date, so load it again."""


def _ways(words: Words) -> list[tuple[str, str]]:
    """Each way to a customer: the kind of address, and the channel. A number can be written to and called."""
    written = reaching(words)
    called = [(can.rings.value, name) for name, can in words.channels.items() if can.rings is not None]
    kinds = [kind.value for kind in (AddressKind.EMAIL, AddressKind.PHONE)]
    return [*((kind, written[kind]) for kind in kinds if kind in written), *called]


def reaching(words: Words) -> Mapping[str, str]:
    """By which channel of this installation something is sent to an address of a kind."""
    return {can.reaches.value: name for name, can in words.channels.items() if can.reaches is not None}


async def table(
    reader: Reader,
    lens: Lens,
    addresses: Sequence[CustomerAddress],
    *,
    beside: UUID | None = None,
    in_part: bool = False,
) -> ConsentTable:
    """Purposes by channel; an address that is not on file has no cell. `beside`: the work in which they say it.
    `in_part`: addresses wait for the customer's verification."""
    ways = _ways(lens.words)
    ours = [one for one in addresses if any(one.kind == kind for kind, _ in ways)]
    decided = await consent.standing(reader, lens.tenant, [(one.kind, one.value) for one in ours])
    by_place = {(one.kind, one.value, one.channel, one.purpose): one for one in decided}
    names = await directory.names(reader, lens.tenant, {who for one in decided if (who := one.recorded_by)})
    shown = [way for way in ways if any(one.kind == way[0] for one in ours)]

    def cells(kind: str, channel: str, purpose: ConsentPurpose) -> tuple[ConsentCell, ...]:
        there = [one for one in ours if one.kind == kind]
        return tuple(
            _cell(
                lens.words, one, channel, purpose, by_place.get((one.kind, one.value, channel, purpose)), names,
                several=len(there) > 1, in_part=in_part,
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
    address: CustomerAddress,
    channel: str,
    purpose: ConsentPurpose,
    found: Consent | None,
    names: Mapping[UUID, str],
    *,
    several: bool,
    in_part: bool,
) -> ConsentCell:
    state = ConsentState(found.state) if found else ConsentState.UNKNOWN
    yes, no = choices(purpose)
    place = f"{BY_ID}{address.id}" if in_part else address.value
    changes = [one for one in (yes, no) if one is not state]
    return ConsentCell(
        address=words.phone(masked(address.value) if in_part else address.value),
        show_address=several,
        state=said.state(words, purpose, state),
        tone=said.TONES[state],
        at=found.at if found else None,
        source=said.source(words, found, names) if found else None,
        note=found.note if found else "",
        message=found.message_id if found else None,
        changes=tuple(
            (f"{change.value} {purpose.value} {address.kind}{CHANNEL}{channel} {place}", said.choice(words, change))
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
