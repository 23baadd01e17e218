"""Which messages of a provider already belong to one of ours: asked by SMS when it looks for a proof."""

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
                "select provider_id from core.message where tenant_id = %s and channel_account_id = %s "
                "and provider_id = any(%s)",
                [account.tenant_id, account.id, list(provider_ids)],
            )
        return frozenset(found)
