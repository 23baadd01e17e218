"""`python -m contact_center.demo.peers.erp prepare|serve`: the demo's ERP on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from contact_center.demo.peers.erp.layout import DEFAULT_PORT, ErpFiles, company_day
from contact_center.demo.peers.erp.prepare import prepare
from contact_center.demo.peers.erp.server import renew_live, serve
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.errors import ContactCenterError


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    today = company_day(SystemClock().now())

    def say(line: str) -> None:
        if options.progress:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    try:
        prepared = prepare(options.data_dir, today, say)
        if options.command == "prepare":
            return 0
        files = ErpFiles.of(options.data_dir)
        renew_live(files, prepared, today)
        return serve(files, options.host, options.port)
    except ContactCenterError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contact_center.demo.peers.erp", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("prepare", "make the database once"), ("serve", "run Tryton until stopped")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--data-dir", type=Path, required=True)
        command.add_argument("--progress", action="store_true", help="a line for each step")
        if name == "serve":
            command.add_argument("--host", default="127.0.0.1")
            command.add_argument("--port", type=int, default=DEFAULT_PORT)
    return parser


if __name__ == "__main__":
    sys.exit(main())
