"""A renderer that needs no built assets, and a fixed moment."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from agent_ui.frame.render import AssetAddresses, Renderer
from agent_ui.gallery.channels import CHANNELS
from agent_ui.wiring import TEMPLATE_NAMES
from agent_ui.words.languages import Words

NOW = datetime(2026, 11, 23, 6, 7, 12, tzinfo=UTC)
"""14:07:12 in Taipei, a Monday."""


class _Anything(defaultdict[str, str]):
    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return name


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer(AssetAddresses(_Anything()), TEMPLATE_NAMES, channels=CHANNELS)


@pytest.fixture
def english(renderer: Renderer) -> Words:
    return renderer.words("en", NOW)


@pytest.fixture
def chinese(renderer: Renderer) -> Words:
    return renderer.words("zh-Hant", NOW)
