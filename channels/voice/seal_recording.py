"""`python -m channels.voice.seal_recording KEY FILE`: seals a recording and puts it into the blob store.

A process of its own: sealing an hour's call takes seconds of work that the mixer of the calls going on
must not wait for. What it needs to know is in the environment, like for every process of the product.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from contact_center.platform.blobs import blob_store
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.vault import vault

GENTLY = 15


async def keep(key: str, path: Path) -> None:
    settings = PlatformSettings()
    content = await asyncio.to_thread(path.read_bytes)
    await blob_store(settings.data_dir / "blobs", vault(settings)).put(key, content)


if __name__ == "__main__":
    os.nice(GENTLY)
    asyncio.run(keep(sys.argv[1], Path(sys.argv[2])))
