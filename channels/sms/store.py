"""SQL of the SMS channel: when each account was last asked for what no webhook had brought."""

from __future__ import annotations

from datetime import datetime

from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def asked_at(reader: Reader, account: ChannelAccount) -> datetime | None:
    found: datetime | None = await reader.value(
        "select asked_at from channels.missed_cursor where tenant_id = %s and channel_account_id = %s",
        [account.tenant_id, account.id],
    )
    return found


async def remember_asked(work: UnitOfWork, account: ChannelAccount, asked: datetime) -> None:
    await work.execute(
        "insert into channels.missed_cursor (tenant_id, channel_account_id, asked_at) values (%s, %s, %s) "
        "on conflict (tenant_id, channel_account_id) do update set asked_at = excluded.asked_at",
        [work.tenant_id, account.id, asked],
    )
