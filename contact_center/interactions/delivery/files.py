"""Files of answers: bytes with the blob store, names with the message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.interactions import sanitised
from contact_center.interactions.delivery import store
from contact_center.interactions.delivery.domain import FileName, StoredFile
from contact_center.interactions.errors import FileErased, FilesTooLarge, NoFilesHere
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import OutboundAttachment
from contact_center.kernel.ids import AttachmentId, MessageId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform import sharing
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import UnitOfWork

KIND = "attachments"
"""Second part of the keys of all files of messages."""


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file as somebody hands it over."""

    name: str
    content_type: str
    content: bytes


def key_of(tenant: UUID, content: bytes) -> str:
    """Files are kept by content: the same one twice is there once."""
    return f"{tenant}/{KIND}/{hashlib.sha256(content).hexdigest()}"


async def keep(
    ports: Ports, tenant: UUID, channel: str, given: Sequence[SubmittedFile], *, others: int = 0
) -> list[StoredFile]:
    """Stores the bytes before the work that names them: what that work rolls back is merely unused.

    `others`: bytes of files that are stored already and go with the same message.

    Raises `NoFilesHere` where the channel carries none, `FilesTooLarge` naming the limit.
    """
    capabilities = ports.adapters[channel].capabilities
    if (given or others) and not capabilities.attachments:
        raise NoFilesHere(channel, field="files")
    size, limit = others + sum(len(one.content) for one in given), capabilities.max_attachment_bytes
    if size > limit:
        raise FilesTooLarge(
            Phrase("megabytes_of_at_most", {"size": f"{size / 1e6:.1f}", "most": f"{limit / 1e6:.1f}"}), field="files"
        )
    kept = []
    for one in given:
        key = key_of(tenant, one.content)
        await ports.blobs.put(key, one.content)
        name = sanitised.text(one.name)[: sanitised.LONGEST_NAME] or "file"
        kept.append(StoredFile(name, one.content_type, len(one.content), key))
    return kept


async def attach(work: UnitOfWork, message: MessageId, kept: Sequence[StoredFile], blobs: BlobStore) -> None:
    """Raises `FileErased` if the same file of another customer was erased in this moment."""
    await sharing.hold(work, [one.blob_key for one in kept])
    for one in kept:
        if not await blobs.has(one.blob_key):
            raise FileErased(one.name, field="files")
    ids = sorted(new_id() for _ in kept)  # files are shown and sent in the order of their ids
    for id, one in zip(ids, kept, strict=True):
        await store.insert_file(work, id, message, one)


async def load(blobs: BlobStore, named: Sequence[FileName]) -> tuple[OutboundAttachment, ...]:
    """With their bytes; to be called while no transaction is open."""
    return tuple(
        [
            OutboundAttachment(AttachmentId(one.id), one.name, one.content_type, await blobs.get(one.blob_key))
            for one in named
        ]
    )
