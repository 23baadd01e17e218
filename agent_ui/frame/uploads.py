"""Text files as people upload them: UTF-8, or Big5 as older programs in Taiwan write it."""

from __future__ import annotations

from starlette.datastructures import UploadFile


async def text_of(file: UploadFile, most: int) -> str | None:
    """Its text; None for a file of more than so many bytes, or one that is no text."""
    raw = await file.read(most + 1)
    if len(raw) > most:
        return None
    for encoding in ("utf-8-sig", "big5hkscs"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
