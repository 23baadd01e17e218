"""What commands that administer an installation share."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from contact_center.bootstrap.embedded import at_hand
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.directory import service as directory
from contact_center.directory.errors import NoSuchTenant
from contact_center.kernel.ids import TenantId

T = TypeVar("T")
Tenant = Annotated[str, typer.Option(help="The organisation's short name.")]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def administer(function: Callable[[Runtime], Awaitable[T]]) -> T:
    """Runs one administrative act on the installation that the settings name, else on the one that runs here."""

    async def call() -> T:
        async with open_runtime(at_hand(Settings()), "cli") as runtime:
            return await function(runtime)

    return asyncio.run(call())


async def tenant_of(runtime: Runtime, slug: str) -> TenantId:
    found = await directory.tenant_called(runtime.database, slug)
    if found is None:
        raise NoSuchTenant(slug, field="tenant")
    return TenantId(found.tenant_id)
