"""What the ERP may ask of us: a customer's history, a link to a page of it, and a note to our agents.

It asks in the name of a person, by a key of the API, and gets what that person may read
(docs/decisions/0101-what-the-erp-may-ask-of-us.md). Nobody outside is asked for an answer: the ERP waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import trail
from contact_center.directory.api_keys import service as api_keys
from contact_center.directory.errors import NoSuchTenant, NoSuchUser
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.vault import Vault
from erp_link.back_office import domain, store
from erp_link.back_office.domain import (
    KEY,
    MOST_CUSTOMERS,
    PATH,
    BackOfficeNote,
    CustomerHistory,
    Embedding,
    MeantBy,
    NoteKept,
    TimelineLink,
    WhoIsMeant,
)
from erp_link.back_office.errors import BackOfficeKeyTaken, NobodyByThat, TimelineLinkOver
from erp_link.back_office.ports import ContactBook
from erp_link.systems import ErpSystems


@dataclass(frozen=True, slots=True)
class BehindLink:
    """What a link shows now."""

    who: SignedIn
    history: CustomerHistory
    embedding: Embedding = field(default_factory=Embedding)


class BackOffice:
    """Answers the ERPs of all organisations."""

    def __init__(
        self, database: Database, vault: Vault, systems: ErpSystems, book: ContactBook, public_url: str
    ) -> None:
        self._database = database
        self._systems = systems
        self._book = book
        self._key = vault.key(KEY)
        self._keys = (self._key, *vault.former_keys(KEY))
        self._root = public_url.rstrip("/") + PATH

    async def history(self, who: SignedIn, meant: WhoIsMeant, before: datetime | None, limit: int) -> CustomerHistory:
        """Of all customers who are known by this; of nobody, an empty one."""
        customers = await self._customers(who.tenant, meant)
        return await self._read(who, customers, before, limit)

    async def link(self, who: SignedIn, meant: WhoIsMeant, lasts: timedelta) -> tuple[str, datetime]:
        """The address of a page that needs no session, and until when it is good. Raises `NobodyByThat`."""
        customers = await self._customers(who.tenant, meant)
        if not customers:
            raise NobodyByThat
        async with self._database.read(who.tenant) as reader:
            now = reader.now
            key = who.session_id if await api_keys.is_key(reader, who.tenant, who.session_id) else None
        link = TimelineLink(who.tenant, who.user.id, tuple(customers), now, now + lasts, key)
        return self._root + domain.sealed(link, self._key), link.expires_at

    async def behind(self, token: str, before: datetime | None, limit: int) -> BehindLink:
        """Raises `TimelineLinkOver`: forged, over, ended, its key revoked, or whoever it was made for has left."""
        link = domain.opened(token, self._keys)
        if link is None:
            raise TimelineLinkOver
        tenant = TenantId(link.tenant)
        async with self._database.read(tenant) as reader:
            embedding = await store.embedding(reader, tenant)
            if not link.is_good(reader.now, embedding.links_since):
                raise TimelineLinkOver
            if link.key is not None and not await api_keys.lives(reader, tenant, link.key):
                raise TimelineLinkOver
            customers = await self._book.standing(reader, tenant, link.customers)
        who = await self._person(tenant, link.user)
        if not customers:
            raise TimelineLinkOver
        return BehindLink(who, await self._read(who, customers, before, limit), embedding)

    async def note(self, who: SignedIn, meant: WhoIsMeant, given: BackOfficeNote) -> NoteKept:
        """Once for each key. Raises `NobodyByThat`, `SeveralByThat`, `BackOfficeTextWrong`, `BackOfficeKeyTaken`."""
        note = domain.checked(given)
        customers = await self._customers(who.tenant, meant)
        if not customers:
            raise NobodyByThat
        source = await self._systems.called(who.tenant)
        told = domain.digest(note, meant)

        async def write(work: UnitOfWork) -> NoteKept:
            before = await store.claim(work, note.key, told)
            if before is not None:
                if before.digest != told:
                    raise BackOfficeKeyTaken(note.key, field="Idempotency-Key")
                return before.kept
            written = await self._book.write(work, who, customers, note, source)
            await store.kept(work, note.key, written)
            await directory.audit(
                work, "back office note", f"customer:{written.customer}", by=note.by, place=written.place.value
            )
            return written

        return await self._database.run(who.tenant, write, actor=who.actor)

    async def _customers(self, tenant: TenantId, meant: WhoIsMeant) -> list[CustomerId]:
        found: list[CustomerId] = []
        if meant.by in (MeantBy.ACCOUNT, MeantBy.NUMBER):
            found += await self._systems.customers_of(tenant, meant.value, is_number=meant.by is MeantBy.NUMBER)
        async with self._database.read(tenant) as reader:
            found += await self._book.known_by(reader, tenant, meant)
            return (await self._book.standing(reader, tenant, found))[:MOST_CUSTOMERS]

    async def _read(
        self, who: SignedIn, customers: list[CustomerId], before: datetime | None, limit: int
    ) -> CustomerHistory:
        async with self._database.read(who.tenant) as reader:
            found = await self._book.history(reader, who, customers, before, limit)
        async with self._database.work(who.tenant, actor=who.actor) as work:
            for one in customers:
                await trail.read(work, "customer read", f"customer:{one}")
        return found

    async def _person(self, tenant: TenantId, user: UUID) -> SignedIn:
        async with self._database.read(tenant) as reader:
            try:
                named = await directory.tenant(reader, tenant)
                found = await directory.user(reader, tenant, user)
            except (NoSuchTenant, NoSuchUser):
                raise TimelineLinkOver from None
        if not found.active:
            raise TimelineLinkOver
        return SignedIn(found, found.id, named.name, named.slug, named.time_zone)


async def embedding(reader: Reader, tenant: UUID) -> Embedding:
    return await store.embedding(reader, tenant)


async def set_sites(work: UnitOfWork, texts: list[str]) -> None:
    """The sites that may show timelines inside their pages. Raises `NotASiteOfTheErp`."""
    wanted = domain.sites(texts)
    await store.set_sites(work, wanted)
    await directory.audit(work, "timeline sites changed", "erp", sites=list(wanted))


async def end_links(work: UnitOfWork) -> None:
    """Every link that was made until now is over."""
    await store.end_links(work)
    await directory.audit(work, "timeline links ended", "erp")
