from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from channels.email.domain import mailbox_settings
from channels.email.poller import MailPoller, PollingPace
from channels.email.ports import Cursor
from contact_center.demo.peers.mailserver import MailServer
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.channels import ChannelAccount
from tests.integration.channels.email.cutting_proxy import CuttingProxy
from tests.integration.channels.email.sink import Intake
from tests.mail import NOON, PASSWORD, SERVICE, account_on, mail, mails_of, until
from tests.patience import PATIENCE

PACE = PollingPace(idle=20, retry=0.05, retry_longest=0.5, intake=10)
Watch = Callable[[ChannelAccount], Awaitable[MailPoller]]


@pytest.fixture
def intake() -> Intake:
    return Intake()


@pytest.fixture
async def watch(intake: Intake) -> AsyncIterator[Watch]:
    running: list[MailPoller] = []

    async def start(account: ChannelAccount) -> MailPoller:
        poller = MailPoller(account, mailbox_settings(account), intake, ManualClock(NOON), PACE)
        await poller.start()
        running.append(poller)
        return poller

    yield start
    for poller in running:
        await poller.stop()


def seen_uids(server: MailServer, criteria: str = "SEEN") -> list[int]:
    client = IMAPClient(server.host, server.imap_port, ssl=False, timeout=PATIENCE)
    client.login(SERVICE, PASSWORD)
    client.select_folder("INBOX", readonly=True)
    uids = client.search([criteria])
    client.logout()
    return list(uids)


async def test_mail_that_waits_and_mail_that_comes_are_taken(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    await mail_server.deliver(SERVICE, mail(1))
    poller = await watch(mail_account)
    await until(lambda: len(intake.kept) == 1 and poller.status.connected)
    await mail_server.deliver(SERVICE, mail(2))
    await until(lambda: len(intake.kept) == 2)
    assert [raw.body.endswith(b"(2)\r\n") for raw in intake.kept.values()] == [False, True]
    # The server may have cut the notice in two: then the line is made anew, and nothing is the matter after it.
    await until(lambda: poller.status.connected and poller.status.error is None)


async def test_two_hundred_mails_with_duplicates_arrive_once_each(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    await watch(mail_account)
    for number in range(200):
        await mail_server.deliver(SERVICE, mail(number))
        if number % 4 == 0:
            await mail_server.deliver(SERVICE, mail(number))
    await until(lambda: sum(intake.brought.values()) == 250)
    assert len(intake.kept) == 200


async def test_mail_is_marked_read_only_when_intake_has_it(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    intake.refused_words = {b"(2)"}
    for number in (1, 2, 3):
        await mail_server.deliver(SERVICE, mail(number))
    poller = await watch(mail_account)
    await until(lambda: len(intake.kept) == 2 and poller.status.waiting == 1 and intake.refused > 1)
    assert await asyncio.to_thread(seen_uids, mail_server) == [101, 103]
    intake.refused_words = set()
    await until(lambda: len(intake.kept) == 3 and poller.status.waiting == 0)
    await until(lambda: intake.saved is not None and intake.saved.uid == 103)
    assert await asyncio.to_thread(seen_uids, mail_server) == [101, 102, 103]
    assert set(intake.brought.values()) == {1}


async def test_mails_that_intake_refuses_hold_up_no_other(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    intake.refused_words = {b"poison"}
    await watch(mail_account)
    for number in range(5):
        await mail_server.deliver(SERVICE, mail(number, body="poison"))
    await mail_server.deliver(SERVICE, mail(9))
    await until(lambda: len(intake.kept) == 1)


async def test_a_database_that_is_away_for_long_puts_no_mail_aside(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    intake.refused_words = {b"Subject"}
    await mail_server.deliver(SERVICE, mail(1))
    await watch(mail_account)
    await until(lambda: intake.refused > 5)
    intake.refused_words = set()
    await until(lambda: len(intake.kept) == 1)
    assert intake.put_aside == []


async def test_server_restarted_in_the_middle_of_idle_costs_nothing(
    lasting_mail_server: MailServer, intake: Intake, watch: Watch
) -> None:
    await lasting_mail_server.deliver(SERVICE, mail(1))
    poller = await watch(account_on(lasting_mail_server))
    await until(lambda: len(intake.kept) == 1 and poller.status.connected)
    await lasting_mail_server.stop()
    await until(lambda: poller.status.error is not None)
    await lasting_mail_server.start()
    await lasting_mail_server.deliver(SERVICE, mail(2))
    await until(lambda: len(intake.kept) == 2 and poller.status.connected)
    assert set(intake.brought.values()) == {1}


async def test_line_cut_in_the_middle_costs_no_mail(mail_server: MailServer, intake: Intake, watch: Watch) -> None:
    proxy = CuttingProxy(mail_server.imap_port, cuts=3)
    await proxy.start()
    try:
        await watch(account_on(mail_server, imap_port=proxy.port))
        number = 0
        while proxy.cut < 3:
            number += 1
            await until(lambda: proxy.idling)
            await mail_server.deliver(SERVICE, mail(number))
            await until(lambda expected=number: len(intake.kept) == expected)  # type: ignore[misc]
        assert proxy.connections > 3
        assert set(intake.brought.values()) == {1}
    finally:
        await proxy.stop()


async def test_renumbered_mailbox_is_read_again_without_doubles(
    mail_server: MailServer, intake: Intake, watch: Watch
) -> None:
    await mail_server.deliver(SERVICE, mail(1))
    await mail_server.deliver(SERVICE, mail(2))
    intake.saved = Cursor(uidvalidity=1, uid=9_000)
    poller = await watch(account_on(mail_server))
    await until(lambda: len(intake.kept) == 2 and poller.status.connected)
    saved = intake.saved
    assert saved.uidvalidity != 1
    assert saved.uid == 102


async def test_only_new_mail_of_a_mailbox_with_a_past(mail_server: MailServer, intake: Intake, watch: Watch) -> None:
    await mail_server.deliver(SERVICE, mail(1))
    poller = await watch(account_on(mail_server, first_sync="new"))
    await until(lambda: poller.status.connected)
    await mail_server.deliver(SERVICE, mail(2))
    await until(lambda: len(intake.kept) == 1)
    assert next(iter(intake.kept)).startswith("<2@")


async def test_taken_mail_moves_to_the_archive_where_that_is_wanted(
    mail_server: MailServer, intake: Intake, watch: Watch
) -> None:
    await mail_server.deliver(SERVICE, mail(1))
    poller = await watch(account_on(mail_server, after_intake="move"))
    await until(lambda: len(intake.kept) == 1 and poller.status.connected)
    assert len(await mails_of(mail_server, SERVICE, "Archive", PASSWORD)) == 1
    assert await mails_of(mail_server, SERVICE, password=PASSWORD) == []


async def test_wrong_password_is_said_and_not_tried_again_and_again(
    mail_server: MailServer, mail_account: ChannelAccount, watch: Watch
) -> None:
    secrets: dict[str, Any] = {"password": "wrong"}
    account = ChannelAccount(
        mail_account.id, mail_account.tenant_id, "email", "x", SERVICE, mail_account.settings, secrets
    )
    poller = await watch(account)
    await until(lambda: poller.status.error is not None)
    assert poller.status.error is not None
    assert poller.status.error.startswith("ReauthNeeded")


async def test_mail_removed_by_somebody_else_is_no_trouble(
    mail_server: MailServer, mail_account: ChannelAccount, intake: Intake, watch: Watch
) -> None:
    await mail_server.deliver(SERVICE, mail(1))
    poller = await watch(mail_account)
    await until(lambda: poller.status.connected)
    await asyncio.to_thread(remove_all, mail_server)
    await mail_server.deliver(SERVICE, mail(2))
    await until(lambda: len(intake.kept) == 2)


def remove_all(server: MailServer) -> None:
    client = IMAPClient(server.host, server.imap_port, ssl=False, timeout=PATIENCE)
    client.login(SERVICE, PASSWORD)
    client.select_folder("INBOX")
    client.delete_messages(client.search(["ALL"]))
    client.expunge()
    client.logout()
