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

from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.screen import Screens
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.listing import service as listing
from contact_center.interactions.listing.errors import NoWorkChosen
from contact_center.interactions.work import closing, reopening
from contact_center.interactions.work.rights import Act
from contact_center.kernel.errors import ContactCenterError, Forbidden
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control import undoing

MOST: Final = 200
"""At once."""


class ManyAct(StrEnum):
    TAG = "tag"
    UNTAG = "untag"
    CLOSE = "close"
    ASSIGN = "assign"
    MOVE = "move"


@dataclass(slots=True)
class ManyOutcome:
    done: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """By the code of the error how many stayed as they were."""
    reference: UUID | None = None


class One(Protocol):
    """Does it with one piece of work, or takes it back."""

    async def __call__(self, unit: UnitOfWork, piece: UUID) -> str | None:
        """What takes it back; None where nothing was to be done."""
        ...


async def do(
    screens: Screens, who: SignedIn, what: ManyAct, ids: Sequence[UUID], *, tag: str = "", to: UUID | None = None,
    why: str = "",
) -> ManyOutcome:  # fmt: skip
    """Raises `NoWorkChosen`, and `Forbidden` where only supervisors may."""
    if not ids:
        raise NoWorkChosen(field="id")
    one = _act(screens, who, what, tag, to, why)
    outcome, items = ManyOutcome(), []
    for id in dict.fromkeys(ids[:MOST]):
        try:
            item = await act(screens, who, partial(one, piece=id))
        except ContactCenterError as error:
            outcome.left[error.code] += 1
            continue
        if item is not None:
            items.append(item)
    outcome.done = len(items)
    if items:
        kept = [tag, *items] if what in (ManyAct.TAG, ManyAct.UNTAG) else items
        outcome.reference = await act(screens, who, lambda unit: listing.keep_act(unit, who.user.id, what, kept))
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
            await act(screens, who, partial(one, piece=UUID(item)))
            outcome.done += 1
        except ContactCenterError as error:
            outcome.left[error.code] += 1
    return outcome


def _act(screens: Screens, who: SignedIn, what: ManyAct, tag: str, to: UUID | None, why: str) -> One:
    ports = screens.parts.ports
    if what in (ManyAct.ASSIGN, ManyAct.MOVE) and (who.user.role != Role.SUPERVISOR or to is None):
        raise Forbidden

    async def tagged(unit: UnitOfWork, piece: UUID) -> str | None:
        await rights_of(screens, who).require(unit, piece, Act.SORT)
        change = listing.add_tag if what is ManyAct.TAG else listing.remove_tag
        return str(piece) if await change(unit, piece, tag) else None

    async def closed(unit: UnitOfWork, piece: UUID) -> str | None:
        await closing.close(unit, ports, piece, who.agent_id)
        return str(piece)

    async def assigned(unit: UnitOfWork, piece: UUID) -> str | None:
        assert to is not None
        return str(await undoing.assign(unit, piece, AgentId(to), why=why))

    async def moved(unit: UnitOfWork, piece: UUID) -> str | None:
        assert to is not None
        return str(await undoing.move(unit, ports, piece, QueueId(to), why=why))

    steered = {ManyAct.ASSIGN: assigned, ManyAct.MOVE: moved}
    return {ManyAct.TAG: tagged, ManyAct.UNTAG: tagged, ManyAct.CLOSE: closed, **steered}[what]


def _back(screens: Screens, who: SignedIn, what: ManyAct, tag: str) -> One:
    ports = screens.parts.ports

    async def tagged(unit: UnitOfWork, piece: UUID) -> str | None:
        change = listing.remove_tag if what is ManyAct.TAG else listing.add_tag
        await change(unit, piece, tag)
        return None

    async def reopened(unit: UnitOfWork, piece: UUID) -> str | None:
        await rights_of(screens, who).require(unit, piece, Act.REOPEN)
        await reopening.reopen(unit, ports, piece, who.agent_id)
        return None

    async def undone(unit: UnitOfWork, piece: UUID) -> str | None:
        await undoing.undo(unit, piece)
        return None

    steered = {ManyAct.ASSIGN: undone, ManyAct.MOVE: undone}
    return {ManyAct.TAG: tagged, ManyAct.UNTAG: tagged, ManyAct.CLOSE: reopened, **steered}[what]
