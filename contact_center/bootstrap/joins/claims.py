"""Which messages of a provider already belong to one of ours, or to an attempt that failed: asked by SMS when it looks
for a proof."""

from __future__ import annotations

from collections.abc import Collection

from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.platform.unit_of_work import Database


class MessageClaims:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claimed(self, account: ChannelAccount, provider_ids: Collection[str]) -> frozenset[str]:
        async with self._database.read(account.tenant_id) as reader:
            found = await reader.values(
                "select provider_id from core.message where tenant_id = %(tenant)s "
                "and channel_account_id = %(account)s and provider_id = any(%(ids)s) "
                "union select key from core.thread_key where tenant_id = %(tenant)s "
                "and channel_account_id = %(account)s and key = any(%(ids)s)",
                {"tenant": account.tenant_id, "account": account.id, "ids": list(provider_ids)},
            )
        return frozenset(found)
