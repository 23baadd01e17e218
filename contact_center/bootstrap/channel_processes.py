"""Processes that channels declare for themselves, run as those of the product are."""

from __future__ import annotations

from channels.channel import ChannelProcess, ProcessResources
from contact_center.bootstrap.joins.channels import channels
from contact_center.bootstrap.probes import answers_http
from contact_center.bootstrap.process import ProcessSpec
from contact_center.bootstrap.runtime import NoDatabase
from contact_center.bootstrap.settings import Settings
from contact_center.kernel.clock import SystemClock
from contact_center.platform.datafolder import open_data_folder
from contact_center.platform.log import configure_logging
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import vault


def declared_processes() -> tuple[ChannelProcess, ...]:
    return tuple(process for channel in channels() for process in channel.processes)


async def run_process(process: ChannelProcess, settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises `NoDatabase`."""
    if not (settings.database_url and settings.database_system_url):
        raise NoDatabase
    configure_logging(settings, process.name)
    open_data_folder(settings.data_dir)
    clock = SystemClock()
    database = Database(settings.database_url, settings.database_system_url, clock=clock, pool=2)
    await database.open()
    try:
        await process.run(ProcessResources(settings=settings, clock=clock, vault=vault(settings), database=database))
    finally:
        await database.close()


def process_specs(settings: Settings, command: list[str], env: dict[str, str]) -> list[ProcessSpec]:
    """For a supervisor; `command` is that of the product."""
    return [
        ProcessSpec(
            process.name,
            [*command, process.name],
            env,
            ready=answers_http(process.port(settings), "/health"),
            ports=(process.port(settings),),
            stop_timeout=process.stop_timeout,
        )
        for process in declared_processes()
    ]
