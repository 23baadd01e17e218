"""A contact centre of two agents and a supervisor that acts in a real Tryton, through a wire that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.domain import Role, SignedIn
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp import Account, ContactPoint
from contact_center.kernel.contracts.erp_acts import ErpAct, ProposalState
from contact_center.kernel.ids import CustomerId, TenantId, new_id
from contact_center.platform.unit_of_work import Connection, Database, Job, Reader
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.proposals import service
from erp_link.proposals.domain import GOES_OUT, ErpProposal
from erp_link.proposals.sending import ProposalSender
from erp_link.proposals.service import ActRequest, Proposals
from erp_link.system_store import SystemRow
from erp_link.systems import ErpSystems
from tests.integration.erp_link.conftest import TENANT
from tests.patience import PATIENCE

KEY = "a key of tests, long enough to be one"
MOSS_LANE, FOLD = CustomerId(new_id()), CustomerId(new_id())


class Loses(StrEnum):
    """What a wire loses of the acts that go through it."""

    QUESTION = "question"
    ANSWER = "answer"
    """Tryton has done it, and nobody hears of it."""


class Wire:
    """TCP to Tryton, which loses the next acts as it is told."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.losing: list[Loses] = []
        self.acts = 0
        """Questions to act that Tryton has heard."""
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        carrying = list(self._carrying)
        for one in carrying:
            one.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)

    async def _carry(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        carrying = asyncio.current_task()
        assert carrying is not None
        self._carrying.add(carrying)
        try:
            await self._connected(ours, back)
        finally:
            self._carrying.discard(carrying)
            back.close()

    async def _connected(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            answers, there = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            return
        lost = asyncio.Event()
        out = asyncio.create_task(self._questions(ours, there, lost))
        try:
            await self._answers(answers, back, lost)
        finally:
            out.cancel()
            there.close()
            await asyncio.gather(out, return_exceptions=True)

    async def _questions(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if b"contact_center.proposal.perform" in data:
                    loses = self.losing.pop(0) if self.losing else None
                    if loses is Loses.QUESTION:
                        writer.close()
                        return
                    self.acts += 1
                    if loses is Loses.ANSWER:
                        lost.set()
                writer.write(data)
                await writer.drain()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if lost.is_set():
                    return
                writer.write(data)
                await writer.drain()


class Book:
    """See `erp_link.ports.CustomerBook`."""

    def __init__(self) -> None:
        self.addresses = {
            MOSS_LANE: ContactPoint("email", "tom@mosslane.example"), FOLD: ContactPoint("number", "C00005"),
        }  # fmt: skip

    async def canonical(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> CustomerId:
        return customer

    async def points(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> tuple[ContactPoint, ...]:
        return (self.addresses[customer],)

    async def numbered(self, reader: Reader, tenant: TenantId, number: str) -> list[CustomerId]:
        return []

    async def of_account(self, reader: Reader, tenant: TenantId, account: Account) -> list[CustomerId]:
        return []


class Everybody:
    """See `erp_link.proposals.ports.ActRights`: everything may be asked for."""

    def __init__(self) -> None:
        self.refunded: set[UUID] = set()

    async def require(
        self, reader: Reader, who: SignedIn, kind: ErpAct, customer: UUID, interaction: UUID | None, case: UUID | None
    ) -> None:
        return None

    async def refunded_by_case(self, reader: Reader, tenant: UUID, case: UUID) -> bool:
        return case in self.refunded


@dataclass
class Desk:
    db: Database
    clock: ManualClock
    wire: Wire
    systems: ErpSystems
    proposals: Proposals
    sender: ProposalSender
    rights: Everybody
    mei: SignedIn
    ben: SignedIn
    lead: SignedIn
    jobs: list[Job] = field(default_factory=list)

    async def propose(self, request: ActRequest, who: SignedIn | None = None, id: UUID | None = None) -> ErpProposal:
        return await self.proposals.propose(who or self.mei, id or new_id(), request)

    async def get(self, id: UUID) -> ErpProposal:
        async with self.db.read(TENANT) as reader:
            return await service.require(reader, self.lead, id)

    async def run(self, id: UUID) -> ErpProposal:
        """What the job does, tried again as often as it asks to be, until it is settled or nothing moves any more."""
        for _ in range(12):
            try:
                await self.sender.send(TENANT, id)
            except PostponedUntil as later:
                self.clock.pass_(seconds=max(1, int((later.at - self.clock.now()).total_seconds()) + 1))
            found = await self.get(id)
            if found.state not in GOES_OUT:
                return found
        return await self.get(id)

    async def done(self, request: ActRequest, who: SignedIn | None = None) -> ErpProposal:
        made = await self.propose(request, who)
        found = await self.run(made.id)
        assert found.state is ProposalState.DONE, found
        return found

    async def close(self) -> None:
        await self.systems.close()
        await self.wire.close()


async def open_desk(db: Database, clock: ManualClock, row: SystemRow, port: int) -> Desk:
    wire = Wire(port)
    through = await wire.open()
    jobs: list[Job] = []

    async def keep(connection: Connection, some: Sequence[Job]) -> None:
        jobs.extend(some)

    db.defer = keep
    vault = Vault(KEY)
    async with db.work(TENANT, actor="test") as work:
        await system_store.replace(
            work, SystemRow("tryton", f"http://127.0.0.1:{through}", row.database, row.login, vault.seal(row.secret))
        )
    patience = timedelta(seconds=PATIENCE)
    systems = ErpSystems(db, vault, clock, Book(), patience, asking=patience, acting=patience)
    rights = Everybody()
    people = [await _person(db, name, role) for name, role in
              (("Mei", Role.AGENT), ("Ben", Role.AGENT), ("Lin", Role.SUPERVISOR))]  # fmt: skip
    return Desk(
        db, clock, wire, systems, Proposals(db, systems, rights), ProposalSender(db, systems), rights, *people, jobs
    )


async def _person(db: Database, name: str, role: Role) -> SignedIn:
    login = f"{name.lower()}@kiln.example"
    async with db.work(TENANT, actor="test") as work:
        id = await directory.create_user(work, login=login, name=name, role=role, password=None)
    async with db.read(TENANT) as reader:
        return SignedIn(await directory.user(reader, TENANT, id), new_id(), "Kiln & Co", "kiln", "Asia/Taipei")
