"""The mail store: pymap's memory backend for tests, its maildir for a demo that remembers.

The store checks passwords against `Accounts` itself and makes a mailbox when it is first used, so that
starting with hundreds of demo customers costs nothing.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from pymap.backend.dict import Config as MemoryConfig
from pymap.backend.dict import Login as MemoryLogin
from pymap.backend.maildir import Config as MaildirConfig
from pymap.backend.maildir import Login as MaildirLogin
from pymap.concurrent import Subsystem
from pymap.config import IMAPConfig
from pymap.exceptions import MailboxConflict, UserNotFound
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.interfaces.token import TokensInterface
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag, Seen
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

from contact_center.demo.peers.mailserver.accounts import Accounts
from contact_center.demo.peers.mailserver.threads import Threads
from contact_center.kernel.clock import Clock

FOLDERS = ("Sent", "Archive")
"""Made with every mailbox, besides its INBOX."""


class MailStore:
    """All mailboxes of this server. `data_dir` None keeps them in memory."""

    def __init__(self, accounts: Accounts, data_dir: Path | None, clock: Clock) -> None:
        self.accounts = accounts
        self._clock = clock
        self._threads = Threads()
        self.config, self._inner = self._memory() if data_dir is None else self._maildir(data_dir)
        self.login = OpenLogin(self)
        self._known: set[str] = set()

    async def open(self) -> None:
        self.config.apply_context()
        for mailbox in self.accounts.listed:
            await self.ensure(mailbox)

    async def close(self) -> None:
        await self._threads.close()

    async def deliver(self, mailbox: str, content: bytes, *, folder: str = "INBOX", seen: bool = False) -> None:
        """Append a mail as a session of the mailbox's owner, so that clients in IDLE hear of it."""
        await self.ensure(mailbox)
        flags = frozenset({Seen} if seen else set[Flag]())
        await self._as_owner(mailbox, AppendMessage(content, self._clock.now(), flags), folder)

    async def ensure(self, mailbox: str) -> None:
        """Make the mailbox if this is its first use."""
        password = self.accounts.password_of(mailbox)
        if mailbox in self._known or password is None:
            return
        identity = await self._inner.authorize(self._identity(mailbox), mailbox)
        try:
            await identity.get()
        except UserNotFound:
            await identity.set(UserMetadata(self.config, mailbox, password=password))
        await self._make_folders(mailbox)
        self._known.add(mailbox)

    async def authenticate(self, credentials: ServerCredentials) -> IdentityInterface:
        await self.ensure(credentials.authcid)
        return await self._inner.authenticate(credentials)

    def _identity(self, mailbox: str) -> Any:
        return Namespace(name=mailbox, roles=frozenset[str]())

    async def _make_folders(self, mailbox: str) -> None:
        async def work() -> None:
            identity = await self._inner.authorize(self._identity(mailbox), mailbox)
            async with identity.new_session() as session:
                for folder in FOLDERS:
                    try:
                        await session.create_mailbox(folder)
                    except (MailboxConflict, KeyError):  # maildir's own word for a folder that is there
                        continue

        await self._execute(work())

    async def _as_owner(self, mailbox: str, message: AppendMessage, folder: str) -> None:
        async def work() -> None:
            identity = await self._inner.authorize(self._identity(mailbox), mailbox)
            async with identity.new_session() as session:
                await session.append_messages(folder, [message])

        await self._execute(work())

    async def _execute(self, work: Any) -> None:
        self.config.apply_context()  # callers come from contexts in which pymap never ran
        await self.config.subsystem.execute(work)

    def _memory(self) -> tuple[IMAPConfig, LoginInterface]:
        config = MemoryConfig(
            Namespace(), host=None, port=0, demo_data=False, demo_user="", demo_password="", **self._common()
        )
        return config, MemoryLogin(config)

    def _maildir(self, data_dir: Path) -> tuple[IMAPConfig, LoginInterface]:
        data_dir.mkdir(parents=True, exist_ok=True)
        for stale in data_dir.rglob("*.lock"):  # left by a killed server; each would block for minutes
            stale.unlink(missing_ok=True)
        config = MaildirConfig(
            Namespace(), host=None, port=0, base_dir=str(data_dir), layout="++", colon=None,
            subsystem=self._threads, **self._common(),
        )  # fmt: skip
        return config, MaildirLogin(config)

    def _common(self) -> dict[str, Any]:
        return {
            "tls_enabled": False,
            "hash_context": Cleartext(),
            "cpu_subsystem": Subsystem.for_asyncio(),
            "proxy_protocol": _no_proxy(),
            "reject_dnsbl": False,
            "invalid_user_sleep": 0.0,
            "max_append_len": 64 * 1024 * 1024,
        }


class OpenLogin(LoginInterface):
    """Signs in listed accounts and every address of an open domain."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    @property
    def tokens(self) -> TokensInterface:
        return self._store._inner.tokens

    async def authenticate(self, credentials: ServerCredentials) -> IdentityInterface:
        return await self._store.authenticate(credentials)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> IdentityInterface:
        return await self._store._inner.authorize(authenticated, authzid)


def _no_proxy() -> Any:
    from proxyprotocol.noop import ProxyProtocolNoop  # noqa: PLC0415  not needed by readers of this file

    return ProxyProtocolNoop()
