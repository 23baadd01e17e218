"""Who has a mailbox here. Pure: an address comes in, the mailbox it belongs to goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contact_center.kernel.errors import Invalid

_SAFE = re.compile(r"^[a-z0-9][a-z0-9._=-]{0,62}@[a-z0-9][a-z0-9.-]{0,250}$")
"""A mailbox name becomes a folder name, so it has to be harmless as one."""


@dataclass(frozen=True, slots=True)
class Account:
    address: str
    password: str = field(default="demo", repr=False)


class Accounts:
    """Listed accounts, and whole domains of which every address exists as soon as it is used."""

    def __init__(
        self,
        accounts: Iterable[Account] = (),
        domains: Iterable[str] = (),
        domain_password: str = "demo",  # noqa: S107  the demo's public password
    ) -> None:
        self._passwords = {account.address.lower(): account.password for account in accounts}
        self._domains = frozenset(domain.lower() for domain in domains)
        self._domain_password = domain_password

    @classmethod
    def from_file(cls, path: Path) -> Accounts:
        """Read `{"accounts": [{"address", "password"}], "domains": […], "domain_password": …}`.

        Raises `Invalid` naming the file and what is wrong with it.
        """
        try:
            raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            listed = [Account(str(each["address"]), str(each.get("password", "demo"))) for each in raw["accounts"]]
        except OSError as error:
            raise Invalid(f"accounts file {path} cannot be read: {error.strerror}", field="accounts") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid(f'accounts file {path} needs {{"accounts": [{{"address": …}}]}}: {error!r}') from error
        return cls(listed, raw.get("domains", ()), str(raw.get("domain_password", "demo")))

    @property
    def listed(self) -> tuple[str, ...]:
        return tuple(self._passwords)

    def mailbox_for(self, address: str) -> str | None:
        """The mailbox an address is delivered to (`name+anything@…` goes to `name@…`), None if unknown."""
        local, at, domain = address.strip().lower().rpartition("@")
        mailbox = f"{local.split('+', 1)[0]}@{domain}"
        if not at or not _SAFE.match(mailbox):
            return None
        return mailbox if mailbox in self._passwords or domain in self._domains else None

    def password_of(self, mailbox: str) -> str | None:
        """The password that opens a mailbox, None if there is no such mailbox."""
        if mailbox in self._passwords:
            return self._passwords[mailbox]
        return self._domain_password if self.mailbox_for(mailbox) == mailbox else None
