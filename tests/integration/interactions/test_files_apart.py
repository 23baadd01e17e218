"""Bytes of files come and go while no transaction is open: a slow store holds no lock and no connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from contact_center.interactions.delivery import files
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.work import replies
from contact_center.kernel.contracts.channels import InboundAttachment, InboundMessage, OutboundAttachment, RawEnvelope
from contact_center.platform.blobs import BlobStore, Stored
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre, PaperChannel


class Watching:
    """A blob store that notes how many connections are in use while it works."""

    def __init__(self, blobs: BlobStore, centre: Centre) -> None:
        self._blobs, self._centre = blobs, centre
        self.in_use: list[int] = []

    def _look(self) -> None:
        stats = [pool.get_stats() for pool in self._centre.db.pools.values()]
        self.in_use.append(sum(one["pool_size"] - one["pool_available"] for one in stats))

    async def put(self, key: str, content: bytes) -> None:
        self._look()
        await self._blobs.put(key, content)

    async def get(self, key: str) -> bytes:
        self._look()
        return await self._blobs.get(key)

    async def has(self, key: str) -> bool:
        """Only asks whether it is there; no bytes travel."""
        return await self._blobs.has(key)

    async def delete(self, key: str) -> None:
        await self._blobs.delete(key)

    async def reseal(self, key: str) -> bool:
        return await self._blobs.reseal(key)

    def list(self, prefix: str) -> AsyncIterator[list[Stored]]:
        return self._blobs.list(prefix)


class WithFile(PaperChannel):
    """Every message brings one."""

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return replace(super().parse(raw), attachments=(InboundAttachment("a.txt", "text/plain", b"bytes"),))


async def test_files_are_stored_before_and_loaded_outside_of_the_work_that_names_them(centre: Centre) -> None:
    paper = centre.channel("email")
    watching = Watching(centre.ports.blobs, centre)
    adapters = {**centre.ports.adapters, "email": WithFile("email", paper.capabilities)}
    centre.ports = replace(centre.ports, adapters=adapters, blobs=watching)
    await opened(centre)
    mei = await centre.agent("Mei")
    mail = await centre.customer_writes("lin@x.example", "hello", channel="email", kind="email")
    kept = await files.keep(centre.ports, centre.tenant, "email", [files.SubmittedFile("b.txt", "text/plain", b"ours")])
    await centre.give(mail, mei)
    await centre.run(replies.reply, centre.ports, mail, mei, "Mei", "see there", client_key="k", attached=kept)
    await sent(centre, mail)
    assert names(centre.channel("email").sent[0].attachments) == ["b.txt"]
    assert watching.in_use == [0, 0, 0]


async def opened(centre: Centre) -> None:
    """Intake and outbox over the ports as they are now."""
    made = Centre(centre.db, centre.clock, centre.ports, centre.accounts)
    centre.intake, centre.outbox = made.intake, made.outbox
    assert isinstance(centre.intake, Intake)


async def sent(centre: Centre, mail: object) -> None:
    async def of(unit: UnitOfWork) -> object:
        return await unit.value("select conversation_id from core.interaction where id = %s", [mail])

    assert await centre.outbox.flush(centre.tenant, await centre.run(of)) == 1


def names(attached: Sequence[OutboundAttachment]) -> list[str]:
    return [one.name for one in attached]
