"""The story as JSON, for programs that may not import this package."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from contact_center.demo.company.story.model import Story


def to_json(story: Story) -> str:
    """UTF-8 text; days as `YYYY-MM-DD`, money as whole TWD."""
    return json.dumps(dataclasses.asdict(story), default=_plain, ensure_ascii=False, indent=1)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a story holds no {type(value).__name__}")
