"""Which files are pictures that a browser may show. Pure.

By their first bytes, never by name or declared type: what a stranger calls a picture may be a page with a script.
"""

from __future__ import annotations

from typing import Final

_BEGIN: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


def kind_of(content: bytes) -> str | None:
    """The media type of a raster picture; None for everything else (SVG may carry scripts and is no such picture)."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _BEGIN.items() if content.startswith(begin)), None)
