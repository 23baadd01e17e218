"""Where the files of the warehouse are: open Parquet in a folder, or under a URL such as `s3://bucket/prefix`.

They are not sealed, as other blobs are: whatever engine a company has is meant to read them, and they hold ids, codes
and figures, and no word of a customer (decision 0104). A file never changes, so a copy of one that is far away is as
good as the file.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url


class FactFolder:
    """An object store of which each file can be had as a path on this machine."""

    def __init__(self, place: str, copies: Path) -> None:
        self._far = "://" in place
        self._root = copies if self._far else Path(place)
        self._root.mkdir(parents=True, exist_ok=True)
        self._store: ObjectStore = from_url(place) if self._far else LocalStore(place, mkdir=True)

    async def put(self, key: str, made: Path) -> int:
        """Takes a file that was made elsewhere; its size in bytes."""
        content = await asyncio.to_thread(made.read_bytes)
        await obstore.put_async(self._store, key, content)
        return len(content)

    async def path(self, key: str) -> Path:
        path = self._root / key
        if self._far and not await asyncio.to_thread(path.exists):
            found = await (await obstore.get_async(self._store, key)).bytes_async()
            await asyncio.to_thread(_keep, path, bytes(found))
        return path

    async def older(self, prefix: str, before: datetime) -> list[str]:
        """What was put below a prefix before an instant, by the clock of the store."""
        found = []
        async for some in obstore.list(self._store, prefix=prefix):
            found += [one["path"] for one in some if one["last_modified"] < before]
        return found

    async def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        if self._far:
            await asyncio.to_thread((self._root / key).unlink, missing_ok=True)
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may look for it at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{id(content)}.part")
    fresh.write_bytes(content)
    fresh.replace(path)
