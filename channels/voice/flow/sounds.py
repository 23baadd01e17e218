"""The sounds of prompts, as pages and providers fetch them."""

from __future__ import annotations

from uuid import UUID

from channels.voice.flow import store
from channels.voice.flow.errors import NoSuchPromptSound
from contact_center.kernel.ids import TenantId
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Database


class PromptSounds:
    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    async def read(self, tenant: TenantId, id: UUID) -> tuple[bytes, str]:
        """The sound and its media type. Raises `NoSuchPromptSound`."""
        async with self._database.read(tenant) as reader:
            found = await store.sound(reader, tenant, id)
        if found is None:
            raise NoSuchPromptSound(id)
        return await self._blobs.get(found.blob_key), found.content_type
