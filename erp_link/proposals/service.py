"""Proposals: what is asked of the ERP is looked at first, agreed to where it needs that, and then goes out by itself.

The ERP decides. A preview is its own answer to the very act, taken back; what is proposed has been previewed in the
same moment; and what it says when the act arrives is what counts (docs/decisions/0095-writing-by-proposals.md).

Longer than 400 lines: all that people do with a proposal, one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.approvals import service as approvals
from contact_center.directory.approvals.domain import Verdict
from contact_center.directory.domain import Role
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp import Entity, Invoice, Order
from contact_center.kernel.contracts.erp_acts import (
    ActingConnector,
    ActOutcome,
    ErpAct,
    ErpProposalMoved,
    ProposalState,
)
from contact_center.kernel.errors import ExternalSystemError, GiveUp
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from erp_link.proposals import domain, limits, store
from erp_link.proposals.domain import ABOUT, LIMITED, ActAsked, ActLeft, ErpProposal, SecondPerson
from erp_link.proposals.errors import (
    CannotUndo,
    ErpDoesNotAnswer,
    ErpSaysNo,
    NoSuchProposal,
    NotForThisReleaser,
    NotOfferedByErp,
    NotTheirRecord,
    ProposalOver,
    RefundedByCase,
)
from erp_link.proposals.ports import ActRights, InvoiceLetters
from erp_link.proposals.resending import SILENT, Resending
from erp_link.proposals.store import ProposalFilter, SumsOf
from erp_link.systems import ErpSystems

TASK = "erp.send_proposal"
SECOND_PERSON = "erp_act"
"""The kind of approval."""
__all__ = ["ProposalFilter"]


@dataclass(frozen=True, slots=True)
class ActRequest:
    """What an agent asks for. `record` is the ERP's id of the order or invoice; the account is the customer's."""

    kind: ErpAct
    customer: UUID
    record: str = ""
    asked: ActAsked = field(default_factory=ActAsked)
    interaction: UUID | None = None
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """Whose record it is, and under which number people know it."""

    account: str
    entity: str
    external_id: str
    number: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """What would be proposed."""

    source: str
    about: _About
    told: ActOutcome
    payload: Mapping[str, Any]


def subject_of(proposal: UUID) -> str:
    return f"erp-proposal:{proposal}"


class Proposals:
    """What agents and supervisors do with proposals."""

    def __init__(
        self, database: Database, systems: ErpSystems, rights: ActRights, letters: InvoiceLetters | None = None
    ) -> None:
        self._database = database
        self._systems = systems
        self._rights = rights
        self._resending = Resending(database, systems, rights, letters) if letters is not None else None

    # --- asking ------------------------------------------------------------------------------------------

    async def check(
        self, who: SignedIn, kind: ErpAct, customer: UUID, interaction: UUID | None, case: UUID | None
    ) -> None:
        """Raises where this person may not ask for it now; before anything of the customer's is shown for it."""
        async with self._database.read(who.tenant) as reader:
            await self._rights.require(reader, who, kind, customer, interaction, case)

    async def offered(self, tenant: TenantId) -> frozenset[ErpAct]:
        """What the ERP takes; nothing without one, or while it lacks our module. Raises `ErpDoesNotAnswer`.

        What it prints can be sent, whatever else it takes.
        """
        printed = self._resending is not None and await self._resending.offered(tenant)
        letters = frozenset({ErpAct.RESEND}) if printed else frozenset()
        connector = await self._systems.acting(tenant)
        if connector is None:
            return letters
        try:
            return await connector.acts() | letters
        except ExternalSystemError as error:
            raise ErpDoesNotAnswer(error.detail) from error

    async def preview(self, who: SignedIn, wanted: ActRequest) -> ActOutcome:
        """What would stand in the ERP. Raises `ErpSaysNo` with its words, `ErpDoesNotAnswer`."""
        return (await self._drafted(who, wanted)).told

    async def _drafted(self, who: SignedIn, wanted: ActRequest) -> _Draft:
        if wanted.kind is ErpAct.RESEND:
            if self._resending is None:
                raise NotOfferedByErp
            found = await self._resending.drafted(
                who, wanted.customer, wanted.record, wanted.interaction, wanted.case
            )  # fmt: skip
            invoice = found.invoice
            about = _About(found.account, Entity.INVOICE, invoice.external_id, invoice.number)
            return _Draft(found.source, about, found.told, found.payload)
        connector, about = await self._prepared(who, wanted)
        told = await self._previewed(connector, wanted, about)
        payload = domain.payload_of(wanted.kind, about.account, wanted.record, wanted.asked)
        return _Draft(connector.source, about, told, payload)

    async def left(
        self, who: SignedIn, kind: ErpAct, customer: UUID, record: str, interaction: UUID | None, case: UUID | None
    ) -> list[ActLeft]:
        """How far this person still decides alone here; nothing while nobody knows whose account it is.

        In the currency of the document that is meant, else in each that has a limit.
        """
        if kind not in LIMITED:
            return []
        await self.check(who, kind, customer, interaction, case)
        facts = await self._systems.facts(who.tenant, CustomerId(customer))
        if facts is None or not facts.account.items:
            return []
        entity = ABOUT[kind] or Entity.ACCOUNT
        documents: Sequence[Order | Invoice] = (
            facts.invoices.items if entity is Entity.INVOICE else facts.orders.items
        )  # fmt: skip
        meant = next((one for one in documents if one.external_id == record), None)
        of = SumsOf(kind, entity, record, facts.account.items[0].external_id, who.user.id)
        async with self._database.read(who.tenant) as reader:
            return await limits.left(reader, who.tenant, of, meant.total.currency if meant is not None else None)

    async def second_person(self, who: SignedIn, wanted: ActRequest, told: ActOutcome) -> SecondPerson | None:
        """Why somebody else would have to agree to what was previewed just now."""
        if wanted.kind not in LIMITED:
            return None
        facts = await self._systems.facts(who.tenant, CustomerId(wanted.customer))
        account = facts.account.items[0].external_id if facts is not None and facts.account.items else ""
        entity = ABOUT.get(wanted.kind) or Entity.ACCOUNT
        async with self._database.read(who.tenant) as reader:
            of = SumsOf(wanted.kind, entity, wanted.record, account, who.user.id)
            return await limits.weigh(reader, who.tenant, of, domain.money_of(wanted.kind, told))

    async def propose(self, who: SignedIn, id: UUID, wanted: ActRequest) -> ErpProposal:
        """Proposes it once, whatever is pressed twice: `id` is the key under which the ERP keeps it, too."""
        async with self._database.read(who.tenant) as reader:
            known = await store.get(reader, who.tenant, id)
        if known is not None:
            return _own(known, who)
        draft = await self._drafted(who, wanted)
        about, money = draft.about, domain.money_of(wanted.kind, draft.told)
        proposal = ErpProposal(
            id, wanted.kind, ProposalState.APPROVED, draft.source, about.account, wanted.customer,
            wanted.interaction, wanted.case, about.entity, about.external_id, about.number, draft.payload, draft.told,
            None, "", "",
            money.amount if money else None, money.currency if money else None, who.user.id, self._database.clock.now(),
            None, None, 0, None, None,
        )  # fmt: skip

        async def keep(work: UnitOfWork) -> ErpProposal:
            return await _kept(work, self._rights, who, proposal)

        return await self._database.run(who.tenant, keep, actor=who.actor)

    async def undo(self, who: SignedIn, id: UUID, of: UUID) -> ErpProposal:
        """Proposes to take back what another proposal did. Raises `CannotUndo`."""

        async def keep(work: UnitOfWork) -> ErpProposal:
            done = await _locked(work, of)
            known = await store.get(work, who.tenant, id)
            if known is not None:
                return _own(known, who)
            if not done.can_be_undone:
                raise CannotUndo(of)
            if done.customer_id is not None:
                await self._rights.require(work, who, done.kind, done.customer_id, None, None)
            back = replace(
                done, id=id, kind=ErpAct.UNDO, state=ProposalState.APPROVED, payload={"key": str(of)},
                preview=_backwards(done.told), outcome=None, amount=None, currency=None, proposed_by=who.user.id,
                proposed_at=work.now, sent_at=None, settled_at=None, tries=0, undoes=of, undone_by=None, trouble="",
            )  # fmt: skip
            if not await store.add(work, back):
                raise CannotUndo(of)
            await _made(work, back)
            return back

        return await self._database.run(who.tenant, keep, actor=who.actor)

    async def _prepared(self, who: SignedIn, wanted: ActRequest) -> tuple[ActingConnector, _About]:
        connector = await self._systems.acting(who.tenant)
        if connector is None:
            raise NotOfferedByErp
        async with self._database.read(who.tenant) as reader:
            await self._rights.require(reader, who, wanted.kind, wanted.customer, wanted.interaction, wanted.case)
        try:
            if wanted.kind not in await connector.acts():
                raise NotOfferedByErp(connector.source)
        except ExternalSystemError as error:
            raise ErpDoesNotAnswer(error.detail) from error
        return connector, await self._about(who.tenant, wanted)

    async def _about(self, tenant: TenantId, wanted: ActRequest) -> _About:
        """Raises `NotTheirRecord`: an agent acts for the customer in front of them, on nobody else's documents."""
        entity = ABOUT.get(wanted.kind)
        facts = await self._systems.facts(tenant, CustomerId(wanted.customer))
        accounts = facts.account.items if facts is not None else ()
        if facts is not None and not accounts and facts.account.reason in SILENT:
            raise ErpDoesNotAnswer
        if not accounts:
            raise NotTheirRecord(field="customer")
        account = accounts[0]
        if entity is None:
            return _About(account.external_id, Entity.ACCOUNT, account.external_id, account.number)
        try:
            found = await self._systems.record_now(tenant, entity, wanted.record)
        except ExternalSystemError as error:
            raise ErpDoesNotAnswer(error.detail) from error
        if not isinstance(found, Order | Invoice) or found.account != account.external_id:
            raise NotTheirRecord(field="record")
        return _About(account.external_id, entity, found.external_id, found.number)

    async def _previewed(self, connector: ActingConnector, wanted: ActRequest, about: _About) -> ActOutcome:
        payload = domain.payload_of(wanted.kind, about.account, wanted.record, wanted.asked)
        try:
            return await connector.preview(wanted.kind, payload)
        except GiveUp as refused:
            raise ErpSaysNo(words_of(refused)) from refused
        except ExternalSystemError as error:
            raise ErpDoesNotAnswer(error.detail) from error

    # --- a second person -----------------------------------------------------------------------------------

    async def decide(self, who: SignedIn, id: UUID, *, agreed: bool, reason: str = "") -> ErpProposal:
        """Raises what `approvals.decide` raises, as nobody agrees to their own, and `NotForThisReleaser`."""

        async def answer(work: UnitOfWork) -> ErpProposal:
            proposal = await _locked(work, id)
            question = await _question(work, proposal)
            if not await limits.may_release(work, who.tenant, proposal.kind, proposal.currency, who.user.id):
                raise NotForThisReleaser(id)
            verdict = Verdict.APPROVED if agreed else Verdict.REFUSED
            await approvals.decide(work, question, verdict, who.user.id, Role(who.user.role), reason)
            state = ProposalState.APPROVED if agreed else ProposalState.REJECTED
            moved = replace(
                proposal, state=state, words="" if agreed else reason.strip()[:2000],
                settled_at=None if agreed else work.now,
            )  # fmt: skip
            await settle(work, moved)
            if agreed:
                send_soon(work, moved)
            return moved

        return await self._database.run(who.tenant, answer, actor=who.actor)

    async def withdraw(self, who: SignedIn, id: UUID) -> ErpProposal:
        """By who proposed it, as long as the ERP has not heard of it."""

        async def end(work: UnitOfWork) -> ErpProposal:
            proposal = _own(await _locked(work, id), who)
            if proposal.sent_at is not None or proposal.state not in (ProposalState.PROPOSED, ProposalState.APPROVED):
                raise ProposalOver(id)
            if proposal.state is ProposalState.PROPOSED:
                question = await _question(work, proposal)
                await approvals.decide(work, question, Verdict.WITHDRAWN, who.user.id, Role(who.user.role))
            moved = replace(proposal, state=ProposalState.WITHDRAWN, settled_at=work.now)
            await settle(work, moved)
            return moved

        return await self._database.run(who.tenant, end, actor=who.actor)


# --- reading ---------------------------------------------------------------------------------------------


async def require(reader: Reader, who: SignedIn, id: UUID) -> ErpProposal:
    """For who proposed it, supervisors and administrators. Raises `NoSuchProposal`."""
    found = await store.get(reader, who.tenant, id)
    if found is None:
        raise NoSuchProposal(id)
    return _own(found, who, others=True)


async def listed(reader: Reader, who: SignedIn, wanted: ProposalFilter, limit: int = 200) -> list[ErpProposal]:
    """The latest first. Agents see their own."""
    mine = Role(who.user.role) is Role.AGENT
    return await store.listed(reader, who.tenant, replace(wanted, by=who.user.id) if mine else wanted, limit)


def words_of(refused: GiveUp) -> str:
    """What the ERP itself said, where it said something."""
    detail = refused.detail
    words = str(detail.args.get("quote") or "") if isinstance(detail, Phrase) else str(detail or "")
    return words.strip()


# --- below -----------------------------------------------------------------------------------------------


async def settle(work: UnitOfWork, proposal: ErpProposal) -> None:
    """How it stands now, with its event."""
    await store.save(work, proposal)
    _tell(work, proposal)


def send_soon(work: UnitOfWork, proposal: ErpProposal) -> None:
    work.defer(
        TASK, lock=f"erp:{work.tenant_id}:{proposal.account}", tenant_id=str(work.tenant_id),
        proposal_id=str(proposal.id),
    )  # fmt: skip


async def _kept(work: UnitOfWork, rights: ActRights, who: SignedIn, proposal: ErpProposal) -> ErpProposal:
    await store.serialise(work, proposal.account, who.user.id)
    known = await store.get(work, who.tenant, proposal.id)
    if known is not None:
        return _own(known, who)
    if (
        proposal.kind is ErpAct.CREDIT
        and proposal.case_id is not None
        and await rights.refunded_by_case(work, who.tenant, proposal.case_id)
    ):
        raise RefundedByCase(proposal.case_id)
    of = SumsOf(proposal.kind, proposal.entity, proposal.external_id, proposal.account, who.user.id)
    why = await limits.weigh(work, who.tenant, of, proposal.money)
    if why is not None:
        proposal = replace(proposal, state=ProposalState.PROPOSED, trouble=why.value)
    if not await store.add(work, proposal):
        raise ProposalOver(proposal.id)
    if why is not None:
        told = f"{proposal.kind.value} {proposal.number}"
        await approvals.ask(
            work, subject_of(proposal.id), SECOND_PERSON, told, who.user.id, amount=proposal.amount,
            currency=proposal.currency,
        )  # fmt: skip
    await _made(work, proposal)
    return proposal


async def _made(work: UnitOfWork, proposal: ErpProposal) -> None:
    await directory.audit(
        work, "erp act proposed", subject_of(proposal.id), kind=proposal.kind.value, number=proposal.number,
        amount=str(proposal.amount) if proposal.amount is not None else None,
    )  # fmt: skip
    _tell(work, proposal)
    if proposal.state is ProposalState.APPROVED:
        send_soon(work, proposal)


def _tell(work: UnitOfWork, proposal: ErpProposal) -> None:
    work.record(
        ErpProposalMoved(
            proposal_id=proposal.id, kind=proposal.kind.value, state=proposal.state.value,
            number=proposal.told.number if proposal.outcome else proposal.number, proposed_by=proposal.proposed_by,
            customer_id=proposal.customer_id, interaction_id=proposal.interaction_id, case_id=proposal.case_id,
        )
    )  # fmt: skip


def _backwards(done: ActOutcome) -> ActOutcome:
    changes = tuple(replace(one, before=one.after, after=one.before) for one in done.changes)
    return replace(done, changes=changes, facts={}, related=(), undoable=False)


def _own(proposal: ErpProposal, who: SignedIn, *, others: bool = False) -> ErpProposal:
    sees_all = others and Role(who.user.role) is not Role.AGENT
    if proposal.proposed_by != who.user.id and not sees_all:
        raise NoSuchProposal(proposal.id)
    return proposal


async def _locked(work: UnitOfWork, id: UUID) -> ErpProposal:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchProposal(id)
    return found


async def _question(work: UnitOfWork, proposal: ErpProposal) -> UUID:
    asked = await approvals.of(work, work.tenant_id, subject_of(proposal.id))
    if proposal.state is not ProposalState.PROPOSED or not asked:
        raise ProposalOver(proposal.id)
    return asked[0].id
