"""Identity as JSON: what is asked, what was asked, and asking. Never an answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from contact_center.directory import trail
from contact_center.directory.access import Admin, Agent, AnyUser
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.ids import CustomerId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.customers import service as customers
from crm_core.identity import service
from crm_core.identity.codes import IdentityCodes
from crm_core.identity.domain import policy
from crm_core.identity.ports import Answers
from crm_core.identity.schemas import (
    AskQuestion,
    CheckLine,
    CheckLines,
    CheckOut,
    IdentityPolicyBody,
    IdentityStanding,
)


def router(database: Database, ports: Ports, codes: IdentityCodes, answers: Answers) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["identity"])
    _add_policy(routes, database)
    _add_asking(routes, database, ports, codes, answers)
    return routes


def _add_policy(routes: APIRouter, database: Database) -> None:
    @routes.get("/identity/policy")
    async def read_policy(who: AnyUser) -> IdentityPolicyBody:
        """What is asked before somebody counts as verified, and what waits for it."""
        async with database.read(who.tenant) as reader:
            return IdentityPolicyBody.of(await service.policy(reader, who.tenant))

    @routes.put("/identity/policy")
    async def change_policy(who: Admin, body: IdentityPolicyBody) -> IdentityPolicyBody:
        """Counts at once, for contacts that go on, too."""
        wanted = policy(
            body.questions, body.needed, body.locked, body.attempts, timedelta(minutes=body.lock_minutes),
            own_door=body.own_door,
        )  # fmt: skip

        async def change(work: UnitOfWork) -> None:
            await service.set_policy(work, wanted)

        await database.run(who.tenant, change, actor=who.actor)
        return IdentityPolicyBody.of(wanted)


def _add_asking(routes: APIRouter, database: Database, ports: Ports, codes: IdentityCodes, answers: Answers) -> None:
    @routes.get("/interactions/{interaction}/identity")
    async def read_standing(who: AnyUser, interaction: UUID) -> IdentityStanding:
        """How far the verification is in this contact."""
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.READ)
            found = await service.standing(reader, who.tenant, interaction)
        return IdentityStanding(
            customer=found.customer, answered=tuple(sorted(found.answered)), needed=found.policy.needed,
            questions=tuple(found.policy.questions), locked_until=found.locked_until,
        )  # fmt: skip

    @routes.post("/interactions/{interaction}/identity/checks")
    async def ask(who: Agent, interaction: UUID, body: AskQuestion) -> CheckOut:
        """The customer was asked: their answer is compared, or judged by the agent, and not kept."""
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.IDENTIFY)
            customer = (await service.standing(reader, who.tenant, interaction)).customer
        known = await answers.known(who.tenant, CustomerId(customer))

        async def check(work: UnitOfWork) -> service.CheckResult:
            await Rights(ports.planner, who).require(work, interaction, Act.IDENTIFY)
            return await service.ask(
                work, codes, interaction, body.question, by=who.user.id, answer=body.answer, judged=body.passed,
                known=known,
            )  # fmt: skip

        done = await database.run(who.tenant, check, actor=who.actor)
        return CheckOut(passed=done.passed, verified=done.verified, locked_until=done.locked_until)

    @routes.delete("/interactions/{interaction}/identity", status_code=204)
    async def take_back(who: Agent, interaction: UUID) -> None:
        """Takes the verification back: the questions must be answered again."""

        async def back(work: UnitOfWork) -> None:
            await Rights(ports.planner, who).require(work, interaction, Act.IDENTIFY)
            await service.take_back(work, interaction)

        await database.run(who.tenant, back, actor=who.actor)

    @routes.get("/customers/{customer}/identity/checks")
    async def read_checks(who: AnyUser, customer: UUID, limit: Limit = ROWS) -> CheckLines:
        """Who asked what of this customer and whether it was answered."""
        async with database.read(who.tenant) as reader:
            known = await customers.customer(reader, who.tenant, customer)
            rows = await service.asked_lately(reader, who.tenant, known.id, limit)

        async def note(work: UnitOfWork) -> None:
            await trail.read(work, "customer read", f"customer:{known.id}")

        await database.run(who.tenant, note, actor=who.actor)
        return CheckLines(
            checks=tuple(
                CheckLine(
                    question=one.question, passed=one.passed, agent=one.agent_id, interaction=one.interaction_id,
                    at=one.at, undone_at=one.undone_at,
                )
                for one in rows
            )
        )  # fmt: skip
