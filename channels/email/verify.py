"""Signed thread tokens: proof that a mail answers one of ours.

A token is the conversation's id with a truncated HMAC-SHA256 over tenant and conversation, in lower-case
base 32, so that it survives mail systems that change case. It travels in the Reply-To address
(`service+<token>@…`) and in our Message-ID, which answers repeat in References. It proves that the writer
has seen a mail of this conversation, not who the writer is: intake still checks the participant.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ConversationId, TenantId
from contact_center.kernel.phrases import Phrase

_MAC_BYTES = 10
TOKEN_LENGTH = 42
"""26 bytes in base 32 without padding."""
_LOCAL_PART = 64
_TOKEN = re.compile(r"(?<![a-z2-7])([a-z2-7]{42})(?![a-z2-7])", re.IGNORECASE)
_SHORTEST_KEY = 16


class ThreadTokens:
    """Makes and checks tokens. `former_keys` are still accepted after a change of the key."""

    def __init__(self, secret_key: bytes, former_keys: Sequence[bytes] = ()) -> None:
        if len(secret_key) < _SHORTEST_KEY:
            raise Invalid(Phrase("key_too_short", {"least": _SHORTEST_KEY}), field="secret_key")
        self._keys = (secret_key, *former_keys)

    def sign(self, tenant: TenantId, conversation: ConversationId) -> str:
        """The token of a conversation: always the same, `TOKEN_LENGTH` characters."""
        return _pack(conversation.bytes + self._mac(self._keys[0], tenant, conversation))

    def verify(self, tenant: TenantId, token: str) -> ConversationId | None:
        """The conversation a token was made for, None if it is not ours or another tenant's."""
        try:
            raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except (binascii.Error, ValueError):
            return None
        if len(raw) != 16 + _MAC_BYTES:
            return None
        conversation = ConversationId(UUID(bytes=raw[:16]))
        genuine = [hmac.compare_digest(raw[16:], self._mac(key, tenant, conversation)) for key in self._keys]
        return conversation if any(genuine) else None

    def find(self, tenant: TenantId, texts: Iterable[str]) -> ConversationId | None:
        """The first genuine token in addresses and Message-IDs, strongest place first."""
        for text in texts:
            for candidate in _TOKEN.findall(text)[:20]:
                conversation = self.verify(tenant, candidate)
                if conversation is not None:
                    return conversation
        return None

    @staticmethod
    def _mac(key: bytes, tenant: TenantId, conversation: ConversationId) -> bytes:
        facts = b"email-thread-1" + tenant.bytes + conversation.bytes
        return hmac.new(key, facts, hashlib.sha256).digest()[:_MAC_BYTES]


def reply_address(address: str, token: str) -> str:
    """`local+token@domain`; the plain address if the local part would grow beyond 64 characters."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+{token}"
    return f"{tagged}@{domain}" if len(tagged) <= _LOCAL_PART else address


def _pack(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
