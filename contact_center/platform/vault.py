"""The installation's secret key, and what is sealed or signed with it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.settings import Settings


class WrongKey(ContactCenterError):
    """This was sealed with another secret key; restore CONTACT_CENTER_SECRET_KEY of the installation."""


class Vault:
    """Derives one key per purpose from the secret key, so that a leaked one opens nothing else."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self.key("seal")))

    def key(self, purpose: str) -> bytes:
        """32 bytes for this purpose."""
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    def seal(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as wrong:
            raise WrongKey from wrong


def vault(settings: Settings) -> Vault:
    """The vault of this installation; without a configured key one is made once and kept in `data_dir`."""
    return Vault(settings.secret_key or _kept_key(settings.data_dir / "secret-key"))


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
