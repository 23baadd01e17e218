"""Every reader of the log has a name that a person reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from agent_ui.admin.log_readers.compose import titles
from agent_ui.frame.render import AssetAddresses, Renderer
from agent_ui.wiring import TEMPLATE_NAMES
from agent_ui.words.languages import LANGUAGES
from channels.voice.following import CallsFollowWork
from contact_center.bootstrap.consumers import consumers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_administration_page_names_every_reader_of_the_log(language: str) -> None:
    words = Renderer(AssetAddresses({}), TEMPLATE_NAMES).words(language, datetime(2026, 11, 23, tzinfo=UTC))
    known = titles(words)
    names = {CallsFollowWork.name, *(one.name for one in consumers([], cast(Any, None), cast(Any, None)))}
    assert names == set(known)
