# mypy: ignore-errors
"""Serves one Tryton database by HTTP, until the other end of standard input closes.

Runs only in Tryton's environment (see README.md).

    python serve.py CONFIG DATABASE HOST PORT
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading

from trytond import config
from werkzeug.serving import WSGIRequestHandler, make_server


class QuietHandler(WSGIRequestHandler):
    """Keep-alive, and no line in the log for each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code="-", size="-"):
        pass


def main() -> None:
    _, config_file, database, host, port = sys.argv
    config.update_etc(config_file)
    os.environ["TRYTOND_DATABASE_NAMES"] = database
    die_with_parent()
    from trytond.application import app  # noqa: PLC0415 - loads the database named above

    server = make_server(host, int(port), app, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.stdout.write(f"Tryton is ready at http://{host}:{port}/\n")
    sys.stdout.flush()
    server.serve_forever()


def die_with_parent() -> None:
    """On Linux even while suspended, when no thread could see that standard input has closed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def end_with_parent() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
