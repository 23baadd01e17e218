"""Structured logs: constant messages with fields, and the correlation id of the work in hand.

Personal data goes only into fields whose name starts with `pii_`; they are dropped unless the level
is DEBUG.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog

from contact_center.platform.settings import Settings

TERMINALS = frozenset({"cli", "demo"})
"""Processes whose output a person reads as it comes: they say in words what they do, and log only trouble."""


def configure_logging(settings: Settings, process: str) -> None:
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.contextvars.bind_contextvars(process=process)


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
