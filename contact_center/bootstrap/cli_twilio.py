"""The command line's part about Twilio: whether an account is set up as it must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import typer

from agent_ui.words.english import English
from channels.declaring import Grade
from channels.vendors.twilio.checking import AccountFinding
from contact_center.bootstrap.administering import Tenant, administer, say, tenant_of
from contact_center.bootstrap.checking_twilio import check_twilio, twilio_accounts
from contact_center.bootstrap.runtime import Runtime

MARKS: Final = {Grade.GOOD: "ok   ", Grade.NOTE: "note ", Grade.WRONG: "WRONG"}


def register(app: typer.Typer) -> None:
    """Adds `twilio`."""
    group = typer.Typer(no_args_is_help=True, help="Numbers of the public network by Twilio.")

    @group.callback()
    def only() -> None:
        """Numbers of the public network by Twilio."""

    @group.command("check")
    def check(tenant: Tenant) -> None:
        """Look for what is wrong with accounts, numbers, addresses and credentials at Twilio; nothing is changed."""

        async def act(runtime: Runtime) -> list[tuple[str, tuple[AccountFinding, ...]]]:
            accounts = await twilio_accounts(runtime, await tenant_of(runtime, tenant))
            return [(f"{one.name} ({one.address})", await check_twilio(runtime, one)) for one in accounts]

        found = administer(act)
        for name, lines in found:
            say(name)
            for text in told(lines):
                say(text)
        if any(line.grade is Grade.WRONG for _, lines in found for line in lines):
            raise typer.Exit(1)

    app.add_typer(group, name="twilio")


def told(lines: Sequence[AccountFinding]) -> list[str]:
    """One line for each finding, and below it what to do, unless it is good."""
    english, texts = English(), list[str]()
    for line in lines:
        sentence, remedy = english.checked(line)
        texts.append(f"  {MARKS[line.grade]} {sentence}")
        if remedy and line.grade is not Grade.GOOD:
            texts.append(f"        → {remedy}")
    return texts
