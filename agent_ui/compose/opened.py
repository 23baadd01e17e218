"""An interaction read whole, for conversation and customer alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.compose import own_work
from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import IN_HAND
from contact_center.directory import service as directory
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import at_work_queries, conversation_queries, message_queries
from contact_center.interactions.reading.at_work_queries import AgentPartRow
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Identity, State
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers


@dataclass(frozen=True, slots=True)
class Opened:
    """An interaction read whole, for thread and customer alike."""

    header: Header
    rows: list[MessageRow]
    parts: list[AgentPartRow]
    who: str
    owner: str | None
    """Name of the agent who has it."""

    def part_of(self, agent: UUID) -> AgentPartRow | None:
        return next((part for part in self.parts if part.agent_id == agent), None)


async def open_interaction(reader: Reader, lens: Lens, interaction: UUID) -> Opened:
    """Raises `NoSuchInteraction`, and `NotForYou` for what the reader may not read."""
    await lens.rights.require(reader, interaction, Act.READ)
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    rows = await message_queries.messages(reader, lens.tenant, header.conversation_id)
    parts = await at_work_queries.at_work(reader, lens.tenant, interaction)
    owner = await _owner(reader, lens, header, parts)
    return Opened(header, rows, parts, await name_of(reader, lens, header), owner)


async def _owner(reader: Reader, lens: Lens, header: Header, parts: list[AgentPartRow]) -> str | None:
    at_it = next((part.agent_name for part in parts if part.state in IN_HAND and part.purpose == "work"), None)
    if at_it or header.owner_agent_id is None or header.state not in (State.WORKING, State.WAITING):
        return at_it
    return (await directory.names(reader, lens.tenant, [header.owner_agent_id])).get(header.owner_agent_id)


async def name_of(reader: Reader, lens: Lens, header: Header) -> str:
    if header.customer_id and header.identity != Identity.AMBIGUOUS:
        known = (await customers.several(reader, lens.tenant, [header.customer_id])).get(header.customer_id)
        if known is not None:
            return lens.words.phone(known.name)
    return own_work.named(lens, header.contact_name, header.contact_kind, header.contact_value)
