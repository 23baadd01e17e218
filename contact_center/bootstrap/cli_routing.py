"""The command line's part about the routing policy."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from agent_ui.words.english import English
from contact_center.bootstrap.administering import Tenant, administer, say, tenant_of
from contact_center.bootstrap.runtime import Runtime
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy import service as publishing
from routing.policy.errors import PolicyInvalid
from routing.policy.files import Parsed, parse

T = TypeVar("T")

Note = Annotated[str, typer.Option(help="Why, for the history.")]


class UnreadableFile(Invalid):
    """This file cannot be read as text; name one that `contact-center routing export` wrote, or - for the input."""


def register(app: typer.Typer) -> None:
    """Adds `routing`."""
    group = typer.Typer(no_args_is_help=True, help="The routing policy: queues, skills, profiles, hours and rules.")
    _files(group)
    _versions(group)
    app.add_typer(group, name="routing")


def _files(group: typer.Typer) -> None:
    @group.command("export")
    def export(
        tenant: Tenant,
        file: Annotated[str, typer.Option(help="File to write; - is standard output.")] = "-",
        version: Annotated[int | None, typer.Option(help="An older version.")] = None,
    ) -> None:
        """Write the whole policy as a readable file."""
        text = _reading(tenant, lambda reader, of: publishing.export(reader, of, version))
        if file == "-":
            sys.stdout.write(text)
        else:
            Path(file).write_text(text, encoding="utf-8")
            say(f"The policy is in {file}.")

    @group.command("import")
    def import_(
        file: str,
        tenant: Tenant,
        note: Note = "",
        draft: Annotated[bool, typer.Option(help="Keep it as the draft; do not publish.")] = False,
    ) -> None:
        """Publish a file, whole or not at all."""
        parsed = _parsed(file)
        if draft:
            kept = _writing(tenant, lambda work: publishing.draft_file(work, parsed))
            _tell(kept)
            return
        say(
            f"Version {_writing(tenant, lambda work: publishing.import_file(work, parsed, note=note))} is followed now."
        )

    @group.command("publish")
    def publish(tenant: Tenant, note: Note = "") -> None:
        """Publish the draft."""
        number = _writing(tenant, lambda work: publishing.publish_latest_draft(work, note))
        say(f"Version {number} is followed now.")


def _versions(group: typer.Typer) -> None:
    @group.command("versions")
    def versions(tenant: Tenant, limit: Annotated[int, typer.Option(min=1, max=1000)] = 20) -> None:
        """Show who published what when, newest first."""
        for one in _reading(tenant, lambda reader, of: publishing.versions(reader, of, limit=limit)):
            back = f" of version {one.restores}" if one.restores is not None else ""
            say(f"{one.version:>5}  {one.at:%Y-%m-%d %H:%M}  {one.source + back:24} {one.author:24} {one.note}")

    @group.command("changes")
    def changes(version: int, tenant: Tenant, to: int | None = None) -> None:
        """Show what is different since a version."""
        for one in _reading(tenant, lambda reader, of: publishing.difference(reader, of, version, to)):
            say(English().difference(one))

    @group.command("rollback")
    def rollback(version: int, tenant: Tenant, note: Note = "") -> None:
        """Publish an older version again."""
        number = _writing(tenant, lambda work: publishing.roll_back(work, version, note))
        say(f"Version {number} is followed now, as version {version} was.")


def _tell(draft: publishing.PolicyDraft) -> None:
    say(f"The draft is kept (revision {draft.revision}).")
    for problem in draft.problems:
        say(f"  {English().problem_line(problem)}")


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise UnreadableFile(str(wrong), field="file") from wrong


def _reading(tenant: str, asks: Callable[[Reader, TenantId], Awaitable[T]]) -> T:
    async def act(runtime: Runtime) -> T:
        id = await tenant_of(runtime, tenant)
        async with runtime.database.read(id) as reader:
            return await asks(reader, id)

    return administer(act)


def _parsed(file: str) -> Parsed:
    """Before the database is asked for anything. Ends with each problem on a line of its own."""
    try:
        return parse(_text(file))
    except PolicyInvalid as wrong:
        _refuse(wrong)
        raise typer.Exit(1) from wrong


def _refuse(wrong: PolicyInvalid) -> None:
    english = English()
    sys.stderr.write(f"contact-center: {english.error(wrong).title}\n")
    for problem in wrong.problems:
        sys.stderr.write(f"  {english.problem_line(problem)}\n")


def _writing(tenant: str, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Each problem of a policy on a line of its own."""

    async def act(runtime: Runtime) -> T:
        return await runtime.database.run(await tenant_of(runtime, tenant), does, actor="cli")

    try:
        return administer(act)
    except PolicyInvalid as wrong:
        _refuse(wrong)
        raise typer.Exit(1) from wrong
