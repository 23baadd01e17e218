"""Building one process of the product: settings in, everything tied together out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import procrastinate
import structlog

from channels.email.wiring import adapter as email_adapter
from channels.sms.client import SmsAdapter
from channels.vendors.twilio.client import TwilioClient, open_http
from channels.voice.adapter import VoiceAdapter
from channels.voice.voicemail import VoicemailAdapter
from channels.webchat.adapter import WebChatAdapter
from contact_center.bootstrap.joins.claims import MessageClaims
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.contracts.channels import ChannelAdapter
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import new_id
from contact_center.platform.blobs import BlobStore, blob_store
from contact_center.platform.datafolder import open_data_folder
from contact_center.platform.jobs import Deferrer, job_app
from contact_center.platform.limits import SharedLimits
from contact_center.platform.log import configure_logging
from contact_center.platform.settings import Settings
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault, vault
from contact_center.platform.wakeups import Wakeups
from crm_core.customers.service import ConsentBook, CustomerDirectory
from routing.rules.planning import QueuePlanner

log = structlog.get_logger()

LONG_LIVED = frozenset({"web", "worker", "router"})


class NoDatabase(Invalid):
    """No database is named, and none runs here. Start the demo, or set CONTACT_CENTER_DATABASE_URL and …_SYSTEM_URL."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process has at hand. Built once in `main`, passed down, never imported."""

    process_id: UUID
    settings: Settings
    clock: Clock
    vault: Vault
    database: Database
    wakeups: Wakeups
    jobs: procrastinate.App
    blobs: BlobStore
    accounts: ChannelAccounts
    ports: Ports
    intake: Intake
    outbox: Outbox
    limits: SharedLimits


@asynccontextmanager
async def open_runtime(settings: Settings, process: str, clock: Clock | None = None) -> AsyncIterator[Runtime]:
    """Opens the connections of a process and closes them at the end."""
    if not (settings.database_url and settings.database_system_url):
        raise NoDatabase
    configure_logging(settings, process)
    if process in LONG_LIVED:
        open_data_folder(settings.data_dir)
    async with AsyncExitStack() as stack:
        yield await _build(stack, settings, clock or SystemClock())


async def _build(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Runtime:
    keys = vault(settings)
    database = Database(settings.database_url, settings.database_system_url, clock=clock, pool=settings.database_pool)
    wakeups = Wakeups(settings.redis_url)
    jobs = job_app(settings.database_system_url)
    await database.open()
    stack.push_async_callback(database.close)
    await wakeups.start()
    stack.push_async_callback(wakeups.stop)
    await jobs.open_async()
    stack.push_async_callback(jobs.close_async)
    database.defer = Deferrer(jobs)
    database.wake = wakeups.wake
    http = await stack.enter_async_context(open_http(read=settings.provider_read_timeout.total_seconds()))
    twilio = TwilioClient(http, settings.twilio_url)
    limits = SharedLimits(settings.redis_url)
    stack.push_async_callback(limits.close)
    blobs = blob_store(settings.data_dir / "blobs", keys)
    accounts = ChannelAccounts(database, keys)
    ports = Ports(
        adapters=_adapters(settings, keys, clock, database, twilio),
        customers=CustomerDirectory(),
        planner=QueuePlanner(StoredFacts()),
        consent=ConsentBook(),
        blobs=blobs,
    )
    return Runtime(
        process_id=new_id(),
        settings=settings,
        clock=clock,
        vault=keys,
        database=database,
        wakeups=wakeups,
        jobs=jobs,
        blobs=blobs,
        accounts=accounts,
        ports=ports,
        intake=Intake(database, ports, silence=settings.thread_silence, raw_kept=settings.raw_kept),
        outbox=Outbox(database, ports, accounts),
        limits=limits,
    )


def _adapters(
    settings: Settings, keys: Vault, clock: Clock, database: Database, twilio: TwilioClient
) -> dict[str, ChannelAdapter]:
    adapters: list[ChannelAdapter] = [
        WebChatAdapter(),
        VoiceAdapter(),
        VoicemailAdapter(),
        SmsAdapter(twilio, settings.public_url, MessageClaims(database), clock, settings.provider_settle),
        email_adapter(keys.key("email threads"), keys.former_keys("email threads")),
    ]
    return {adapter.channel: adapter for adapter in adapters}
