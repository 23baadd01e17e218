"""Runs the media process: one event loop for mixing and for the control API."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket

import structlog
import uvicorn

from channels.voice.providers.builtin.api import create_app
from channels.voice.providers.builtin.book import EventBook
from channels.voice.providers.builtin.exchange import MOST_CALLS, Exchange
from channels.voice.providers.builtin.library import SoundLibrary
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.builtin.recording import FolderSink, RecordingSink
from channels.voice.providers.sip.api import add_telephones
from channels.voice.providers.sip.door import SipOptions
from channels.voice.providers.sip.telephones import Telephones, Trunks
from contact_center.kernel.clock import Clock, SystemClock

log = structlog.get_logger()

_NICENESS = -10
IDLE_CONNECTIONS_FOR = 60
"""Seconds; much longer than who commands keeps one, or a command would meet a connection that is just being closed."""


@dataclass(frozen=True, slots=True)
class MediaOptions:
    port: int
    secret: str
    recordings: Path
    """Folder of recordings under way; finished ones go to the sink."""
    most_calls: int = MOST_CALLS
    host: str = "127.0.0.1"
    sip: SipOptions = field(default_factory=SipOptions)


class _Server(uvicorn.Server):
    """Ends the calls before the connections: the consumer's long poll carries the last events away."""

    exchange: Exchange
    telephones: Telephones | None = None

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await self.exchange.stop()
        if self.telephones is not None:
            await self.telephones.stop()
        await super().shutdown(sockets)


async def serve(
    options: MediaOptions,
    sink: RecordingSink | None = None,
    clock: Clock | None = None,
    trunks: Trunks | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT. Without a sink, recordings stay under `recordings`/kept; without `trunks` there
    are no telephones."""
    _ahead_of_others()
    able, reason = webrtc_available()
    if not able:
        log.error("webrtc_unavailable", reason=reason)
    book = EventBook(clock or SystemClock())
    kept = sink or FolderSink(options.recordings / "kept")
    exchange = Exchange(book, SoundLibrary(), options.recordings, kept, options.most_calls)
    await exchange.start()
    gc.freeze()
    app = create_app(exchange, options.secret)
    telephones = Telephones(exchange, options.sip, trunks) if trunks else None
    if telephones is not None:
        add_telephones(app, exchange, telephones, options.secret)
        await telephones.start()
    config = uvicorn.Config(
        app, host=options.host, port=options.port,
        log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3,
        timeout_keep_alive=IDLE_CONNECTIONS_FOR,
    )  # fmt: skip
    server = _Server(config)
    server.exchange, server.telephones = exchange, telephones
    log.info("media_process_ready", port=options.port, most_calls=options.most_calls)
    await server.serve()


def _ahead_of_others() -> None:
    """A late tick is audible, a late web page is not. Only root may; others go without."""
    try:
        os.nice(_NICENESS)
    except OSError as error:
        log.info("media_priority_not_raised", error=str(error))
