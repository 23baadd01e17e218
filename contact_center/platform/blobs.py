"""Blobs: attachments, recordings and other bytes too large for rows, encrypted at rest.

A folder by default, S3 by URL (`s3://bucket/prefix`) through the same library. Keys start with the
tenant's id, so that one tenant's blobs can be moved or erased together.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from contact_center.kernel.errors import NotFound
from contact_center.platform.vault import Vault


class NoSuchBlob(NotFound):
    """The file is no longer kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    at: datetime
    """When it was last put."""


class BlobStore(Protocol):
    async def put(self, key: str, content: bytes) -> None: ...

    async def get(self, key: str) -> bytes:
        """Raises `NoSuchBlob`."""
        ...

    async def has(self, key: str) -> bool: ...

    async def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...

    async def reseal(self, key: str) -> bool:
        """Seals one anew that a former key has sealed; whether that was so."""
        ...

    def list(self, prefix: str) -> AsyncIterator[list[Stored]]:
        """What is kept under this folder of keys, some at a time."""
        ...


class EncryptedBlobs:
    """A `BlobStore` over any object store; contents are sealed with the installation's key.

    Sealing a long recording takes a good part of a second, so it happens beside the event loop.
    """

    def __init__(self, store: ObjectStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def put(self, key: str, content: bytes) -> None:
        await obstore.put_async(self._store, key, await asyncio.to_thread(self._vault.seal, content))

    async def get(self, key: str) -> bytes:
        try:
            found = await obstore.get_async(self._store, key)
            return await asyncio.to_thread(self._vault.open, bytes(await found.bytes_async()))
        except FileNotFoundError as missing:
            raise NoSuchBlob(key) from missing

    async def has(self, key: str) -> bool:
        try:
            await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        return True

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return

    async def reseal(self, key: str) -> bool:
        try:
            sealed = bytes(await (await obstore.get_async(self._store, key)).bytes_async())
        except FileNotFoundError:
            return False
        fresh = await asyncio.to_thread(self._sealed_anew, sealed)
        if fresh is None:
            return False
        await obstore.put_async(self._store, key, fresh)
        return True

    def _sealed_anew(self, sealed: bytes) -> bytes | None:
        return None if self._vault.is_fresh(sealed) else self._vault.seal(self._vault.open(sealed))

    async def list(self, prefix: str) -> AsyncIterator[list[Stored]]:
        async for found in obstore.list(self._store, prefix=prefix):
            yield [Stored(one["path"], one["last_modified"]) for one in found]


def blob_store(place: str | Path, vault: Vault) -> EncryptedBlobs:
    """`place` is a folder, or a URL such as `s3://bucket/prefix`; `memory://` for tests."""
    text = str(place)
    if text == "memory://":
        return EncryptedBlobs(MemoryStore(), vault)
    if "://" in text:
        return EncryptedBlobs(from_url(text), vault)
    Path(text).mkdir(parents=True, exist_ok=True)
    return EncryptedBlobs(LocalStore(text, mkdir=True), vault)
