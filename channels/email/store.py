"""SQL of the e-mail channel: up to where each mailbox has been read."""

from __future__ import annotations

from channels.email.ports import Cursor
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def cursor(reader: Reader, account: ChannelAccount, folder: str) -> Cursor | None:
    return await reader.one(
        Cursor,
        "select uidvalidity, uid from channels.mail_cursor "
        "where tenant_id = %s and channel_account_id = %s and folder = %s",
        [account.tenant_id, account.id, folder],
    )


async def save_cursor(work: UnitOfWork, account: ChannelAccount, folder: str, cursor: Cursor) -> None:
    await work.execute(
        "insert into channels.mail_cursor "
        "(tenant_id, channel_account_id, folder, uidvalidity, uid, moved_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, channel_account_id, folder) "
        "do update set uidvalidity = excluded.uidvalidity, uid = excluded.uid, moved_at = excluded.moved_at",
        [work.tenant_id, account.id, folder, cursor.uidvalidity, cursor.uid, work.now],
    )
