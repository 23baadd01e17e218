"""The ERP of an organisation as its administrator sees it: connected, tested, mapped, followed.

A connection is tried before it is kept; its test asks the ERP what it can give, counts its records and shows the first
of each kind as they would stand in the copy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contact_center.directory import service as directory
from contact_center.kernel.contracts.erp import Capability, Entity, ErpRecord
from contact_center.kernel.errors import ContactCenterError, ExternalSystemError, Invalid, RetryLater
from contact_center.kernel.ids import TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.computed import UNREADABLE
from erp_link.copy_store import FeedRow
from erp_link.copying import OFFERED, ORDER
from erp_link.domain import FactsTrouble
from erp_link.kinds import ErpKind, FullConnector, NoSuchErpKind
from erp_link.system_store import SystemRow
from erp_link.systems import ErpSystems

TEST_LIMIT = timedelta(seconds=20)
"""How long an administrator waits for a test."""
SHOWN = 3
"""Records of each kind in a preview."""


class ErpFieldMissing(Invalid):
    """A field that this kind of ERP needs is empty."""


class NotAnErpAddress(Invalid):
    """The address of an ERP begins with https:// (or http:// on a network of your own)."""


@dataclass(frozen=True, slots=True)
class ErpForm:
    """A connection as it was filled in. An empty secret keeps the one there is."""

    kind: str
    url: str = ""
    database: str = ""
    login: str = ""
    secret: str = field(default="", repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityTest:
    """What a test has found of one kind of record."""

    entity: Entity
    count: int = 0
    first: tuple[ErpRecord, ...] = ()
    wrong: str = ""
    """Why its records cannot be read, in the words of who reads them."""


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    offers: frozenset[Capability] = frozenset()
    entities: tuple[EntityTest, ...] = ()
    error: ContactCenterError | None = None


@dataclass(frozen=True, slots=True)
class ErpState:
    """The connection as it is now."""

    kind: ErpKind | None
    """None where nothing is connected, or its package is gone."""
    row: SystemRow | None
    source: str = ""
    offers: frozenset[Capability] | None = None
    """None while it has not said."""
    trouble: tuple[FactsTrouble, datetime] | None = None
    feeds: tuple[FeedRow, ...] = ()


class ErpConnecting:
    """Connects, tests and looks after the ERP of each organisation."""

    def __init__(self, database: Database, vault: Vault, systems: ErpSystems) -> None:
        self._database = database
        self._vault = vault
        self._systems = systems

    @property
    def kinds(self) -> Sequence[ErpKind]:
        return self._systems.offered

    def kind(self, code: str) -> ErpKind:
        """Raises `NoSuchErpKind`."""
        found = next((one for one in self.kinds if one.code == code), None)
        if found is None:
            raise NoSuchErpKind(code, field="kind")
        return found

    async def state(self, tenant: TenantId) -> ErpState:
        async with self._database.read(tenant) as reader:
            row = await system_store.active(reader, tenant)
        if row is None:
            return ErpState(None, None)
        kind = next((one for one in self.kinds if one.code == row.kind), None)
        source, offers, trouble = await self._systems.standing(tenant)
        return ErpState(kind, row, source, offers, trouble, await self._systems.feeds(tenant))

    async def test(self, tenant: TenantId, form: ErpForm) -> ConnectionTest:
        """Asks the ERP as it would be connected; keeps nothing. What cannot be used is in its `error`."""
        async with self._database.read(tenant) as reader:
            row = await system_store.active(reader, tenant)
            region = await directory.phone_region(reader, tenant)
        try:
            connector = self._systems.connector(self._filled(form), self._secret(form, row), region, TEST_LIMIT, 2)
        except ContactCenterError as wrong:
            return ConnectionTest(error=wrong)
        try:
            async with asyncio.timeout(TEST_LIMIT.total_seconds()):
                offers = await connector.probe()
                return ConnectionTest(
                    offers, tuple([await _tested(connector, one) for one in ORDER if _has(offers, one)])
                )
        except TimeoutError:
            return ConnectionTest(error=RetryLater(Phrase("provider_too_slow", {"provider": connector.source})))
        except ContactCenterError as wrong:
            return ConnectionTest(error=wrong)
        finally:
            await connector.close()

    async def connect(self, work: UnitOfWork, form: ErpForm) -> None:
        """Makes it the ERP of the organisation; a former one is replaced. Raises `Invalid`."""
        kind, before = self.kind(form.kind), await system_store.active(work, work.tenant_id)
        row = self._filled(form)
        secret = self._secret(form, before)
        connector = self._systems.connector(
            row, secret, await directory.phone_region(work, work.tenant_id), TEST_LIMIT, 1
        )
        await connector.close()
        sealed = SystemRow(row.kind, row.url, row.database, row.login, self._vault.seal(secret.encode()), row.settings)
        await system_store.replace(work, sealed)
        await directory.audit(work, "ERP connected", kind.code, url=row.url, database=row.database)

    async def disconnect(self, work: UnitOfWork) -> None:
        before = await system_store.active(work, work.tenant_id)
        if before is not None:
            await system_store.disconnect(work)
            await directory.audit(work, "ERP disconnected", before.kind, url=before.url)

    def _filled(self, form: ErpForm) -> SystemRow:
        """The row of a form, whose secret is still to be sealed."""
        kind = self.kind(form.kind)
        for name in kind.needs:
            if name != "secret" and not getattr(form, name).strip():
                raise ErpFieldMissing(name, field=name)
        url = form.url.strip().rstrip("/")
        if "database" in kind.needs and not url.startswith(("http://", "https://")):
            raise NotAnErpAddress(url, field="url")
        settings = {name: form.settings[name] for name in kind.settings if form.settings.get(name, "").strip()}
        return SystemRow(kind.code, url, form.database.strip(), form.login.strip(), b"", settings)

    def _secret(self, form: ErpForm, before: SystemRow | None) -> str:
        """A secret is kept for the place it was given for, and goes to no other."""
        if form.secret:
            return form.secret
        if before is not None and (before.kind, before.url) == (form.kind, form.url.strip().rstrip("/")):
            return self._vault.open(before.secret).decode()
        if "secret" in self.kind(form.kind).needs:
            raise ErpFieldMissing("secret", field="secret")
        return ""


async def _tested(connector: FullConnector, entity: Entity) -> EntityTest:
    try:
        count = await connector.count(entity)
        page = await connector.changes(entity, None, SHOWN)
    except ExternalSystemError as error:
        return EntityTest(entity, wrong=str(error.detail or error.code))
    except UNREADABLE as error:
        return EntityTest(entity, wrong=str(error))
    return EntityTest(entity, count, page.records[:SHOWN])


def _has(offers: frozenset[Capability], entity: Entity) -> bool:
    return any(one in offers for one in OFFERED[entity])
