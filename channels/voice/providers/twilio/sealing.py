"""What stands in addresses that Twilio asks at and that only we may read, or make."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

from contact_center.kernel.contracts.telephony import KEYS, MOST_KEYS
from contact_center.platform.vault import Vault, WrongKey

_PURPOSE: Final = "twilio-prompts"


class SealedKeys:
    """Keys that an agent presses: whoever sees the address, as Twilio's own log does, cannot tell which they are."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, digits: str) -> str:
        return self._vault.seal(digits.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """None for what we have not sealed, or what are no keys."""
        try:
            digits = self._vault.open(sealed.encode()).decode()
        except (WrongKey, UnicodeError):
            return None
        return digits if 0 < len(digits) <= MOST_KEYS and not set(digits) - set(KEYS) else None


class PromptSignatures:
    """Recorded prompts are fetched at addresses that only we can make."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sign(self, account: UUID, sound: UUID) -> str:
        return _signature(self._vault.key(_PURPOSE), account, sound)

    def is_ours(self, account: UUID, sound: UUID, signature: str) -> bool:
        keys = (self._vault.key(_PURPOSE), *self._vault.former_keys(_PURPOSE))
        made = [_signature(key, account, sound).encode() for key in keys]
        return any(hmac.compare_digest(one, signature.encode()) for one in made)


def _signature(key: bytes, account: UUID, sound: UUID) -> str:
    made = hmac.new(key, account.bytes + sound.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode()
