"""Envelopes whose body is a JSON object of our own making: read as carefully as a stranger's."""

from __future__ import annotations

import json
from typing import Any

from contact_center.kernel.contracts.channels import Unparseable, UnparseableCode


def json_object(content: bytes) -> dict[str, Any]:
    """Raises `Unparseable`."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as broken:
        raise Unparseable(UnparseableCode.NOT_IN_FORMAT, format="JSON", detail=str(broken)) from None
    if not isinstance(body, dict):
        raise Unparseable(UnparseableCode.NOT_IN_FORMAT, format="JSON", detail=type(body).__name__)
    return body


def required_text(body: dict[str, Any], name: str) -> str:
    """Raises `Unparseable` naming the field."""
    value = optional_text(body, name)
    if value is None or not value.strip():
        raise Unparseable(UnparseableCode.FIELD_MISSING, field=name)
    return value


def optional_text(body: dict[str, Any], name: str) -> str | None:
    """Raises `Unparseable` naming the field."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Unparseable(UnparseableCode.FIELD_NOT_TEXT, field=name)
    return value
