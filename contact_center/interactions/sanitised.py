"""What a stranger wrote, made fit for storing. Pure.

PostgreSQL keeps no NUL character in text and no half of a surrogate pair, and an index entry has a
limit. An adapter may let any of them through, and one such message must not be lost for it, nor be
brought again for ever by a provider that never hears "taken". So everything textual is mended here,
once for all channels, before anything is looked up: the same input always gives the same ids.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contact_center.kernel.contracts.channels import (
    Address,
    InboundAttachment,
    InboundMessage,
    Recipients,
    RemoteFile,
    Unparseable,
    UnparseableCode,
)

LONGEST_KEY = 500
"""Characters of an id, an address or a thread key: an index entry holds 2,700 bytes."""
LONGEST_NAME = 200
_SURROGATES = re.compile("[\ud800-\udfff]")


def text(given: str) -> str:
    """Without NUL characters; the halves of surrogate pairs become U+FFFD."""
    bare = given.replace("\x00", "")
    return bare if bare.isascii() else _SURROGATES.sub("\ufffd", bare)


def identity(given: str) -> str:
    """An id of a provider. One too long for an index is stood for by its digest."""
    mended = text(given)
    if len(mended) <= LONGEST_KEY:
        return mended
    return f"sha256:{hashlib.sha256(mended.encode()).hexdigest()}"


def sanitise(message: InboundMessage) -> InboundMessage:
    """The message with all its texts mended. Raises `Unparseable` for a sender nobody could answer."""
    return replace(
        message,
        provider_id=identity(message.provider_id),
        sender=_sender(message.sender),
        reply_to=_sender(message.reply_to) if message.reply_to else None,
        text=text(message.text),
        recipient=_address(message.recipient) if message.recipient else None,
        recipients=_recipients(message.recipients),
        subject=_optional(message.subject),
        html=_optional(message.html),
        attachments=tuple(_attachment(item) for item in message.attachments),
        remote=tuple(_remote(item) for item in message.remote),
        thread_keys=_keys(message.thread_keys),
        own_keys=_keys(message.own_keys),
        sender_verified=_optional(message.sender_verified),
        language=_optional(message.language),
        meta=json(dict(message.meta)),
    )


def _sender(given: Address) -> Address:
    mended = _address(given)
    if not mended.value.strip():
        raise Unparseable(UnparseableCode.NO_SENDER)
    if len(mended.value) > LONGEST_KEY:
        raise Unparseable(UnparseableCode.SENDER_TOO_LONG, limit=LONGEST_KEY)
    return mended


def _address(given: Address) -> Address:
    name = text(given.name)[:LONGEST_NAME] if given.name else None
    return Address(given.kind, text(given.value), name or None)


def _recipients(given: Recipients) -> Recipients:
    """An address longer than any real one is nobody's."""
    return Recipients(*(
        tuple(_address(one) for one in some if len(one.value) <= LONGEST_KEY)
        for some in (given.to, given.cc, given.bcc)
    ))  # fmt: skip


def _attachment(item: InboundAttachment) -> InboundAttachment:
    return replace(
        item, name=text(item.name), content_type=text(item.content_type), content_id=_optional(item.content_id)
    )


def _remote(item: RemoteFile) -> RemoteFile:
    return RemoteFile(text(item.url), text(item.name)[:LONGEST_NAME], text(item.content_type))


def _keys(given: tuple[str, ...]) -> tuple[str, ...]:
    """A key longer than any real one is dropped: nothing of ours can ever be found by it."""
    return tuple(text(key) for key in given if 0 < len(key) <= LONGEST_KEY)


def _optional(given: str | None) -> str | None:
    return None if given is None else text(given)


def json(value: Any) -> Any:
    """Text anywhere in it, names of fields included; jsonb refuses the same characters."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {text(str(name)): json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [json(inner) for inner in value]
    return value
