"""The e-mail channel as it declares itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import ClassVar

from channels.channel import Centre, Channel, Resources, WorkerPart
from channels.email.adapter import CAPABILITIES, CODE, adapter
from channels.email.domain import mailbox_settings, password
from channels.email.mailboxes import Mailboxes
from channels.email.personal import TABLES
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter


class EmailChannel(Channel):
    code = CODE
    capabilities: ClassVar = {CODE: CAPABILITIES}
    personal = TABLES

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        keys = resources.vault
        return [adapter(keys.key("email threads"), keys.former_keys("email threads"))]

    def check(self, account: ChannelAccount) -> None:
        mailbox_settings(account)
        password(account)

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        return "The mailbox is read within half a minute."

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        return WorkerPart([Mailboxes(centre.accounts, centre.intake, centre.database).run])
