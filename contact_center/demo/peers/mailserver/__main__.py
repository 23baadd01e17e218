"""`python -m contact_center.demo.peers.mailserver`: run the demo's mail provider until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from contact_center.demo.peers.mailserver.accounts import Accounts
from contact_center.demo.peers.mailserver.server import MailServer
from contact_center.kernel.errors import Invalid


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 after a clean stop, 2 if it could not start (the reason is one line on stderr)."""
    options = _parser().parse_args(argv)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own API at every sign-in
    try:
        server = MailServer(
            Accounts.from_file(options.accounts),
            data_dir=None if options.memory else options.data_dir,
            smtp_port=options.smtp_port,
            imap_port=options.imap_port,
            save_sent=not options.no_save_sent,
        )
        asyncio.run(_serve(server))
    except Invalid as error:
        return _fail(str(error.detail))
    except OSError as error:
        return _fail(f"{error.strerror or error}: choose other ports or stop the server that uses them")
    return 0


async def _serve(server: MailServer) -> None:
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await server.start()
    ready = f"mailserver ready smtp={server.host}:{server.smtp_port} imap={server.host}:{server.imap_port}\n"
    sys.stdout.write(ready)
    sys.stdout.flush()
    await stop.wait()
    await server.stop()


def _fail(reason: str) -> int:
    sys.stderr.write(f"mailserver: {reason}\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contact_center.demo.peers.mailserver", description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=8625, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--imap-port", type=int, default=8643, help="0 takes a free one (default %(default)s)")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data-dir", type=Path, help="keep mail in this folder")
    where.add_argument("--memory", action="store_true", help="keep mail in memory only")
    parser.add_argument("--accounts", type=Path, required=True, help="JSON file of accounts and open domains")
    parser.add_argument("--no-save-sent", action="store_true", help="do not copy submitted mail to Sent")
    return parser


if __name__ == "__main__":
    sys.exit(main())
