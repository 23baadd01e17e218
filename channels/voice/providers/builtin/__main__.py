"""`python -m channels.voice.providers.builtin --port 8604 --recordings DIR`, the secret in the environment."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import uvloop

from channels.voice.providers.builtin.exchange import MOST_CALLS
from channels.voice.providers.builtin.process import MediaOptions, serve

SECRET_VARIABLE = "CONTACT_CENTER_MEDIA_SECRET"  # noqa: S105 - the name of the variable, not its value


def main(arguments: list[str] | None = None) -> None:
    options = _options(_parser().parse_args(arguments))
    uvloop.run(serve(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m channels.voice.providers.builtin", description=__doc__)
    parser.add_argument("--port", type=int, default=8604, help="of the control API, on 127.0.0.1")
    parser.add_argument("--recordings", type=Path, required=True, help="folder for recordings under way")
    parser.add_argument("--most-calls", type=int, default=MOST_CALLS, help="calls at once")
    parser.add_argument("--secret-file", type=Path, help=f"instead of ${SECRET_VARIABLE}")
    return parser


def _options(given: argparse.Namespace) -> MediaOptions:
    """The secret never comes on the command line: every user of the machine can read that."""
    secret = given.secret_file.read_text().strip() if given.secret_file else os.environ.get(SECRET_VARIABLE)
    if not secret:
        sys.exit(f"The media process needs a secret: set {SECRET_VARIABLE} or give --secret-file.")
    return MediaOptions(given.port, secret, given.recordings, given.most_calls)


if __name__ == "__main__":
    main()
