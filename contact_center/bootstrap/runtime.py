"""Building one process of the product: settings in, everything tied together out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields

import procrastinate
import structlog

from channels.channel import Channel, Resources
from channels.ports import Languages, LegalHolds, QueueSettings, Waits
from contact_center.bootstrap.joins.channels import channels
from contact_center.bootstrap.joins.customers import CustomersLanguages, CustomersNumbers
from contact_center.bootstrap.joins.holds import StoredHolds
from contact_center.bootstrap.joins.queues import StoredQueueSettings
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.joins.signatures import StoredSignatures
from contact_center.bootstrap.joins.waits import QueueWaits
from contact_center.bootstrap.settings import Settings
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import ManySecrets, Ports
from contact_center.interactions.section import InteractionsSection
from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import new_id
from contact_center.platform.blobs import blob_store
from contact_center.platform.datafolder import open_data_folder
from contact_center.platform.jobs import Deferrer, job_app
from contact_center.platform.limits import SharedLimits
from contact_center.platform.log import configure_logging
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import vault
from contact_center.platform.wakeups import Wakeups
from crm_core.care.links import KEY as RATING_KEY
from crm_core.care.links import RatingLinks
from crm_core.customers.service import ConsentBook, CustomerDirectory
from crm_core.identity.codes import KEY, IdentityCodes
from routing.rules.planning import QueuePlanner

log = structlog.get_logger()

LONG_LIVED = frozenset({"web", "worker", "router"})


class NoDatabase(Invalid):
    """No database is named, and none runs here. Start the demo, or set CONTACT_CENTER_DATABASE_URL and …_SYSTEM_URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime(Resources):
    """What a process has at hand. Built once in `main`, passed down, never imported."""

    jobs: procrastinate.App
    channels: tuple[Channel, ...]
    ports: Ports
    intake: Intake
    outbox: Outbox
    waits: Waits
    languages: Languages
    queue_settings: QueueSettings
    legal_holds: LegalHolds


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
    limits = SharedLimits(settings.redis_url)
    stack.push_async_callback(limits.close)
    resources = Resources(
        process_id=new_id(),
        settings=settings,
        clock=clock,
        vault=keys,
        database=database,
        wakeups=wakeups,
        blobs=blob_store(settings.data_dir / "blobs", keys),
        accounts=ChannelAccounts(database, keys),
        limits=limits,
    )
    return await _tied(stack, resources, jobs)


async def _tied(stack: AsyncExitStack, resources: Resources, jobs: procrastinate.App) -> Runtime:
    known, settings = channels(), resources.settings
    adapters = [adapter for channel in known for adapter in await channel.adapters(resources, stack)]
    ports = Ports(
        adapters={adapter.channel: adapter for adapter in adapters},
        customers=CustomerDirectory(),
        planner=QueuePlanner(StoredFacts()),
        consent=ConsentBook(),
        blobs=resources.blobs,
        secrets=ManySecrets(
            IdentityCodes(resources.vault.key(KEY)), RatingLinks(resources.vault.key(RATING_KEY), settings.public_url)
        ),
        signatures=StoredSignatures(),
    )
    own = section(settings, InteractionsSection)
    return Runtime(
        **{field.name: getattr(resources, field.name) for field in fields(Resources)},
        jobs=jobs,
        channels=known,
        ports=ports,
        intake=Intake(resources.database, ports, silence=own.thread_silence, raw_kept=own.raw_kept),
        outbox=Outbox(resources.database, ports, resources.accounts),
        waits=QueueWaits(ports, CustomersNumbers()),
        languages=CustomersLanguages(),
        queue_settings=StoredQueueSettings(),
        legal_holds=StoredHolds(),
    )
