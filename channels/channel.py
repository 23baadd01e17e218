"""A channel as it declares itself: what `wiring.py` of its folder says, and all that the product asks of it.

The product knows channels by this alone; which there are is said in one place, `bootstrap/joins/channels`, and an
installed package adds its own under the entry point `contact_center.channels`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from uuid import UUID

from fastapi import APIRouter, params

from channels.declaring import AccountSetting, ConnectionFinding
from channels.ports import Languages, LegalHolds, QueueSettings, Waits
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import Capabilities, ChannelAccount, ChannelAdapter
from contact_center.platform.blobs import BlobStore
from contact_center.platform.eventlog import Consumer
from contact_center.platform.limits import SharedLimits
from contact_center.platform.live import Hub
from contact_center.platform.personal import Table
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault
from contact_center.platform.wakeups import Wakeups


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a process of the product has before its channels are opened."""

    process_id: UUID
    settings: PlatformSettings
    clock: Clock
    vault: Vault
    database: Database
    wakeups: Wakeups
    blobs: BlobStore
    accounts: ChannelAccounts
    limits: SharedLimits


class Centre(Protocol):
    """The contact centre as a channel meets it in a running process: its resources, the door in and the door out."""

    @property
    def process_id(self) -> UUID: ...
    @property
    def settings(self) -> PlatformSettings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def database(self) -> Database: ...
    @property
    def wakeups(self) -> Wakeups: ...
    @property
    def blobs(self) -> BlobStore: ...
    @property
    def accounts(self) -> ChannelAccounts: ...
    @property
    def limits(self) -> SharedLimits: ...
    @property
    def ports(self) -> Ports: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def languages(self) -> Languages: ...
    @property
    def queue_settings(self) -> QueueSettings: ...
    @property
    def legal_holds(self) -> LegalHolds: ...


Task = Callable[[], Awaitable[None]]
"""Runs as long as its process; one that fails ends the process, so that it is restarted."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Routes of the web process. `dependencies` say who may call those that do not say it themselves."""

    router: APIRouter
    dependencies: Sequence[params.Depends] = ()


@dataclass(frozen=True, slots=True)
class WebPart:
    """What a channel adds to the web process."""

    endpoints: Sequence[Endpoints] = ()
    tasks: Sequence[Task] = ()
    trouble: Mapping[str, str] = field(default_factory=dict)
    """What does not work on this machine and why, by the name under which `/readyz` tells it; `ok` where it does."""


@dataclass(frozen=True, slots=True)
class WorkerPart:
    """What a channel adds to the worker process: pollers and the like, and followers of the log."""

    tasks: Sequence[Task] = ()
    consumers: Sequence[Consumer] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessResources:
    """What a process of a channel's own has when it runs."""

    settings: PlatformSettings
    clock: Clock
    vault: Vault
    database: Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProcess:
    """A process that a channel needs beside those of the product: `contact-center <name>` runs it."""

    name: str
    run: Callable[[ProcessResources], Awaitable[None]]
    """Until SIGTERM or SIGINT. Its docstring is what the command line says of it."""
    port: Callable[[PlatformSettings], int]
    """On the loopback it answers there, at `/health`, once it is ready."""
    stop_timeout: float = 5.0
    """Seconds for what it has to bring to an end."""


class Channel:
    """One channel. Everything but `adapters` may be left as it is here.

    Holds no state: what it opens goes on the stack that is given with it.
    """

    code: ClassVar[str]
    """What accounts, conversations and policies call it; it is stored, so it never changes."""
    capabilities: ClassVar[Mapping[str, Capabilities]] = {}
    """What its work can do, each kind by its code, for who asks without opening it; as its adapters say."""
    processes: ClassVar[Sequence[ChannelProcess]] = ()
    connected: ClassVar[bool] = True
    """Its accounts are connected by an administrator; False: what it needs is made with its first work."""
    account_words: ClassVar[str] = ""
    """Under which `agent_ui/words/connections` has what its address is called and what is left to do."""
    settings: ClassVar[Sequence[AccountSetting]] = ()
    """What its accounts are told, in the order of a form."""
    personal: ClassVar[Sequence[Table]] = ()
    """Its own tables in schema `channels`, column by column."""

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        """Its adapter; more than one if it brings work of several kinds."""
        raise NotImplementedError

    def address(self, text: str, settings: Mapping[str, Any], region: str) -> str:
        """The address of a new account in the one form in which it is kept; `region` (ISO 3166) is the country of
        national numbers. Raises `Invalid` for one that cannot be used."""
        return text

    def check(self, account: ChannelAccount) -> None:
        """Raises an error that names the setting or secret of a new account which cannot be used."""

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        """What is left to do outside the product after connecting it, in words; empty: nothing."""
        return ""

    def to_copy(self, account: ChannelAccount, public_url: str) -> str:
        """What `next_step` asks to enter elsewhere, exactly; empty: nothing."""
        return ""

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        """Whether the account works now, asked of the other side, in the order in which it should be mended.

        Nothing is sent and nothing changed. `settings` are those of the installation.
        """
        return ()

    def web(self, centre: Centre, hub: Hub, closing: AsyncExitStack) -> WebPart:
        return WebPart()

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        return WorkerPart()
