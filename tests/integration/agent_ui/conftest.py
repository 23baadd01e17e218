"""The web application over a database of its own, asked as browsers ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from agent_ui.frame.render import ASSETS
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.web import web_app
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.dispositions import store as dispositions
from contact_center.interactions.dispositions.domain import DispositionNode
from contact_center.interactions.presence import service as presence
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import offers
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, ChannelAccountId, InteractionId, QueueId, SegmentId, TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.people import give_password, signed_in
from tests.servers import Database

HOST = "http://localhost:8600"
CAPACITY = {"*": 5, "sms": 3, "webchat": 3, "email": 3, "voice": 1}
PASSWORD = "a good long password"


@dataclass
class Person:
    """Somebody signed in, with a browser."""

    who: SignedIn
    http: httpx.AsyncClient
    csrf: str

    @property
    def agent(self) -> AgentId:
        return self.who.agent_id

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={"accept": "text/html", **headers})

    async def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """As a script of our page does."""
        sent = {"origin": HOST, "x-csrf-token": self.csrf, "hx-request": "true", **headers}
        return await self.http.post(path, data=data or {}, headers=sent)


@dataclass
class House:
    """Two organisations in one installation."""

    app: FastAPI
    runtime: Runtime
    tenant: TenantId
    other: TenantId
    queues: dict[TenantId, QueueId]
    accounts: dict[TenantId, ChannelAccountId]
    _n: int = 0

    def stranger(self, network: str = "127.0.0.1") -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(network, 123)), base_url=HOST)

    async def person(self, login: str, role: Role, tenant: TenantId | None = None) -> Person:
        home = tenant or self.tenant

        async def make(work: UnitOfWork) -> None:
            user = await directory.create_user(work, login=login, name=login.title(), role=role, password=None)
            await give_password(work, user, PASSWORD)
            queues: dict[str, dict[str, int]] = {str(self.queues[home]): {"priority": 1, "delay": 0}}
            await routing.set_profile(work, user, skills={}, queues=queues, capacity=CAPACITY)
            await presence.set_capacity(work, AgentId(user), CAPACITY)
            await presence.choose(work, AgentId(user), Presence.AVAILABLE)

        database = self.runtime.database
        await database.run(home, make, actor="test")
        lifetime = self.runtime.settings.session_lifetime
        cookie = await signed_in(database, home, login, lifetime)
        who = await directory.session(database, cookie)
        http = self.stranger()
        http.cookies.set(COOKIE, cookie)
        return Person(who, http, csrf_token(self.runtime.vault, who))

    async def text(self, sender: str, words: str, tenant: TenantId | None = None) -> InteractionId:
        """A customer texts; the interaction waits."""
        home = tenant or self.tenant
        self._n += 1
        account = await self.runtime.accounts.get(self.accounts[home])
        assert account is not None
        body = f"MessageSid=SM{self._n:032d}&From=%2B{sender}&To=%2B15005550006&Body={words}".encode()
        now = self.runtime.clock.now()
        raw = RawEnvelope(account, f"SM{self._n:032d}", now, "application/x-www-form-urlencoded", body)
        receipt = await self.runtime.intake.take(raw)
        assert receipt.quarantined is None
        async with self.runtime.database.read(home) as reader:
            found = await reader.value(
                "select id from core.interaction where tenant_id = %s and conversation_id = %s",
                [home, receipt.conversation_id],
            )
        return InteractionId(found)

    async def offer(
        self, interaction: UUID, agent: AgentId, tenant: TenantId | None = None, *, seconds: int = 0
    ) -> SegmentId:
        """For so long."""

        async def make(work: UnitOfWork) -> SegmentId:
            return await offers.offer(work, interaction, agent, expires_at=work.now + timedelta(seconds=seconds))

        return await self.runtime.database.run(tenant or self.tenant, make, actor="router")

    async def give(self, interaction: UUID, agent: AgentId, tenant: TenantId | None = None) -> SegmentId:
        """Offered, and accepted."""
        segment = await self.offer(interaction, agent, tenant)

        async def take(work: UnitOfWork) -> None:
            await offers.accept(work, segment, agent)

        await self.runtime.database.run(tenant or self.tenant, take, actor="test")
        return segment

    async def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        async with self.runtime.database.read(self.tenant) as reader:
            return await reader.dicts(query, list(params))


@asynccontextmanager
async def application(database: Database, redis_url: str, data: Path) -> AsyncIterator[tuple[FastAPI, Runtime]]:
    """The web application; skips the test where it cannot be made."""
    if not (ASSETS / "manifest.json").is_file():
        pytest.skip("browser assets are not built: python tools/build_assets.py")
    settings = Settings(
        data_dir=data, database_url=database.app, database_system_url=database.system, redis_url=redis_url,
        secret_key="test", demo=True,
    )  # fmt: skip
    async with open_runtime(settings, "tests") as runtime, web_app(runtime) as app:
        yield app, runtime


async def furnished(app: FastAPI, runtime: Runtime) -> House:
    """With both of its organisations, in a database that is empty."""
    made = House(app, runtime, await _tenant(runtime, "kiln"), await _tenant(runtime, "lantern"), {}, {})
    for tenant in (made.tenant, made.other):
        made.queues[tenant], made.accounts[tenant] = await runtime.database.run(
            tenant, lambda work: _furnish(runtime, work), actor="test"
        )
    return made


async def _tenant(runtime: Runtime, slug: str) -> TenantId:
    return await directory.create_tenant(runtime.database, slug=slug, name=slug.title())


async def _furnish(runtime: Runtime, work: UnitOfWork) -> tuple[QueueId, ChannelAccountId]:
    await scheduled.set_undo_seconds(work, 0)  # what is written goes out at once, except where a test is about that
    queue = await routing.add_queue(work, "Orders", wrap_mode={"*": "mandatory"})
    await dispositions.keep(work, DispositionNode("other", None, {"en": "Other"}, 0, True))
    account = await runtime.accounts.create(
        work, channel="sms", name="SMS", address="+15005550006", settings={"account_sid": "AC" + "0" * 32},
        secrets={"auth_token": "0" * 32}, queue_id=queue,
    )  # fmt: skip
    return queue, account
