"""The command line's part about channel accounts, the ERP and erasing a customer."""

from __future__ import annotations

import getpass
from typing import Annotated
from uuid import UUID

import typer

from contact_center.bootstrap import connecting
from contact_center.bootstrap.administering import Tenant, administer, say, tenant_of
from contact_center.bootstrap.connecting import NewChannel
from contact_center.bootstrap.erasure import erase_customer
from contact_center.bootstrap.runtime import Runtime
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork

Settings = Annotated[list[str], typer.Option("--setting", help="NAME=VALUE; may be repeated.")]
Secrets = Annotated[list[str], typer.Option("--secret", help="Name of a secret; its value is asked for.")]


def register(app: typer.Typer) -> None:
    """Adds `channel`, `erp` and `customer`."""
    app.add_typer(_channel(), name="channel")
    app.add_typer(_erp(), name="erp")
    app.add_typer(_customer(), name="customer")


def _channel() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Mailboxes, numbers and widgets.")

    @group.command("add")
    def add(
        channel: str, name: str, address: str, tenant: Tenant,
        queue: Annotated[str | None, typer.Option(help="Where its work goes; default: the first queue.")] = None,
        setting: Settings = [], secret: Secrets = [],  # noqa: B006 - typer's way to say "none"
    ) -> None:  # fmt: skip
        """Connect a mailbox, a number, a web chat or web calls."""
        secrets = {key: getpass.getpass(f"{key}: ") for key in secret}
        new = NewChannel(channel, name, address, connecting.pairs(setting), secrets, queue)

        async def act(runtime: Runtime) -> tuple[ChannelAccount, str]:
            async def create(work: UnitOfWork) -> ChannelAccount:
                return await connecting.add_channel(work, connecting.connecting_of(runtime), new)

            made = await runtime.database.run(await tenant_of(runtime, tenant), create, actor="cli")
            return made, runtime.settings.public_url

        made, public_url = administer(act)
        say(f"{made.name} is connected: {made.id}\n{connecting.next_step(made, public_url)}")

    @group.command("list")
    def show(tenant: Tenant) -> None:
        """Show the channel accounts of an organisation."""

        async def act(runtime: Runtime) -> list[str]:
            id = await tenant_of(runtime, tenant)
            async with runtime.database.read(id) as reader:
                found = await runtime.accounts.all_of(reader, id)
            return [f"{row.id}  {row.channel:8} {row.address:32} {row.name}" for row in found]

        for line in administer(act):
            say(line)

    return group


def _erp() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="The ERP of an organisation.")

    @group.callback()
    def only() -> None:
        """The ERP of an organisation."""

    @group.command("connect")
    def connect(url: str, database: str, login: str, tenant: Tenant) -> None:
        """Read orders, invoices and deliveries from a Tryton; asks for the password."""
        secret = getpass.getpass("Password: ")

        async def act(runtime: Runtime) -> None:
            async def keep(work: UnitOfWork) -> None:
                await connecting.connect_tryton(
                    work, runtime.vault, url=url, database=database, login=login, secret=secret
                )

            await runtime.database.run(await tenant_of(runtime, tenant), keep, actor="cli")

        administer(act)
        say("The ERP is connected; facts appear beside the customer at the next contact.")

    return group


def _customer() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Customers.")

    @group.callback()
    def only() -> None:
        """Customers."""

    @group.command("erase")
    def erase(customer: UUID, tenant: Tenant) -> None:
        """Forget a customer everywhere; this cannot be undone."""
        typer.confirm(
            "Messages, recordings, attachments and addresses of this customer go for ever. Erase?", abort=True
        )

        async def act(runtime: Runtime) -> None:
            await erase_customer(runtime, await tenant_of(runtime, tenant), CustomerId(customer), "cli")

        administer(act)
        say("The customer is erased.")

    return group
