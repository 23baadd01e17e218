"""The e-mail channel as it declares itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, ClassVar

from channels.channel import Centre, Channel, Resources, WorkerPart
from channels.declaring import ConnectionFinding
from channels.email.adapter import CAPABILITIES, CODE, adapter
from channels.email.checking import tested
from channels.email.domain import SETTINGS, check_address, mailbox_settings, password
from channels.email.mailboxes import Mailboxes
from channels.email.personal import TABLES
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter
from contact_center.platform.settings import PlatformSettings


class EmailChannel(Channel):
    code = CODE
    capabilities: ClassVar = {CODE: CAPABILITIES}
    account_words = "mailbox"
    settings = SETTINGS
    personal = TABLES

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        keys = resources.vault
        return [adapter(keys.key("email threads"), keys.former_keys("email threads"))]

    def address(self, text: str, settings: Mapping[str, Any], region: str) -> str:
        check_address(text)
        return text

    def check(self, account: ChannelAccount) -> None:
        mailbox_settings(account)
        password(account)

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        return "The mailbox is read within half a minute."

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        return await tested(account)

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        return WorkerPart([Mailboxes(centre.accounts, centre.intake, centre.database).run])
