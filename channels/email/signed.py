"""The words inside an opaque S/MIME signature (`application/pkcs7-mime; smime-type=signed-data`).

Only taken out, never checked: who signed is not said. A walk over DER or BER of at most a few levels.
"""

from __future__ import annotations

_DATA = bytes.fromhex("2a864886f70d010701")
_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OID, _OCTETS, _OCTETS_MADE, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
_LEVELS = 8


def content_of(message: bytes) -> bytes | None:
    """What was signed, None if this is no signature that carries its content (encrypted, detached, broken)."""
    try:
        kind, signed = _typed(_inner(message, _SEQUENCE))
        if kind != _SIGNED or signed is None:
            return None
        fields = _items(_inner(signed, _SEQUENCE))
        content = next(value for tag, value in fields if tag == _SEQUENCE)
        kind, inside = _typed(content)
        return _octets(inside, 0) if kind == _DATA and inside is not None else None
    except (IndexError, StopIteration, ValueError):
        return None


def _typed(body: bytes) -> tuple[bytes, bytes | None]:
    items = _items(body)
    if items[0][0] != _OID:
        raise ValueError
    return items[0][1], next((value for tag, value in items[1:] if tag == _EXPLICIT), None)


def _inner(data: bytes, tag: int) -> bytes:
    found, value, _ = _item(data, 0)
    if found != tag:
        raise ValueError
    return value


def _octets(data: bytes, level: int) -> bytes:
    if level > _LEVELS:
        raise ValueError
    found = []
    for tag, value in _items(data):
        found.append(_octets(value, level + 1) if tag == _OCTETS_MADE else value if tag == _OCTETS else b"")
    return b"".join(found)


def _items(data: bytes) -> list[tuple[int, bytes]]:
    items: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data) and len(items) < 100_000:
        tag, value, at = _item(data, at)
        if tag == 0 and not value:
            break
        items.append((tag, value))
    return items


def _item(data: bytes, at: int) -> tuple[int, bytes, int]:
    tag, length, at = data[at], data[at + 1], at + 2
    if length == 0x80:  # no length: up to the end mark of this level
        end = _end_of(data, at)
        return tag, data[at:end], end + 2
    if length > 0x80:
        count = length & 0x7F
        if count > 8:
            raise ValueError
        length, at = int.from_bytes(data[at : at + count], "big"), at + count
    if at + length > len(data):
        raise ValueError
    return tag, data[at : at + length], at + length


def _end_of(data: bytes, at: int) -> int:
    """Where the end mark stands that closes what began just before `at`."""
    open_ = 1
    while True:
        tag, length = data[at], data[at + 1]
        if tag == 0 and length == 0:
            open_ -= 1
            if not open_:
                return at
            at += 2
        elif length == 0x80:
            open_ += 1
            at += 2
        elif length < 0x80:
            at += 2 + length
        else:
            count = length & 0x7F
            at += 2 + count + int.from_bytes(data[at + 2 : at + 2 + count], "big")
