"""Whether a mailbox works: signed in for reading and for sending, folders looked at. No mail is sent or changed."""

from __future__ import annotations

import asyncio

from channels.declaring import ConnectionFinding, Grade
from channels.email.client import knock
from channels.email.domain import MailboxSettings, mailbox_settings
from channels.email.imap import signed_in
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ExternalSystemError, ReauthNeeded
from contact_center.kernel.phrases import Phrase


async def tested(account: ChannelAccount) -> list[ConnectionFinding]:
    """Reading first, as a mailbox that cannot be read needs the same password mended. Raises as the settings do."""
    settings = mailbox_settings(account)
    reading, sending = await asyncio.gather(asyncio.to_thread(_read, account, settings), _send(account, settings))
    return [*reading, *sending]


def _read(account: ChannelAccount, settings: MailboxSettings) -> list[ConnectionFinding]:
    server, port = settings.imap_address
    where = {"server": f"{server}:{port}"}
    try:
        with signed_in(account, settings) as client:
            there = {str(name) for _, _, name in client.list_folders()}
            client.select_folder(settings.inbox, readonly=True)
    except ExternalSystemError as error:
        return [_broken("mail_not_read", error, where)]
    found = [ConnectionFinding(Grade.GOOD, "mail_read", where | {"folder": settings.inbox})]
    wanted = [settings.sent_folder] if settings.sent_copy == "append" else []
    wanted += [settings.done_folder] if settings.after_intake == "move" else []
    found += [
        ConnectionFinding(Grade.NOTE, "mail_no_folder", {"folder": folder, "folders": ", ".join(sorted(there)[:12])})
        for folder in wanted
        if folder not in there
    ]
    return found


async def _send(account: ChannelAccount, settings: MailboxSettings) -> list[ConnectionFinding]:
    server, port = settings.smtp_address
    where = {"server": f"{server}:{port}"}
    try:
        await knock(account, settings)
    except ExternalSystemError as error:
        return [_broken("mail_not_sent", error, where)]
    return [ConnectionFinding(Grade.GOOD, "mail_sent", where)]


def _broken(code: str, error: ExternalSystemError, where: dict[str, str]) -> ConnectionFinding:
    """`…_refused` where name or password is to blame; the other side's own words beside it."""
    quote = str(error.detail.args.get("quote", "")) if isinstance(error.detail, Phrase) else str(error.detail or "")
    refused = isinstance(error, ReauthNeeded) and not code.endswith("refused")
    return ConnectionFinding(Grade.WRONG, f"{code}_refused" if refused else code, where | {"why": quote})
