"""The codes of this installation: derived from its key, put into a message only on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from crm_core.identity.domain import CODE_DIGITS, code_of, is_code

MASK: Final = "•" * CODE_DIGITS
"""Stands for the code in what is stored and shown to us."""
META: Final = "identity_code"
KEY: Final = "verification codes"
"""The purpose under which the vault derives the key."""


class IdentityCodes:
    """See `contact_center.interactions.ports.Secrets`."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def reveal(self, text: str, meta: Mapping[str, Any]) -> str:
        id = meta.get(META)
        return text.replace(MASK, code_of(self._key, UUID(id))) if isinstance(id, str) else text

    def fits(self, id: UUID, answer: str) -> bool:
        return is_code(self._key, id, answer)
