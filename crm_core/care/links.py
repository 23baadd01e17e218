"""Where a customer answers: an address nobody can guess, derived from this installation's key, kept only as a hash.

It is put into a message on its way out; what is stored and shown to us has a mask in its place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

MASK: Final = "•" * 8
META: Final = "rating"
KEY: Final = "rating links"
"""The purpose under which the vault derives the key."""
TOKEN_BYTES: Final = 16
TOKEN_LENGTH: Final = 22
"""Characters of a token."""


class RatingLinks:
    """See `contact_center.interactions.ports.Secrets`."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._root = f"{public_url.rstrip('/')}/rate/"

    @property
    def masked(self) -> str:
        """The address as we keep it."""
        return f"{self._root}{MASK}"

    def token(self, rating: UUID) -> str:
        """128 bits that nobody has without the key; the id itself is random, too."""
        made = hmac.new(self._key, rating.bytes, hashlib.sha256).digest()[:TOKEN_BYTES]
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def reveal(self, text: str, meta: Mapping[str, Any]) -> str:
        id = meta.get(META)
        return text.replace(self.masked, f"{self._root}{self.token(UUID(id))}") if isinstance(id, str) else text


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
