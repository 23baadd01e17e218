"""The installation's secret keys, and what is sealed or signed with them.

There is one key in use and any number of former ones. What is new is sealed and signed with the one in use;
what a former one has sealed or signed is still opened and believed, until everything has been sealed anew and
the former key is taken away (docs/how-to/operate.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.settings import PlatformSettings


class WrongKey(ContactCenterError):
    """This was sealed with another secret key; restore CONTACT_CENTER_SECRET_KEY of the installation."""


class Vault:
    """Derives one key per purpose from the secret key, so that a leaked one opens nothing else."""

    def __init__(self, secret: str, former: Sequence[str] = ()) -> None:
        self._secrets = tuple(one.encode() for one in (secret, *former))
        rings = [Fernet(base64.urlsafe_b64encode(_derived(one, "seal"))) for one in self._secrets]
        self._in_use, self._all = rings[0], MultiFernet(rings)

    def key(self, purpose: str) -> bytes:
        """32 bytes for this purpose, of the key in use."""
        return _derived(self._secrets[0], purpose)

    def former_keys(self, purpose: str) -> tuple[bytes, ...]:
        """Those of the former keys: what they signed is still believed."""
        return tuple(_derived(one, purpose) for one in self._secrets[1:])

    def seal(self, plain: bytes) -> bytes:
        return self._in_use.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        try:
            return self._all.decrypt(sealed)
        except InvalidToken as wrong:
            raise WrongKey from wrong

    def is_fresh(self, sealed: bytes) -> bool:
        """Whether the key in use has sealed it."""
        try:
            self._in_use.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def vault(settings: PlatformSettings) -> Vault:
    """The vault of this installation; without a configured key one is made once and kept in `data_dir`."""
    if settings.secret_key:
        return Vault(settings.secret_key, settings.former_keys)
    in_use, *former = _kept_keys(kept_at(settings))
    return Vault(in_use, former)


def kept_at(settings: PlatformSettings) -> Path:
    """Where keys are kept that nobody has configured: the one in use in the first line, former ones below."""
    return settings.data_dir / "secret-key"


def add_key(path: Path) -> None:
    """Makes a new key the one in use; the former ones are kept."""
    _write(path, [new_key(), *_kept_keys(path)])


def drop_former_keys(path: Path) -> None:
    """To be called when nothing is sealed with them any more."""
    _write(path, _kept_keys(path)[:1])


def new_key() -> str:
    return secrets.token_urlsafe(48)


def _kept_keys(path: Path) -> list[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return [line.strip() for line in path.read_text().splitlines() if line.strip()]
    with os.fdopen(handle, "w") as file:
        made = new_key()
        file.write(made)
    return [made]


def _write(path: Path, keys: Sequence[str]) -> None:
    """Beside it and moved there whole: an interrupted write must not cost the keys."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
