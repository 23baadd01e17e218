"""Structured logs: constant messages with fields, and the correlation id of the work in hand.

Personal data goes only into fields whose name starts with `pii_`; they are dropped unless the level
is DEBUG.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog

from contact_center.platform.settings import PlatformSettings

TERMINALS = frozenset({"cli", "demo"})
"""Processes whose output a person reads as it comes: they say in words what they do, and log only trouble."""


def configure_logging(settings: PlatformSettings, process: str) -> None:
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    if process in TERMINALS:
        level = max(level, logging.WARNING)
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_personal(level),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_StderrLogger,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.contextvars.bind_contextvars(process=process)


class _StderrLogger:
    """Writes each line to what `sys.stderr` is at that moment.

    Loggers are cached for the life of the process. One that kept the stream it found when it was made would
    raise at every later line once that stream is closed, as a test runner does with the ones it captures.
    """

    _lock = threading.Lock()

    def __init__(self, *_: Any) -> None:
        """structlog passes the name of the module that logs; the line does not need it."""

    def msg(self, line: str) -> None:
        with self._lock:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = msg


def _drop_personal(level: int) -> Any:
    def processor(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if level > logging.DEBUG:
            for name in [name for name in fields if name.startswith("pii_")]:
                del fields[name]
        return fields

    return processor


@contextmanager
def correlated(correlation_id: UUID | None) -> Iterator[None]:
    """Everything logged inside carries this correlation id."""
    if correlation_id is None:
        yield
        return
    with structlog.contextvars.bound_contextvars(correlation_id=str(correlation_id)):
        yield
