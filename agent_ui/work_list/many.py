"""What is done with many pieces of work at once: each in a unit of work of its own, so one that cannot be done keeps no
other back; what was done is taken back together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from agent_ui.compose import places
from agent_ui.compose.lens import Lens
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.screen import Screens
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.listing import service as listing
from contact_center.interactions.listing.errors import NoWorkChosen
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import closing, reopening, replies
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Identity
from contact_center.kernel.errors import Conflict, ContactCenterError, Forbidden
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.macros import running
from crm_core.macros import service as macros
from crm_core.snippets.domain import checked, fill
from routing.control import undoing
from routing.policy import administration as routing

MOST: Final = 200
"""At once."""


class ManyAct(StrEnum):
    TAG = "tag"
    UNTAG = "untag"
    CLOSE = "close"
    ASSIGN = "assign"
    MOVE = "move"
    REPLY = "reply"
    """One text to each, with its places filled."""
    SPAM = "spam"
    MACRO = "macro"


@dataclass(frozen=True, slots=True)
class ManyWanted:
    """What is to be done with each."""

    what: ManyAct
    tag: str = ""
    to: UUID | None = None
    """Agent or queue."""
    why: str = ""
    text: str = ""
    macro: UUID | None = None
    key: str = ""
    """Of a reply to each: sent again under it, nobody gets a second one."""


@dataclass(slots=True)
class ManyOutcome:
    done: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """By the code of the error how many stayed as they were."""
    reference: UUID | None = None


class MacroDoesNothing(Conflict):
    """Nothing of the macro can be done here."""


class Back(Protocol):
    """Takes it back with what was kept of one piece of work."""

    async def __call__(self, unit: UnitOfWork, item: str) -> None: ...


class One(Protocol):
    """Does it with one piece of work."""

    async def __call__(self, unit: UnitOfWork, piece: UUID) -> str | None:
        """What takes it back; None where nothing was to be done."""
        ...


async def do(
    screens: Screens, lens: Lens, who: SignedIn, wanted: ManyWanted, ids: Sequence[UUID], so_far: ManyOutcome
) -> ManyOutcome:
    """`so_far`: what came of the parts before. Raises `NoWorkChosen`, and `Forbidden` where only supervisors may."""
    if not ids:
        raise NoWorkChosen(field="id")
    one = await _act(screens, lens, who, wanted)
    outcome, items = so_far, []
    for id in dict.fromkeys(ids[:MOST]):
        try:
            item = await act(screens, who, partial(one, piece=id))
        except ContactCenterError as error:
            outcome.left[error.code] += 1
            continue
        if item is not None:
            items.append(item)
    outcome.done += len(items)
    if items:
        kind = wanted.what
        begun = outcome.reference
        kept = [wanted.tag, *items] if kind in (ManyAct.TAG, ManyAct.UNTAG) and begun is None else items

        async def keep(unit: UnitOfWork) -> UUID:
            if begun is not None:
                return await listing.go_on(unit, who.user.id, begun, kind, kept)
            return await listing.keep_act(unit, who.user.id, kind, kept)

        outcome.reference = await act(screens, who, keep)
    return outcome


async def undo(screens: Screens, who: SignedIn, reference: UUID) -> ManyOutcome:
    """Takes an act back, piece by piece; what something has followed from stays. Raises `BulkUndoOver`."""
    kept = await act(screens, who, lambda unit: listing.take_act(unit, who.user.id, reference))
    what, items = ManyAct(kept.kind), kept.items
    tag = ""
    if what in (ManyAct.TAG, ManyAct.UNTAG):
        tag, *items = items
    one = _back(screens, who, what, tag)
    outcome = ManyOutcome()
    for item in items:
        try:
            await act(screens, who, partial(one, item=item))
            outcome.done += 1
        except ContactCenterError as error:
            outcome.left[error.code] += 1
    return outcome


async def _act(screens: Screens, lens: Lens, who: SignedIn, wanted: ManyWanted) -> One:
    ports, what, tag, to, why = screens.parts.ports, wanted.what, wanted.tag, wanted.to, wanted.why
    if what in (ManyAct.ASSIGN, ManyAct.MOVE) and (who.user.role != Role.SUPERVISOR or to is None):
        raise Forbidden
    if what is ManyAct.REPLY:
        return replying(screens, lens, who, wanted.text, wanted.key)
    if what is ManyAct.MACRO:
        return await running_macro(screens, lens, who, wanted.macro)

    async def tagged(unit: UnitOfWork, piece: UUID) -> str | None:
        await rights_of(screens, who).require(unit, piece, Act.SORT)
        change = listing.add_tag if what is ManyAct.TAG else listing.remove_tag
        return str(piece) if await change(unit, piece, tag) else None

    async def closed(unit: UnitOfWork, piece: UUID) -> str | None:
        await closing.close(unit, ports, piece, who.agent_id)
        return str(piece)

    async def spam(unit: UnitOfWork, piece: UUID) -> str | None:
        await closing.close_as_spam(unit, ports, piece, who.agent_id)
        return str(piece)

    async def assigned(unit: UnitOfWork, piece: UUID) -> str | None:
        assert to is not None
        return str(await undoing.assign(unit, piece, AgentId(to), why=why))

    async def moved(unit: UnitOfWork, piece: UUID) -> str | None:
        assert to is not None
        return str(await undoing.move(unit, ports, piece, QueueId(to), why=why))

    steered = {ManyAct.ASSIGN: assigned, ManyAct.MOVE: moved}
    plain = {ManyAct.TAG: tagged, ManyAct.UNTAG: tagged, ManyAct.CLOSE: closed, ManyAct.SPAM: spam}
    return {**plain, **steered}[what]


def replying(screens: Screens, lens: Lens, who: SignedIn, text: str, key: str) -> One:
    """Each gets the text with what is known of its customer: a place of which nothing is known keeps it back, as does
    what is not the writer's or may not be sent. For some seconds each can be taken back.

    Raises `NotASnippet` and `UnknownVariable`.
    """
    parts = screens.parts
    checked("text", text)

    async def replied(unit: UnitOfWork, piece: UUID) -> str | None:
        await lens.rights.require(unit, piece, Act.WORK)
        header = await conversation_queries.header(unit, unit.tenant_id, piece)
        known = header.customer_id if header and header.identity != Identity.AMBIGUOUS else None
        person = (await customers.several(unit, unit.tenant_id, [known])).get(known) if known else None
        erp = parts.erp if any(word in text for word in ("{{order", "{{invoice", "{{ ")) else None
        filled = fill(text, await places.values(erp, lens, person)).text
        written = await replies.reply(
            unit, parts.ports, piece, who.agent_id, who.user.name, filled, client_key=f"{key}-{piece.hex}", held=True
        )
        return str(written.message_id)

    return replied


async def running_macro(screens: Screens, lens: Lens, who: SignedIn, macro: UUID | None) -> One:
    """Raises `NoSuchMacro`. A text is inserted nowhere: what could not be done of it is counted."""
    ports = screens.parts.ports
    async with screens.parts.database.read(lens.tenant) as reader:
        found = await macros.get(reader, lens.tenant, macro or UUID(int=0))
        queues = await routing.queue_names(reader, lens.tenant)

    async def ran(unit: UnitOfWork, piece: UUID) -> str | None:
        done = await running.run(unit, ports, lens.rights, found, piece, queues, in_composer=False)
        if done.item is None and done.left:
            raise MacroDoesNothing(done.left[0].why or "")
        return done.item

    return ran


def _back(screens: Screens, who: SignedIn, what: ManyAct, tag: str) -> Back:
    ports = screens.parts.ports

    async def tagged(unit: UnitOfWork, item: str) -> None:
        change = listing.remove_tag if what is ManyAct.TAG else listing.add_tag
        await change(unit, UUID(item), tag)

    async def reopened(unit: UnitOfWork, item: str) -> None:
        await rights_of(screens, who).require(unit, UUID(item), Act.REOPEN)
        await reopening.reopen(unit, ports, UUID(item), who.agent_id)

    async def undone(unit: UnitOfWork, item: str) -> None:
        await undoing.undo(unit, UUID(item))

    async def taken_back(unit: UnitOfWork, item: str) -> None:
        await scheduled.take_back(unit, ports, UUID(item), who.agent_id)

    async def unrun(unit: UnitOfWork, item: str) -> None:
        await running.undo(unit, ports, rights_of(screens, who), item)

    of: dict[ManyAct, Back] = {
        ManyAct.TAG: tagged, ManyAct.UNTAG: tagged, ManyAct.CLOSE: reopened, ManyAct.SPAM: reopened,
        ManyAct.ASSIGN: undone, ManyAct.MOVE: undone, ManyAct.REPLY: taken_back, ManyAct.MACRO: unrun,
    }  # fmt: skip
    return of[what]
