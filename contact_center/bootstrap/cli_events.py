"""Commands about the readers of the log: how far they are, what they set aside, rebuilding projections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated, TypeVar

import typer

from contact_center.bootstrap.administering import Tenant, administer, say, tenant_of
from contact_center.bootstrap.consumers import consumers
from contact_center.bootstrap.joins.erp import erp_systems
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from contact_center.platform import parked
from contact_center.platform.eventlog import Consumer
from contact_center.platform.parked import ConsumerProgress, Parked, Recount, Retried, is_projection
from contact_center.platform.unit_of_work import UnitOfWork

T = TypeVar("T")
Reader = Annotated[str, typer.Argument(help="A reader of the log, as `events readers` names it.")]
Positions = Annotated[list[int], typer.Option("--position", help="Only this event; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Adds `events`."""
    group = typer.Typer(no_args_is_help=True, help="Readers of the event log, and what they set aside.")
    _looking(group)
    _mending(group)
    app.add_typer(group, name="events")


def _looking(group: typer.Typer) -> None:
    @group.command("readers")
    def readers(tenant: Tenant) -> None:
        """Show how far each reader of the log is."""

        async def act(runtime: Runtime) -> list[ConsumerProgress]:
            id = await tenant_of(runtime, tenant)
            async with runtime.database.read(id) as reader:
                return await parked.followers(reader, id)

        for one in administer(act):
            say(f"{one.consumer:20} at {one.position:>10}, {one.behind} to read, {one.parked} set aside")

    @group.command("parked")
    def aside(tenant: Tenant, limit: Annotated[int, typer.Option(min=1, max=10_000)] = 200) -> None:
        """Show events that a reader could not digest."""

        async def act(runtime: Runtime) -> list[Parked]:
            id = await tenant_of(runtime, tenant)
            async with runtime.database.read(id) as reader:
                return await parked.parked(reader, id, limit)

        found = administer(act)
        for one in found:
            fault = one.error or "fault unknown"
            say(f"{one.consumer:20} {one.position:>10}  {one.type:32} {one.at:%Y-%m-%d %H:%M:%S}  "
                f"tried {one.attempts}x  {fault}")  # fmt: skip
        if not found:
            say("Nothing is set aside.")

    @group.command("check")
    def check(tenant: Tenant) -> None:
        """Count every projection again from the log and compare; ends with 1 when one differs."""
        differs = False
        for name, found in _with_readers(tenant, _recounts):
            differs = differs or not found.agrees
            said = "agrees with the log" if found.agrees else "differs from the log"
            say(f"{name}: {said}, counted up to {found.upto}")
            for table in found.missing:
                if found.missing[table] or found.surplus[table]:
                    say(f"  {table}: {found.missing[table]} rows missing, {found.surplus[table]} too many")
        if differs:
            say("Count it anew: contact-center events rebuild NAME")
            raise typer.Exit(1)


def _mending(group: typer.Typer) -> None:
    @group.command("retry")
    def retry(reader: Reader, tenant: Tenant, position: Positions = []) -> None:  # noqa: B006 - typer's "none"
        """Give a reader its parked events again."""

        async def act(runtime: Runtime, id: TenantId, known: list[Consumer]) -> Retried:
            chosen = parked.named(known, reader)
            done = await parked.retry(runtime.database, id, chosen, position or None)
            await _note(runtime, id, "parked events retried", reader, digested=done.digested, left=done.left)
            return done

        done = _with_readers(tenant, act)
        say(f"{done.digested} digested, {done.left} still set aside.")
        if done.left:
            raise typer.Exit(1)

    @group.command("rebuild")
    def rebuild(reader: Reader, tenant: Tenant) -> None:
        """Rebuild a projection from the start of the log; pages show its old figures until it is done."""

        async def act(runtime: Runtime, id: TenantId, known: list[Consumer]) -> int:
            upto = await parked.rebuild(runtime.database, id, parked.named(known, reader))
            await _note(runtime, id, "projection rebuilt", reader, position=upto)
            return upto

        say(f"{reader} is counted anew, up to position {_with_readers(tenant, act)}.")


async def _recounts(runtime: Runtime, id: TenantId, known: list[Consumer]) -> list[tuple[str, Recount]]:
    return [(one.name, await parked.recount(runtime.database, id, one)) for one in known if is_projection(one)]


async def _note(runtime: Runtime, id: TenantId, action: str, reader: str, **details: int) -> None:
    async def write(work: UnitOfWork) -> None:
        await directory.audit(work, action, f"consumer:{reader}", **details)

    await runtime.database.run(id, write, actor="cli")


def _with_readers(tenant: str, does: Callable[[Runtime, TenantId, list[Consumer]], Awaitable[T]]) -> T:
    async def act(runtime: Runtime) -> T:
        async with AsyncExitStack() as closing:
            erp = erp_systems(runtime)
            closing.push_async_callback(erp.close)
            of_channels = [one for channel in runtime.channels for one in channel.worker(runtime, closing).consumers]
            return await does(runtime, await tenant_of(runtime, tenant), consumers(of_channels, erp, runtime.ports))

    return administer(act)
