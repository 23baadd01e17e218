"""Composes choices, forms and how proposals stand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.proposals.views import (
    ActChoice,
    ActChoices,
    ActForm,
    ActLeftView,
    ActLine,
    ActShown,
    FieldLine,
    ProposalLine,
    ProposalsView,
    ProposalTab,
    ProposalView,
)
from agent_ui.views import ErpFacts
from agent_ui.words import erp_acts as said
from contact_center.directory import service as directory
from contact_center.directory.domain import Role
from contact_center.kernel.contracts.erp import Entity, Invoice, InvoiceState, Order, OrderState
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ProposalState
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from erp_link.proposals import limits, service
from erp_link.proposals.domain import ABOUT, OPEN, ActLeft, ErpProposal, SecondPerson
from erp_link.proposals.service import ProposalFilter

FITTING = {
    ErpAct.PLACE: frozenset({OrderState.DRAFT, OrderState.SENT}),
    ErpAct.CHANGE: frozenset({OrderState.DRAFT, OrderState.SENT, OrderState.CONFIRMED, OrderState.PART_DELIVERED}),
    ErpAct.CANCEL: frozenset({OrderState.DRAFT, OrderState.SENT}),
    ErpAct.RETURN: frozenset({OrderState.CONFIRMED, OrderState.PART_DELIVERED, OrderState.DELIVERED}),
}
"""States in which an act is worth asking for; the ERP decides."""
CREDITED = frozenset({InvoiceState.OPEN, InvoiceState.PART_PAID, InvoiceState.PAID})
MOST_DOCUMENTS = 9
EMPTY_LINES = 3
ORDER = (
    ErpAct.NOTE, ErpAct.QUOTE, ErpAct.PLACE, ErpAct.CHANGE, ErpAct.CANCEL, ErpAct.RETURN, ErpAct.CREDIT,
    ErpAct.RESEND, ErpAct.CONTACT,
)  # fmt: skip


def address(**asked: object) -> str:
    return f"/proposals/new?{urlencode({name: str(value) for name, value in asked.items() if value})}"


def choices(
    lens: Lens, who: str, offered: frozenset[ErpAct], entity: Entity | None, notice: str, **asked: object
) -> ActChoices:
    """What can be done with this customer, or with one document of theirs."""
    words = lens.words
    kinds = [one for one in ORDER if one in offered and (entity is None or ABOUT[one] is entity)]
    found = tuple(
        ActChoice(said.kind(words, one), said.meaning(words, one), address(kind=one.value, **asked)) for one in kinds
    )
    return ActChoices(who, words.gettext("Act in the ERP"), found, notice)


def documents(lens: Lens, who: str, kind: ErpAct, erp: ErpFacts, **asked: object) -> ActChoices:
    """Which of the customer's orders or invoices is meant."""
    words = lens.words
    found: Sequence[Any] = (
        [one for one in erp.invoices.items if one.state in CREDITED and one.total.amount > 0]
        if ABOUT[kind] is Entity.INVOICE
        else [one for one in erp.orders.items if one.state in FITTING[kind]]
    )
    lines = tuple(
        ActChoice(one.number or one.external_id, f"{one.source_state}, {words.money(one.total)}",
                  address(**{**asked, "kind": kind.value, "record": one.external_id}))
        for one in found[:MOST_DOCUMENTS]
    )  # fmt: skip
    notice = "" if lines else words.gettext("The customer has no document for which this can be done.")
    return ActChoices(who, said.kind(words, kind), lines, notice, address(**asked))


def form(
    lens: Lens, who: str, kind: ErpAct, customer: UUID, erp: ErpFacts, record: str,
    addresses: Sequence[tuple[str, str]], interaction: UUID | None, case: UUID | None, left: Sequence[ActLeft],
) -> ActForm:  # fmt: skip
    known: tuple[tuple[str, str], ...] = ()
    lines: tuple[ActLine, ...] = ()
    number = ""
    if kind is ErpAct.QUOTE:
        known = tuple((one.sku, one.name_in(lens.words.language)) for one in erp.products.items)
        lines = tuple(ActLine("", "", "", "") for _ in range(EMPTY_LINES))
    elif kind is ErpAct.CONTACT:
        known = tuple(addresses)
    elif record:
        documents: list[Order | Invoice] = [*erp.orders.items, *erp.invoices.items]
        found = next((one for one in documents if _is(one, kind, record)), None)
        lines = _lines(found) if found is not None and kind in (ErpAct.CHANGE, ErpAct.RETURN, ErpAct.CREDIT) else ()
        number = found.number if found is not None else ""
    return ActForm(
        new_id(), kind.value, said.kind(lens.words, kind), who, customer, record, number, interaction, case, lines,
        known, lens.words.today.isoformat(), _left(lens, kind, left),
    )  # fmt: skip


def _left(lens: Lens, kind: ErpAct, found: Sequence[ActLeft]) -> ActLeftView | None:
    says = said.left(lens.words, kind, found)
    sums = tuple(pair for one in found for pair in said.sums_left(lens.words, one))
    return ActLeftView(says, sums) if says else None


def _is(one: Order | Invoice, kind: ErpAct, record: str) -> bool:
    return one.external_id == record and isinstance(one, Invoice if ABOUT[kind] is Entity.INVOICE else Order)


def _lines(one: Order | Invoice) -> tuple[ActLine, ...]:
    if isinstance(one, Invoice):
        return tuple(
            ActLine(line.product, line.description, line.sku, _plain(line.quantity))
            for line in one.lines
            if line.product
        )
    return tuple(
        ActLine(line.product, line.description, line.sku, _plain(line.quantity), _plain(line.unit_price.amount))
        for line in one.lines
        if line.product
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def shown(lens: Lens, told: ActOutcome, second: SecondPerson | None = None) -> ActShown:
    currency = told.facts.get("currency")
    fields = tuple(
        FieldLine(
            said.field(lens.words, one.name), said.value(lens.words, one.name, one.before, currency),
            said.value(lens.words, one.name, one.after, currency),
        )
        for one in told.changes
    )  # fmt: skip
    return ActShown(
        told.number, fields, said.facts(lens.words, told), told.related,
        letter=any(one.name == "sent_to" for one in told.changes), second=said.second_person(lens.words, second),
    )  # fmt: skip


async def listed(reader: Reader, lens: Lens, which: str) -> ProposalsView:
    """`which`: mine, waiting for the reader's word, open, or all."""
    who = lens.rights.who
    waiting = await service.listed(reader, who, ProposalFilter(waiting=True, not_by=who.user.id))
    asked = {"open": ProposalFilter(open=True), "all": ProposalFilter()}.get(which, ProposalFilter(by=who.user.id))
    found = waiting if which == "waiting" else await service.listed(reader, who, asked)
    words = lens.words
    tabs = [ProposalTab(words.gettext("Mine"), "/proposals", which == "mine")]
    if Role(who.user.role) is not Role.AGENT:
        tabs += [
            ProposalTab(
                words.gettext("Waiting for my word"), "/proposals?which=waiting", which == "waiting", len(waiting)
            ),
            ProposalTab(words.gettext("Under way"), "/proposals?which=open", which == "open"),
            ProposalTab(words.gettext("Everybody's"), "/proposals?which=all", which == "all"),
        ]  # fmt: skip
    return ProposalsView(tuple(tabs), await lines(reader, lens, found))


async def lines(reader: Reader, lens: Lens, found: Sequence[ErpProposal]) -> tuple[ProposalLine, ...]:
    names = await directory.names(reader, lens.tenant, [one.proposed_by for one in found])
    ids = {one.customer_id for one in found if one.customer_id is not None}
    people = await customers.several(reader, lens.tenant, ids) if ids else {}
    return tuple(
        _line(lens, one, names.get(one.proposed_by, ""), getattr(people.get(one.customer_id), "name", ""))  # type: ignore[arg-type]
        for one in found
    )


def _line(lens: Lens, one: ErpProposal, who: str, customer: str) -> ProposalLine:
    state, tone = said.state(lens.words, one)
    number = one.told.number or one.number
    return ProposalLine(
        one.id, said.kind(lens.words, one.kind), number, state, tone, said.why(lens.words, one), who, customer,
        one.customer_id, one.proposed_at, lens.words.money(one.money) if one.money else "",
    )  # fmt: skip


async def whole(reader: Reader, lens: Lens, one: ErpProposal, *, writes: bool = False) -> ProposalView:
    (line,) = await lines(reader, lens, [one])
    who, own = lens.rights.who, one.proposed_by == lens.rights.who.user.id
    told = one.told
    waits = one.state is ProposalState.PROPOSED and not own and Role(who.user.role) is not Role.AGENT
    unsent = one.sent_at is None and one.state in (ProposalState.PROPOSED, ProposalState.APPROVED)
    return ProposalView(
        line, shown(lens, told), one.source, one.state not in OPEN,
        record=f"/erp/{told.entity}/{told.external_id}" if one.outcome and told.entity and told.external_id else "",
        said=said.said(lens.words, one) if one.state is ProposalState.DONE and one.undone_by is None else "",
        writes=writes,
        decides=waits and await limits.may_release(reader, lens.tenant, one.kind, one.currency, who.user.id),
        withdraws=own and unsent,
        undo=new_id() if one.can_be_undone and own else None,
        case=f"/cases/{one.case_id}" if one.case_id else "",
    )  # fmt: skip
