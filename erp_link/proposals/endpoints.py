"""Proposals to the ERP as JSON: `/api/v1/erp/proposals`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contact_center.directory.access import Admin, Agent, AnyUser, Supervisor
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.platform.unit_of_work import Database
from erp_link.proposals import limits, service
from erp_link.proposals.schemas import (
    ActDecisionIn,
    ActIn,
    ActLeftOut,
    ActLimitIn,
    ActLimitsIn,
    ActLimitsOut,
    ActOutcomeOut,
    ActsLeftOut,
    OfferedActsOut,
    ProposalIn,
    ProposalOut,
    ProposalsOut,
    UndoIn,
)
from erp_link.proposals.service import ProposalFilter, Proposals


def router(database: Database, proposals: Proposals) -> APIRouter:
    """To be added before the routes of records, whose addresses are any two words after `/erp`."""
    routes = APIRouter(prefix="/api/v1/erp", tags=["ERP"])
    _add_proposing(routes, proposals)
    _add_deciding(routes, proposals)
    _add_reading(routes, database)
    _add_limits(routes, database)
    _add_left(routes, proposals)
    return routes


def _add_proposing(routes: APIRouter, proposals: Proposals) -> None:
    @routes.get("/acts")
    async def offered_acts(who: AnyUser) -> OfferedActsOut:
        """What the ERP takes from us; nothing while it lacks our module."""
        return OfferedActsOut(kinds=sorted(await proposals.offered(who.tenant)))

    @routes.post("/proposals/preview")
    async def preview_act(who: Agent, wanted: ActIn) -> ActOutcomeOut:
        """What would stand in the ERP, by its own check; nothing is kept."""
        return ActOutcomeOut.of(await proposals.preview(who, wanted.request()))

    @routes.post("/proposals")
    async def propose(who: Agent, wanted: ProposalIn) -> ProposalOut:
        """Proposes it once, however often it is sent; it goes to the ERP by itself, or waits for a second person."""
        return ProposalOut.of(await proposals.propose(who, wanted.id, wanted.request()))


def _add_deciding(routes: APIRouter, proposals: Proposals) -> None:
    @routes.post("/proposals/{proposal}/decision")
    async def decide_proposal(who: Supervisor, proposal: UUID, said: ActDecisionIn) -> ProposalOut:
        """The second person's word; nobody agrees to their own."""
        return ProposalOut.of(await proposals.decide(who, proposal, agreed=said.agreed, reason=said.reason))

    @routes.post("/proposals/{proposal}/withdraw")
    async def withdraw_proposal(who: Agent, proposal: UUID) -> ProposalOut:
        """By who proposed it, before the ERP has heard of it."""
        return ProposalOut.of(await proposals.withdraw(who, proposal))

    @routes.post("/proposals/{proposal}/undo")
    async def undo_proposal(who: Agent, proposal: UUID, back: UndoIn) -> ProposalOut:
        """Proposes to take back what it did; `id` is that of the new proposal."""
        return ProposalOut.of(await proposals.undo(who, back.id, proposal))


def _add_reading(routes: APIRouter, database: Database) -> None:
    @routes.get("/proposals")
    async def list_proposals(
        who: AnyUser,
        customer: UUID | None = None,
        case: UUID | None = None,
        *,
        open: bool = False,
        waiting: Annotated[bool, Query(description="For a second person who is not yourself.")] = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> ProposalsOut:
        """The latest first; agents see their own."""
        wanted = ProposalFilter(
            customer=(customer,) if customer else (), case=case, open=open, waiting=waiting, not_by=who.user.id
        )
        async with database.read(who.tenant) as reader:
            found = await service.listed(reader, who, wanted, limit)
        return ProposalsOut(proposals=[ProposalOut.of(one) for one in found])

    @routes.get("/proposals/{proposal}")
    async def read_proposal(who: AnyUser, proposal: UUID) -> ProposalOut:
        async with database.read(who.tenant) as reader:
            return ProposalOut.of(await service.require(reader, who, proposal))


def _add_limits(routes: APIRouter, database: Database) -> None:
    @routes.get("/limits")
    async def read_act_limits(who: Supervisor) -> ActLimitsOut:
        async with database.read(who.tenant) as reader:
            found = await limits.limits(reader, who.tenant)
        return ActLimitsOut(limits=[ActLimitIn.of(one) for one in found])

    @routes.put("/limits")
    async def set_act_limits(who: Admin, wanted: ActLimitsIn) -> ActLimitsOut:
        """How far people decide alone, instead of any before. A credit without a limit always needs a second person."""
        async with database.work(who.tenant, actor=who.actor) as work:
            await limits.set_limits(work, [one.limit() for one in wanted.limits])
        return ActLimitsOut(limits=wanted.limits)


def _add_left(routes: APIRouter, proposals: Proposals) -> None:
    @routes.get("/limits/left")
    async def read_what_is_left(
        who: Agent,
        kind: ErpAct,
        customer: UUID,
        record: Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
        interaction: UUID | None = None,
        case: UUID | None = None,
    ) -> ActsLeftOut:
        """How far you still decide alone about acts of a kind, in the currency of the document that is meant, else in
        each that has a limit."""
        found = await proposals.left(who, kind, customer, record, interaction, case)
        return ActsLeftOut(left=[ActLeftOut.of(one) for one in found])
