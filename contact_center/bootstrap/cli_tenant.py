"""The command line's part about the organisations of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contact_center.bootstrap import whole_tenant
from contact_center.bootstrap.administering import administer, say, tenant_of
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory.tenancy import service as tenancy
from contact_center.directory.tenancy.domain import Organisation

Slug = Annotated[str, typer.Argument(help="The organisation's short name.")]
DELETES = """This deletes {name} ({slug}): {rows} rows and {files} files, for good. Nothing brings them back but a
backup, or `contact-center tenant export {slug} FILE`, made before."""


def register(app: typer.Typer) -> None:
    """Adds `tenant`."""
    group = typer.Typer(no_args_is_help=True, help="Organisations served by this installation.")

    @group.command("add")
    def add(slug: str, name: str, locale: str = "en", time_zone: str = "UTC") -> None:
        """Add an organisation."""

        async def act(runtime: Runtime) -> None:
            await directory.create_tenant(runtime.database, slug=slug, name=name, locale=locale, time_zone=time_zone)

        administer(act)
        say(f"{name} is there. Next: contact-center user add --tenant {slug} LOGIN NAME --role admin")

    @group.command("list")
    def show() -> None:
        """Who is served here, how many people each has, and when the last of them was there."""
        found = administer(lambda runtime: tenancy.organisations(runtime.database))
        for one in found:
            say(_line(one))
        if not found:
            say("There is none yet. Add one: contact-center tenant add SLUG NAME")

    _add_states(group)
    _add_whole(group)
    app.add_typer(group, name="tenant")


def _add_states(group: typer.Typer) -> None:
    @group.command("suspend")
    def suspend(slug: Slug, why: Annotated[str, typer.Option(help="For whoever asks.")]) -> None:
        """Nobody of it comes in from now on; what its customers write is kept for when it is resumed."""

        async def act(runtime: Runtime) -> int:
            tenant = await tenant_of(runtime, slug)
            return await runtime.database.run(tenant, lambda work: tenancy.suspend(work, why), actor="cli")

        out = administer(act)
        say(f"{slug} is suspended; {out} who were in are out. Take it back: contact-center tenant resume {slug}")

    @group.command("resume")
    def resume(slug: Slug) -> None:
        """Everybody of it may sign in again."""

        async def act(runtime: Runtime) -> None:
            await runtime.database.run(await tenant_of(runtime, slug), tenancy.resume, actor="cli")

        administer(act)
        say(f"{slug} is in service again.")


def _add_whole(group: typer.Typer) -> None:
    @group.command("export")
    def export(slug: Slug, file: Path) -> None:
        """Write everything it has into one ZIP file: rows as JSON lines, files as they are. Passwords and keys are left
        out."""

        async def act(runtime: Runtime) -> whole_tenant.Whole:
            return await whole_tenant.export(runtime, await tenant_of(runtime, slug), file, _progress)

        done = administer(act)
        say(
            f"{file}: {done.rows} rows, {done.files} files. It holds personal data: keep it where nobody else reads it."
        )

    @group.command("delete")
    def delete(slug: Slug) -> None:
        """Delete a suspended organisation with everything it has; asks for its short name once more."""

        async def look(runtime: Runtime) -> tuple[str, whole_tenant.Whole]:
            tenant = await tenant_of(runtime, slug)
            async with runtime.database.read(tenant) as reader:
                await tenancy.check_suspended(reader, tenant)
                name = (await directory.tenant(reader, tenant)).name
            return name, await whole_tenant.size(runtime, tenant)

        name, there = administer(look)
        say(DELETES.format(name=name, slug=slug, rows=there.rows, files=there.files))
        if typer.prompt("Its short name, to delete it").strip() != slug:
            say("Nothing was deleted.")
            raise typer.Exit(1)

        async def act(runtime: Runtime) -> whole_tenant.Whole:
            return await whole_tenant.delete(runtime, await tenant_of(runtime, slug), _progress)

        gone = administer(act)
        say(f"{slug} is gone: {gone.rows} rows, {gone.files} files.")


def _progress(what: str, count: int) -> None:
    if count:
        say(f"  {what}: {count}")


def _line(one: Organisation) -> str:
    seen = one.last_seen_at.isoformat(timespec="minutes") if one.last_seen_at else "-"
    state = f"suspended {one.suspended_at:%Y-%m-%d}: {one.suspended_why}" if one.suspended_at else "in service"
    return f"{one.slug:<20} {one.people:>5} people  last there {seen:<25}  {state}  {one.name}"
