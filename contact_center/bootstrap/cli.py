"""The command line: processes, migrations and what an administrator sets up by hand."""

from __future__ import annotations

import gc
import getpass
import importlib
import importlib.util
import sys
from collections.abc import Awaitable, Callable
from uuid import UUID

import typer

from agent_ui.words.english import English
from channels.channel import ChannelProcess
from contact_center.bootstrap import (
    cli_connecting,
    cli_events,
    cli_key,
    cli_rehearsing,
    cli_routing,
    cli_tenant,
    cli_twilio,
)
from contact_center.bootstrap import migrate as migrations
from contact_center.bootstrap.administering import Tenant, administer, say, tenant_of
from contact_center.bootstrap.channel_processes import declared_processes, run_process
from contact_center.bootstrap.joins.people import people_ports
from contact_center.bootstrap.runtime import Runtime
from contact_center.bootstrap.settings import Settings
from contact_center.directory import keys
from contact_center.directory import service as directory
from contact_center.directory.errors import NoSuchUser
from contact_center.directory.people import service as people
from contact_center.directory.people.domain import NewPerson
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import Role
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from routing.policy import service as publishing

DEMO = "contact_center.demo.commands"
"""Found by name, as nothing of the product imports the demo (docs/decisions/0041)."""

app = typer.Typer(no_args_is_help=True, add_completion=False, help="An open omnichannel contact centre.")
user_app = typer.Typer(no_args_is_help=True, help="Agents, supervisors and administrators.")
queue_app = typer.Typer(no_args_is_help=True, help="Queues.")
app.add_typer(user_app, name="user")
app.add_typer(queue_app, name="queue")


def run(main: Awaitable[None]) -> None:
    """A process of the product on uvloop, the faster event loop."""
    import uvloop  # noqa: PLC0415 - only processes need it

    # What the imports made stays; looking through it for garbage again and again only holds up the event loop. The
    # rest is mostly freed by counting references, so that it is looked through more seldom than by default, too.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    uvloop.run(_awaited(main))


async def _awaited(main: Awaitable[None]) -> None:
    await main


@app.command()
def web() -> None:
    """Serve the console, webhooks, widget and API."""
    from contact_center.bootstrap.web import run_web  # noqa: PLC0415 - each process loads its own parts

    run(run_web(Settings()))


@app.command()
def worker() -> None:
    """Run jobs, mailbox pollers and log consumers."""
    from contact_center.bootstrap.worker import run_worker  # noqa: PLC0415

    run(run_worker(Settings()))


@app.command()
def router() -> None:
    """Route work to agents; a second router is a standby."""
    from contact_center.bootstrap.router import run_router  # noqa: PLC0415

    run(run_router(Settings()))


def _of_channel(process: ChannelProcess) -> Callable[[], None]:
    def command() -> None:
        run(run_process(process, Settings()))

    return command


for declared in declared_processes():
    app.command(declared.name, help=declared.run.__doc__)(_of_channel(declared))


@app.command()
def migrate() -> None:
    """Migrate the database to the current schema (CONTACT_CENTER_DATABASE_OWNER_URL)."""
    settings = Settings()
    if not settings.database_owner_url:
        raise typer.BadParameter("set CONTACT_CENTER_DATABASE_OWNER_URL to the database as its owner")
    migrations.migrate(settings.database_owner_url)
    say("The database has the present schema.")


@user_app.command("add")
def add_user(login: str, name: str, tenant: Tenant, role: Role = Role.AGENT, locale: str = "en") -> None:
    """Add a user; asks for the password."""
    password = getpass.getpass("Password: ")

    async def act(runtime: Runtime) -> None:
        id = await tenant_of(runtime, tenant)

        async def create(work: UnitOfWork) -> None:
            new = NewPerson(name, role, login=login, locale=locale)
            await people.add(work, people_ports(runtime.ports), new, password=password)

        await runtime.database.run(id, create, actor="cli")

    administer(act)
    say(f"{name} can sign in as {login}.")


@user_app.command("link")
def make_link(login: str, tenant: Tenant) -> None:
    """Create a link with which a user chooses a new password, once."""

    async def act(runtime: Runtime) -> str:
        id = await tenant_of(runtime, tenant)

        async def make(work: UnitOfWork) -> str:
            return await keys.make(work, await _user_called(work, login), keys.KeyPurpose.RESET)

        key = await runtime.database.run(id, make, actor="cli")
        return f"{runtime.settings.public_url}/key/{key}"

    say(administer(act))


@user_app.command("reset-second-factor")
def reset_second_factor(login: str, tenant: Tenant) -> None:
    """Take away the second step at sign-in of a user who has lost their telephone, when no administrator can."""

    async def act(runtime: Runtime) -> None:
        id = await tenant_of(runtime, tenant)

        async def reset(work: UnitOfWork) -> None:
            await second_factor.reset(work, await _user_called(work, login))

        await runtime.database.run(id, reset, actor="cli")

    administer(act)
    say(f"{login} signs in by password alone, and sets the second step up again where their role requires one.")


async def _user_called(work: UnitOfWork, login: str) -> UUID:
    found = await directory.users(work, work.tenant_id)
    user = next((one for one in found if one.login == directory.spelled(login)), None)
    if user is None:
        raise NoSuchUser(login, field="login")
    return user.id


@user_app.command("list")
def list_users(tenant: Tenant) -> None:
    """List the users of an organisation."""

    async def act(runtime: Runtime) -> list[directory.User]:
        id = await tenant_of(runtime, tenant)
        async with runtime.database.read(id) as reader:
            return await directory.users(reader, id)

    for user in administer(act):
        say(f"{user.login:20} {user.role:11} {user.name}{'' if user.active else '  (inactive)'}")


@queue_app.command("add")
def add_queue(name: str, tenant: Tenant, priority: int = 0) -> None:
    """Add a queue."""

    async def act(runtime: Runtime) -> None:
        id = await tenant_of(runtime, tenant)

        async def create(work: UnitOfWork) -> None:
            await routing.add_queue(work, name, priority=priority)
            await publishing.edited(work, f"queue {name} added")

        await runtime.database.run(id, create, actor="cli")

    administer(act)
    say(f"Queue {name} is there.")


def register_guest(app: typer.Typer, module: str) -> None:
    """The commands of what may be installed beside the product; without it there are none."""
    package = module.rpartition(".")[0]
    if importlib.util.find_spec(package) is not None:
        importlib.import_module(module).register(app)


def main() -> None:
    """Errors of ours are one line that says what to do, not a traceback."""
    cli_tenant.register(app)
    cli_connecting.register(app)
    cli_routing.register(app)
    cli_rehearsing.register(app)
    cli_events.register(app)
    cli_key.register(app)
    cli_twilio.register(app)
    register_guest(app, DEMO)
    try:
        app()
    except ContactCenterError as error:
        sys.stderr.write(f"contact-center: {English().error_line(error)}\n")
        sys.exit(1)
