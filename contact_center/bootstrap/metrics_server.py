"""`/metrics` of each process at a port of its own: metrics are not served on the public port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from prometheus_client import start_http_server

from contact_center.bootstrap.settings import Settings

log = structlog.get_logger()


@contextmanager
def metrics_server(settings: Settings, port: int) -> Iterator[None]:
    """Open inside the block. A second process of the kind on one machine goes without: its work counts for more."""
    try:
        server, thread = start_http_server(port, addr=settings.metrics_bind)
    except OSError as error:
        log.info("metrics of this process are not served", port=port, reason=str(error))
        yield
        return
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
