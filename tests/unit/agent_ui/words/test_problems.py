"""What goes wrong is said in words, in every language, and never with the names that programs use."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent_ui.frame.render import Assets, Renderer
from agent_ui.words.invalid import invalid_words
from agent_ui.words.languages import Words
from agent_ui.words.problems import problem_words
from contact_center.kernel.errors import ContactCenterError

ROOMS = ("agent_ui", "contact_center.directory", "contact_center.interactions", "contact_center.measures", "routing")
NO_READER = {"assets_missing", "lease_lost", "not_a_row", "lost"}
"""Met by operators and by processes, never by who uses a page."""
OWN_SENTENCES = ("policy", "scenario", "replay", "simulation", "study", "rule", "condition")
"""Told problem by problem, by `agent_ui.admin.routing.sentences`."""


def words(language: str = "en") -> Words:
    return Renderer(Assets({"icons/icons.svg": "i"}), ZoneInfo("Asia/Taipei")).words(language, datetime.now(UTC))


def kinds(of: type[ContactCenterError]) -> Iterator[type[ContactCenterError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def codes() -> dict[str, str]:
    """Of all errors that somebody may meet on a page, with their English sentences."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    here = [kind for kind in kinds(ContactCenterError) if kind.__module__.startswith(ROOMS)]
    named = {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind.__doc__ or "" for kind in here}
    return {
        code: text
        for code, text in named.items()
        if code not in NO_READER and not any(part in code for part in OWN_SENTENCES)
    }


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_error_of_a_page_has_a_sentence_without_the_names_of_fields(language: str) -> None:
    for code in codes():
        said = problem_words(words(language), code, "")
        assert said, code
        assert "`" not in said, code
        assert language == "en" or re.search(r"[\u4e00-\u9fff]", said), (code, said)


def test_what_is_wrong_with_a_form_is_said_field_by_field() -> None:
    errors: list[dict[str, Any]] = [
        {"loc": ("body", "why"), "type": "missing"},
        {"loc": ("body", "login"), "type": "string_pattern_mismatch", "ctx": {"pattern": "^[^@]+$"}},
        {"loc": ("body", "name"), "type": "string_too_long", "ctx": {"max_length": 100}},
        {"loc": ("path", "interaction"), "type": "uuid_parsing"},
        {"loc": ("body", "x_internal"), "type": "value_error", "msg": "Value error, no"},
    ]
    assert invalid_words(words(), errors) == (
        "Why is missing. Signs in as has characters that cannot be used there. "
        "Name is too long; it may have 100 characters. A value is none of the choices shown. "
        "A value cannot be used as it is."
    )
    assert not re.search(r"[a-z]_[a-z]|\\^", invalid_words(words("zh-Hant"), errors))
