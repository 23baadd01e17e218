"""Logs: where the lines go, and what they leave out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from uuid import UUID

import pytest
import structlog

from contact_center.bootstrap.settings import Settings
from contact_center.platform.log import configure_logging, correlated


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


def test_a_logger_outlives_the_stream_it_first_wrote_to() -> None:
    configure_logging(Settings(log_level="info", log_json=True), "web")
    log = structlog.get_logger()
    first, second = io.StringIO(), io.StringIO()
    with redirect_stderr(first):
        log.info("one")
        assert '"one"' in first.getvalue()
    first.close()
    with redirect_stderr(second):
        log.warning("two")
    assert '"two"' in second.getvalue()


def test_a_line_carries_its_correlation_and_no_personal_field() -> None:
    configure_logging(Settings(log_level="info", log_json=True), "web")
    told = io.StringIO()
    with redirect_stderr(told), correlated(UUID(int=7)):
        structlog.get_logger().info("taken", pii_number="+886912345678", account="shop")
    assert str(UUID(int=7)) in told.getvalue()
    assert "shop" in told.getvalue()
    assert "912345678" not in told.getvalue()
