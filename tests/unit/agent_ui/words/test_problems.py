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
from agent_ui.wiring import TEMPLATE_NAMES
from agent_ui.words.invalid import invalid_words
from agent_ui.words.languages import CHINESE, LANGUAGES, Words
from agent_ui.words.problems import SENTENCES, problem_words
from contact_center.kernel.errors import ContactCenterError

ROOMS = ("agent_ui", "contact_center", "channels", "crm_core", "erp_link", "routing")
NOT_ON_PAGES = {
    "agent_ui.frame.render": "met by who starts the product without its assets",
    "channels.sms": "answered to providers, and kept with the message that was not sent",
    "channels.webchat": "answered to the widget and to the company's web site",
    "contact_center.bootstrap": "met on the command line, or answered to widgets and providers",
    "contact_center.demo": "met on the command line",
    "contact_center.platform.datafolder": "met by who starts the product",
    "contact_center.platform.embedded": "met by who starts the product",
    "contact_center.platform.vault": "met by who starts the product",
    "routing.errors.LeaseLost": "between processes",
}
"""Modules and classes whose errors nobody can meet on a page, and why."""


def words(language: str = "en") -> Words:
    return Renderer(Assets({"icons/icons.svg": "i"}), TEMPLATE_NAMES, ZoneInfo("Asia/Taipei")).words(
        language, datetime.now(UTC)
    )


def code_of(kind: type[ContactCenterError]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def kinds(of: type[ContactCenterError]) -> Iterator[type[ContactCenterError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def on_pages() -> list[type[ContactCenterError]]:
    """Every error class of every room that somebody may meet on a page."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not re.search(r"__main__|\.migrations\.|\.erp_seed\.", found.name):
                importlib.import_module(found.name)
    ours = {kind for kind in kinds(ContactCenterError) if kind.__module__.partition(".")[0] in ROOMS}
    return [
        kind
        for kind in sorted(ours, key=lambda kind: kind.__qualname__)
        if not f"{kind.__module__}.{kind.__name__}".startswith(tuple(NOT_ON_PAGES))
    ]


def test_every_error_of_every_room_has_a_sentence() -> None:
    assert [kind for kind in on_pages() if code_of(kind) not in SENTENCES] == []


def test_no_sentence_is_of_an_error_that_is_gone() -> None:
    of_the_edge = {"unusable", "internal"}  # contact_center.platform.problems
    assert set(SENTENCES) - {code_of(kind) for kind in kinds(ContactCenterError)} == of_the_edge


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_is_in_the_reader_s_language_and_without_the_names_of_fields(language: str) -> None:
    for code in SENTENCES:
        sentence = problem_words(words(language), code, "")
        assert "`" not in sentence, code
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) == (language == CHINESE), (code, sentence)


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
