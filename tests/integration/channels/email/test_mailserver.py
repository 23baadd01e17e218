from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
import threading
from pathlib import Path

import aiosmtplib
import pytest
from aiosmtplib.errors import SMTPRecipientsRefused

from contact_center.demo.peers.mailserver import MailServer
from contact_center.demo.peers.mailserver.threads import Threads
from tests.mail import CUSTOMERS, PASSWORD, SERVICE, mail, mails_of
from tests.servers import ending_with_us


async def send(server: MailServer, *recipients: str) -> None:
    await aiosmtplib.send(
        mail(1), sender=f"li@{CUSTOMERS}", recipients=list(recipients), hostname=server.host,
        port=server.smtp_port, start_tls=False,
    )  # fmt: skip


async def test_mail_to_an_address_with_a_tag_reaches_its_mailbox_once(mail_server: MailServer) -> None:
    await send(mail_server, SERVICE, "Service+token@kiln.example")
    assert len(await mails_of(mail_server, SERVICE, password=PASSWORD)) == 1


async def test_address_of_an_open_domain_exists_from_its_first_mail(mail_server: MailServer) -> None:
    await send(mail_server, f"new.customer@{CUSTOMERS}")
    assert len(await mails_of(mail_server, f"new.customer@{CUSTOMERS}")) == 1
    assert await mails_of(mail_server, f"silent@{CUSTOMERS}") == []


@pytest.mark.parametrize("address", ["nobody@kiln.example", "x@elsewhere.example", "../../etc@customers.example"])
async def test_unknown_address_is_refused_at_once(address: str, mail_server: MailServer) -> None:
    with pytest.raises(SMTPRecipientsRefused):
        await send(mail_server, address)


async def test_mail_on_disk_survives_a_restart(lasting_mail_server: MailServer) -> None:
    await send(lasting_mail_server, SERVICE)
    await lasting_mail_server.stop()
    await lasting_mail_server.start()
    assert len(await mails_of(lasting_mail_server, SERVICE, password=PASSWORD)) == 1


async def test_it_can_be_stopped_and_started_while_programs_wait_for_mail(lasting_mail_server: MailServer) -> None:
    waiting = [await _idles(lasting_mail_server) for _ in range(8)]
    await lasting_mail_server.stop()
    for reader, writer in waiting:
        assert b"BYE" in await reader.read()
        writer.close()
    await lasting_mail_server.start()
    await send(lasting_mail_server, SERVICE)
    assert len(await mails_of(lasting_mail_server, SERVICE, password=PASSWORD)) == 1
    gc.collect()  # whatever was never awaited complains now


async def test_work_that_waits_for_a_thread_is_given_up_when_the_server_stops() -> None:
    """A client in IDLE keeps a thread; what waits behind it never begins, and is not forgotten half made."""
    threads, idle, begun = Threads(most=1), threading.Event(), []

    async def idles() -> None:
        idle.wait()

    async def delivers() -> None:
        begun.append("delivery")

    waiting = asyncio.create_task(threads.execute(idles()))
    behind = asyncio.create_task(threads.execute(delivers()))
    await asyncio.sleep(0)
    closing = asyncio.create_task(threads.close())
    with pytest.raises(asyncio.CancelledError):
        await behind
    idle.set()
    await asyncio.gather(waiting, closing)
    with pytest.raises(asyncio.CancelledError):
        await threads.execute(delivers())
    gc.collect()  # whatever was never awaited complains now
    assert begun == []


async def _idles(server: MailServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(server.host, server.imap_port)
    for line, answer in (
        (f'a login {SERVICE} "{PASSWORD}"', b"a OK"),
        ("b select inbox", b"b OK"),
        ("c idle", b"+ Idling"),
    ):
        writer.write(line.encode() + b"\r\n")
        while not (await reader.readline()).startswith(answer):
            pass
    return reader, writer


async def _process(tmp_path: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *ending_with_us([sys.executable, "-m", "contact_center.demo.peers.mailserver", *arguments]),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_process_says_when_it_is_ready_and_stops_cleanly(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"accounts": [{"address": SERVICE, "password": PASSWORD}]}))
    options = (
        "--smtp-port",
        "0",
        "--imap-port",
        "0",
        "--data-dir",
        str(tmp_path / "mail"),
        "--accounts",
        str(accounts),
    )
    process = await _process(tmp_path, *options)
    assert process.stdout is not None
    ready = (await process.stdout.readline()).decode()
    assert ready.startswith("mailserver ready smtp=127.0.0.1:")
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert process.returncode == 0, errors


async def test_broken_accounts_file_is_named(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text("[]")
    process = await _process(tmp_path, "--memory", "--accounts", str(accounts))
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert "accounts.json" in errors.decode()
