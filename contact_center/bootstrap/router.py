"""The router process: of each shard of tenants one decides, others stand by (D15)."""

from __future__ import annotations

import structlog

from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.joins.waits import MeasuredWaits
from contact_center.bootstrap.metrics_server import metrics_server
from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.worker import until_stopped
from routing.flow.watch import FlowWatch
from routing.router import service
from routing.router.translate import ChannelTraits

log = structlog.get_logger()


async def run_router(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT. A decision that is being committed then is found again by the next router."""
    async with open_runtime(settings, "router") as runtime:
        media = ChannelTraits.of({name: adapter.capabilities for name, adapter in runtime.ports.adapters.items()})
        mine = range(settings.router_shards) if settings.router_shard is None else [settings.router_shard]
        routing = [
            service.run(
                settings.database_system_url,
                runtime.database,
                runtime.wakeups,
                runtime.clock,
                media,
                holder=runtime.process_id,
                shard=shard,
                shards=settings.router_shards,
                not_again_for=settings.not_again_for,
                flow=FlowWatch(runtime.ports, MeasuredWaits()),
            )
            for shard in mine
        ]
        with metrics_server(settings, settings.router_metrics_port):
            await until_stopped([beat(runtime, "router"), *routing])
