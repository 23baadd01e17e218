"""Envelopes whose body is a JSON object of our own making: read as carefully as a stranger's."""

from __future__ import annotations

import json
from typing import Any

from contact_center.kernel.contracts.channels import Unparseable


def json_object(content: bytes) -> dict[str, Any]:
    """Raises `Unparseable`."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Unparseable("the envelope is not JSON") from None
    if not isinstance(body, dict):
        raise Unparseable("the envelope is not a JSON object")
    return body


def required_text(body: dict[str, Any], name: str) -> str:
    """Raises `Unparseable` naming the field."""
    value = optional_text(body, name)
    if value is None or not value.strip():
        raise Unparseable(f"{name}: is missing or empty")
    return value


def optional_text(body: dict[str, Any], name: str) -> str | None:
    """Raises `Unparseable` naming the field."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Unparseable(f"{name}: must be text")
    return value
