"""Identity as JSON: what is asked, what was asked, and asking. Never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from contact_center.directory import trail
from contact_center.directory.access import Admin, Agent, AnyUser
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.ids import CustomerId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.customers import service as customers
from crm_core.identity import service
from crm_core.identity.codes import IdentityCodes
from crm_core.identity.domain import CODE_VALID, ProofQuestion, masked, policy
from crm_core.identity.errors import NoSuchAddressOfTheirs
from crm_core.identity.ports import Answers, CodeWords
from crm_core.identity.schemas import (
    AskQuestion,
    CheckLine,
    CheckLines,
    CheckOut,
    CodeAddresses,
    CodeAddressOut,
    CodeSent,
    IdentityPolicyBody,
    IdentityStanding,
    SendCode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityNeeds:
    """What asking needs."""

    ports: Ports
    accounts: ChannelAccounts
    codes: IdentityCodes
    answers: Answers
    words: CodeWords


def router(database: Database, needs: IdentityNeeds) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["identity"])
    _add_policy(routes, database)
    _add_asking(routes, database, needs)
    _add_codes(routes, database, needs)
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


def _add_asking(routes: APIRouter, database: Database, needs: IdentityNeeds) -> None:
    ports, codes, answers = needs.ports, needs.codes, needs.answers

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


def _add_codes(routes: APIRouter, database: Database, needs: IdentityNeeds) -> None:
    ports = needs.ports

    @routes.get("/interactions/{interaction}/identity/code-addresses")
    async def read_code_addresses(who: Agent, interaction: UUID) -> CodeAddresses:
        """Where a code could go in this contact, each address in part."""
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.IDENTIFY)
            found = await service.standing(reader, who.tenant, interaction)
            asks = ProofQuestion.CODE in found.policy.questions
            channels = service.code_channels(ports) if asks else []
            where = await service.code_addresses(reader, who.tenant, found.customer, channels)
        return CodeAddresses(
            addresses=tuple(
                CodeAddressOut(
                    id=one.address.id, shown=masked(one.address.value), channel=one.channel, old_enough=one.old_enough
                )
                for one in where
            ),
            sent_at=found.code_sent_at,
        )  # fmt: skip

    @routes.post("/interactions/{interaction}/identity/codes", status_code=202)
    async def send_code(who: Agent, interaction: UUID, body: SendCode) -> CodeSent:
        """Sends a code of six digits, valid for ten minutes, in the customer's language, to an address of theirs that
        is on file for longer than seven days. What they read out is a check of the question `code`. One a minute, five
        a day for a customer, whoever asks; an earlier code is valid no more."""
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.IDENTIFY)
            found = await service.standing(reader, who.tenant, interaction)
            known = await customers.customer(reader, who.tenant, found.customer)
            channels = service.code_channels(ports)
            where = await service.code_addresses(reader, who.tenant, found.customer, channels)
            subject, text = await needs.words.message(reader, who.tenant, known.language, who.tenant_name)
        chosen = next((one for one in where if one.address.id == body.address), None)
        if chosen is None:
            raise NoSuchAddressOfTheirs(field="address")
        account = await service.code_account(needs.accounts, who.tenant, chosen)
        wanted = service.CodeRequest(
            interaction=interaction, address=chosen.address.id, account=account, text=text, subject=subject
        )

        async def write(work: UnitOfWork) -> CodeSent:
            await Rights(ports.planner, who).require(work, interaction, Act.IDENTIFY)
            await service.send_code(work, ports, wanted, by=who.user.id, author=who.user.name)
            return CodeSent(
                sent_at=work.now, expires_at=work.now + CODE_VALID, shown=masked(chosen.address.value)
            )  # fmt: skip

        return await database.run(who.tenant, write, actor=who.actor)
