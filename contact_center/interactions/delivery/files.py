"""Files of answers: bytes with the blob store, names with the message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.interactions import sanitised
from contact_center.interactions.errors import FileErased, FilesTooLarge, NoFilesHere
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import OutboundAttachment
from contact_center.kernel.ids import AttachmentId, MessageId, new_id
from contact_center.platform import sharing
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Reader, UnitOfWork

KIND = "attachments"
"""Second part of the keys of all files of messages."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody hands it over."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A file whose bytes the blob store has."""

    name: str
    content_type: str
    size: int
    """Bytes."""
    blob_key: str


def key_of(tenant: UUID, content: bytes) -> str:
    """Files are kept by content: the same one twice is there once."""
    return f"{tenant}/{KIND}/{hashlib.sha256(content).hexdigest()}"


async def keep(ports: Ports, tenant: UUID, channel: str, given: Sequence[Given]) -> list[File]:
    """Stores the bytes before the work that names them: what that work rolls back is merely unused.

    Raises `NoFilesHere` where the channel carries none, `FilesTooLarge` naming the limit.
    """
    capabilities = ports.adapters[channel].capabilities
    if given and not capabilities.attachments:
        raise NoFilesHere(channel, field="files")
    size, limit = sum(len(one.content) for one in given), capabilities.max_attachment_bytes
    if size > limit:
        raise FilesTooLarge(f"{size / 1e6:.1f} MB > {limit / 1e6:.1f} MB", field="files")
    kept = []
    for one in given:
        key = key_of(tenant, one.content)
        await ports.blobs.put(key, one.content)
        kept.append(File(sanitised.text(one.name)[:200] or "file", one.content_type, len(one.content), key))
    return kept


async def attach(work: UnitOfWork, message: MessageId, kept: Sequence[File], blobs: BlobStore) -> None:
    """Raises `FileErased` if the same file of another customer was erased in this moment."""
    await sharing.hold(work, [one.blob_key for one in kept])
    for one in kept:
        if not await blobs.has(one.blob_key):
            raise FileErased(one.name, field="files")
    ids = sorted(new_id() for _ in kept)  # files are shown and sent in the order of their ids
    for id, one in zip(ids, kept, strict=True):
        await work.execute(
            "insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key) "
            "values (%s, %s, %s, %s, %s, %s, %s)",
            [work.tenant_id, id, message, one.name, one.content_type, one.size, one.blob_key],
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A file of a message, without its bytes."""

    id: UUID
    name: str
    content_type: str
    blob_key: str


async def of_message(reader: Reader, tenant: UUID, message: UUID) -> tuple[Named, ...]:
    """In the order in which they were attached."""
    rows = await reader.many(
        Named,
        "select id, name, content_type, blob_key from core.attachment where tenant_id = %s and message_id = %s "
        "order by id",
        [tenant, message],
    )
    return tuple(rows)


async def load(blobs: BlobStore, named: Sequence[Named]) -> tuple[OutboundAttachment, ...]:
    """With their bytes; to be called while no transaction is open."""
    return tuple(
        [
            OutboundAttachment(AttachmentId(one.id), one.name, one.content_type, await blobs.get(one.blob_key))
            for one in named
        ]
    )
