"""Running a macro: what each act will do is asked first, then all that can be done is done in one unit of work.

Each act has its own right and its own reason where it cannot be done. What was done is kept for some seconds, and is
taken back as one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.errors import NoSuchInteraction, NotAnswered
from contact_center.interactions.listing import service as listing
from contact_center.interactions.listing.errors import NotATag
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.work import closing, place_store, reopening, transfers, waiting
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.contracts.macros import MacroRun
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import AgentId, InteractionId, MacroId, QueueId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.macros.domain import ENDINGS, Macro, MacroAct, MacroActKind, steps
from crm_core.macros.errors import (
    NoQueueToMoveTo,
    NotOnThisChannel,
    RetiredDisposition,
    TextNeedsComposer,
    TextNotSent,
)

KIND: Final = "macro"
"""Of what is kept to take a run back (`interactions.listing`)."""


@dataclass(frozen=True, slots=True)
class RanMacro:
    done: tuple[MacroAct, ...]
    left: tuple[MacroAct, ...]
    """What could not be done, each with its reason."""
    item: str | None
    """What takes it back, as `undo` reads it; None where nothing was done."""


@dataclass(frozen=True, slots=True)
class MacroGround:
    """What every macro on a piece of work is asked against; read once for all of them."""

    header: Header
    sorts: str | None
    """Why it cannot be tagged by this person; None where it can."""
    works: str | None
    """Why it is not theirs to end."""
    dispositions: frozenset[str]
    can_end: bool
    """A call or a task is ended where it is handled."""
    waits: bool
    """The customer waits for us."""
    in_composer: bool
    """There is a composer that a text can be inserted in."""


async def ground(reader: Reader, ports: Ports, rights: Rights, interaction: UUID, *, in_composer: bool) -> MacroGround:
    """Raises `NoSuchInteraction`, `NotForYou`."""
    await rights.require(reader, interaction, Act.READ)
    tenant = rights.who.tenant
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    capabilities = ports.adapters[header.channel].capabilities
    codes = await dispositions.tree(reader, tenant)
    return MacroGround(
        header,
        sorts=await _may(reader, rights, interaction, Act.SORT),
        works=await _may(reader, rights, interaction, Act.WORK),
        dispositions=frozenset(one.code for one in codes.offered(header.queue_id)),
        can_end=capabilities.addressed and not capabilities.media,
        waits=bool(await conversation_queries.unanswered(reader, tenant, header.conversation_id)),
        in_composer=in_composer,
    )


async def _may(reader: Reader, rights: Rights, interaction: UUID, act: Act) -> str | None:
    try:
        await rights.require(reader, interaction, act)
    except ContactCenterError as error:
        return error.code
    return None


def plan(macro: Macro, found: MacroGround, queues: Collection[UUID]) -> list[MacroAct]:
    """Each act of the macro, with the reason where it cannot be done here and now. `queues`: those in use. Pure."""
    texts = bool(macro.acts.text) and found.in_composer
    return [replace(one, why=_why_not(one, found, queues, texts=texts)) for one in steps(macro.acts)]


def _why_not(one: MacroAct, found: MacroGround, queues: Collection[UUID], *, texts: bool) -> str | None:
    match one.kind:
        case MacroActKind.TEXT:
            return None if found.in_composer else TextNeedsComposer().code
        case MacroActKind.TAG:
            return found.sorts
        case _ if found.works is not None:
            return found.works
        case MacroActKind.DISPOSITION:
            return None if one.value in found.dispositions else RetiredDisposition().code
        case _ if not found.can_end:
            return NotOnThisChannel().code
        case _ if texts:
            return TextNotSent().code
        case MacroActKind.WAIT:
            return NotAnswered().code if found.waits else None
        case MacroActKind.MOVE:
            return None if UUID(one.value) in queues else NoQueueToMoveTo().code
        case _:
            return None


async def run(
    work: UnitOfWork, ports: Ports, rights: Rights, macro: Macro, interaction: UUID, queues: Collection[UUID], *,
    in_composer: bool,
) -> RanMacro:  # fmt: skip
    """Does what can be done, all of it or, where something fails on the way, nothing."""
    agent = rights.who.agent_id
    acts = plan(macro, await ground(work, ports, rights, interaction, in_composer=in_composer), queues)
    done, left = [one for one in acts if one.why is None], [one for one in acts if one.why is not None]
    undo: dict[str, Any] = {"interaction": str(interaction), "tags": []}
    ends = any(one.kind in ENDINGS for one in done)
    chosen = next((one.value for one in done if one.kind is MacroActKind.DISPOSITION), None)
    for one in done:
        if one.kind is MacroActKind.TAG:
            try:
                if await listing.add_tag(work, interaction, one.value):
                    undo["tags"].append(one.value)
            except NotATag as error:  # it has as many as it can have; nothing was written
                left.append(replace(one, why=error.code))
        elif one.kind is MacroActKind.DISPOSITION:
            undo["disposition"] = await closing.dispose(work, interaction, agent, one.value)
        elif one.kind in ENDINGS:
            undo |= {"end": one.kind.value, "place": await place_store.kept(work, work.tenant_id, interaction)}
            await _end(work, ports, one, interaction, agent, chosen)
    done = [one for one in done if not any(each.kind is one.kind and each.value == one.value for each in left)]
    work.record(
        MacroRun(
            macro_id=MacroId(macro.id), interaction_id=InteractionId(interaction), agent_id=agent, done=len(done),
            left=len(left),
        )
    )  # fmt: skip
    changed = bool(undo["tags"]) or "disposition" in undo or ends
    return RanMacro(tuple(done), tuple(left), json.dumps(undo) if changed else None)


async def _end(
    work: UnitOfWork, ports: Ports, one: MacroAct, interaction: UUID, agent: AgentId, disposition: str | None
) -> None:
    match one.kind:
        case MacroActKind.CLOSE:
            await closing.close(work, ports, interaction, agent, disposition=disposition)
        case MacroActKind.MOVE:
            await transfers.transfer_to_queue(work, ports, interaction, agent, QueueId(UUID(one.value)))
        case MacroActKind.SNOOZE:
            await waiting.put_by(work, interaction, agent, work.now + timedelta(minutes=int(one.value)))
        case _:
            await waiting.put_by(work, interaction, agent, None)


async def keep(work: UnitOfWork, rights: Rights, items: Sequence[str]) -> UUID:
    """By what these runs are taken back."""
    return await listing.keep_act(work, rights.who.user.id, KIND, items)


async def undo(work: UnitOfWork, ports: Ports, rights: Rights, item: str) -> UUID:
    """Takes one run back; returns which work it was on. Raises what keeps it from being taken back."""
    kept = json.loads(item)
    interaction, agent = UUID(kept["interaction"]), rights.who.agent_id
    match kept.get("end"):
        case MacroActKind.CLOSE:
            await rights.require(work, interaction, Act.REOPEN)
            await reopening.reopen(work, ports, interaction, agent)
        case MacroActKind.MOVE:
            await transfers.take_back(work, interaction, agent, kept["place"])
        case MacroActKind.SNOOZE | MacroActKind.WAIT:
            await waiting.take_up(work, interaction, agent)
        case _:
            pass
    if kept["tags"]:
        await rights.require(work, interaction, Act.SORT)
    for tag in kept["tags"]:
        await listing.remove_tag(work, interaction, tag)
    if "disposition" in kept:
        await closing.dispose(work, interaction, agent, kept["disposition"])
    return interaction
