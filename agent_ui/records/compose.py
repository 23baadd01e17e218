"""A record of the ERP as a page: what it says, what belongs to it, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from agent_ui.compose.cases import actor_of
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Facts
from agent_ui.records.kinds import address, bare, filled, tab_of
from agent_ui.records.views import (
    RecordGroup,
    RecordHistoryLine,
    RecordLink,
    RecordPageView,
)
from agent_ui.words import records as said
from agent_ui.words.records import NOT_VERIFIED
from contact_center.directory.domain import Role
from contact_center.interactions.search import service as messages
from contact_center.kernel.contracts.erp import (
    Block,
    Entity,
    ErpRecord,
    Freshness,
)
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import linking, listing
from crm_core.cases.domain import CaseLinkKind
from crm_core.cases.numbers import short
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded
from erp_link.domain import FactsTrouble
from erp_link.reading import PART_OF, RecordView

__all__ = ["address", "page", "read"]
MOST_MESSAGES = 5


async def read(erp: Facts | None, lens: Lens, entity: Entity, id: str, account: str = "") -> RecordView:
    """What the ERP says of a record; asked outside of any transaction, as it may take its deadline."""
    if erp is not None:
        return await erp.record(lens.tenant, entity, id, lens.words.today, account)
    block: Block[ErpRecord] = Block("ERP", Freshness.UNAVAILABLE, None, (), FactsTrouble.NOT_CONNECTED)
    return RecordView(block, entity)


async def page(
    reader: Reader, lens: Lens, found: RecordView, id: str, beside: UUID | None = None, *, unasked: str | None = None
) -> RecordPageView:
    """The page of what was read. What waits for the customer's proof is not on it. `unasked`: why the ERP could not be
    asked just now."""
    hidden = await identity.guarded_of_all(reader, lens.rights.who, found.customers)
    part = PART_OF.get(found.entity)
    if part is not None and Guarded(part.value) in hidden:
        block: Block[ErpRecord] = Block(found.block.source, Freshness.UNAVAILABLE, None, (), NOT_VERIFIED)
        found = RecordView(block, found.entity, customers=found.customers)
    elif unasked is not None:
        found = replace(found, block=replace(found.block, reason=unasked))
    found = _without(found, hidden)
    words, record = lens.words, found.record
    view = bare(words, found, id)
    if record is not None:
        view = filled(words, found, record, view)
    people = await customers.several(reader, lens.tenant, found.customers)
    return replace(
        view,
        customers=tuple(RecordLink(one.name, f"/customers/{one.id}") for one in people.values()),
        account=found.account.name if found.account is not None else "",
        account_href=address(Entity.ACCOUNT, found.account.external_id) if found.account is not None else "",
        groups=(
            *view.groups,
            *(await _cases(reader, lens, found.entity, record) if record is not None else ()),
            *(await _conversations(reader, lens, record) if record is not None else ()),
        ),
        history=tuple(
            RecordHistoryLine(one.at, said.changed(words, found.entity, one.fields, removed=one.removed))
            for one in found.changes
        )
        if record is not None
        else (),
        back=f"/console/customers/{found.customers[0]}/{tab_of(found.entity)}" if beside and found.customers else "",
        beside=str(beside) if beside else "",
        act=_act(lens, found, record, beside),
        ask_again=2 if _is_awaited(found) else None,
    )


async def may_open(reader: Reader, lens: Lens, found: RecordView, paper: str) -> bool:
    """Whether a record is there for this reader, and with a paper: whether that lies beside it."""
    hidden = await identity.guarded_of_all(reader, lens.rights.who, found.customers)
    part = PART_OF.get(found.entity)
    if found.record is None or (part is not None and Guarded(part.value) in hidden):
        return False
    beside = found.papers.items if found.papers is not None else ()
    return not paper or any(one.external_id == paper for one in beside)


def _act(lens: Lens, found: RecordView, record: ErpRecord | None, beside: UUID | None) -> str:
    """For agents, of a document of a customer we know."""
    works = Role(lens.rights.who.user.role) in (Role.AGENT, Role.SUPERVISOR)
    if record is None or not found.customers or not works or found.entity not in (Entity.ORDER, Entity.INVOICE):
        return ""
    asked = {"entity": found.entity.value, "record": record.external_id, "customer": str(found.customers[0])}
    return urlencode(asked | ({"interaction": str(beside)} if beside else {}))


def _is_awaited(found: RecordView) -> bool:
    """Something was asked for and did not come in time."""
    blocks: tuple[Block[Any] | None, ...] = (
        found.block, found.credit, found.stock, found.price, found.components, found.papers,
    )  # fmt: skip
    return any(one is not None and one.reason == FactsTrouble.SLOW for one in blocks)


def _without(found: RecordView, hidden: frozenset[Guarded]) -> RecordView:
    if Guarded.ORDERS in hidden:
        found = replace(found, orders=(), returns=(), units=(), price=None)
    if Guarded.INVOICES in hidden:
        found = replace(found, invoices=(), credit=None)
    if Guarded.DELIVERIES in hidden:
        found = replace(found, deliveries=())
    return found


_LINKED_AS = {
    Entity.ORDER: (CaseLinkKind.ORDER,),
    Entity.INVOICE: (CaseLinkKind.INVOICE,),
    Entity.DELIVERY: (CaseLinkKind.DELIVERY,),
    Entity.PRODUCT: (CaseLinkKind.PRODUCT,),
    Entity.UNIT: (CaseLinkKind.SERIAL, CaseLinkKind.LOT),
}


async def _cases(reader: Reader, lens: Lens, entity: Entity, record: ErpRecord) -> list[RecordGroup]:
    """Cases that are linked with it, of those the reader may see."""
    ids: dict[UUID, None] = {}
    for kind in _LINKED_AS.get(entity, ()):
        found = await linking.of_things(reader, lens.tenant, kind, [record.number])
        ids |= dict.fromkeys(id for some in found.values() for id in some)
    seen = await listing.visible(reader, lens.tenant, list(ids), actor_of(lens)) if ids else []
    links = tuple(RecordLink(f"{short(one.number)} {one.title}", f"/cases/{one.id}") for one in seen)
    return [RecordGroup(lens.words.gettext("Cases"), links)] if links else []


async def _conversations(reader: Reader, lens: Lens, record: ErpRecord) -> list[RecordGroup]:
    """Messages in which its number stands."""
    found = await messages.search(reader, lens.tenant, record.number, MOST_MESSAGES)
    readable = await lens.rights.readable(reader, [one.interaction_id for one in found])
    links = tuple(
        RecordLink(one.subject or one.text[:80], f"/customers/{one.customer_id}?entry={one.interaction_id}"
                   f"#entry-{one.interaction_id}", lens.words.day_of(one.at))
        for one in found
        if one.interaction_id in readable and one.customer_id
    )  # fmt: skip
    return [RecordGroup(lens.words.gettext("Conversations"), links)] if links else []
