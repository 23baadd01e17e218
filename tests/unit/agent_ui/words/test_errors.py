"""What goes wrong is said in words, in every language, and never with the names that programs use."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

from agent_ui.words.errors import FOR_PROGRAMS, SENTENCES, error_words
from agent_ui.words.invalid import invalid_words
from contact_center.kernel.errors import ContactCenterError
from tests.unit.agent_ui.words.languages import LANGUAGES, placeholders, translated, words

ROOMS = ("agent_ui", "channels", "contact_center", "crm_core", "erp_link", "routing")
OF_OPERATORS = ("contact_center.platform", "contact_center.bootstrap", "contact_center.demo", "agent_ui.frame.render",
                "channels.voice.errors")  # fmt: skip
"""What starts and configures the product: its readers know commands and settings by their names."""


def kinds(of: type[ContactCenterError]) -> Iterator[type[ContactCenterError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def codes() -> dict[str, str]:
    """Of all error classes of ours, with the module that has them."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__") and ".migrations." not in found.name:
                importlib.import_module(found.name)
    here = [kind for kind in kinds(ContactCenterError) if kind.__module__.startswith(ROOMS)]
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind.__module__ for kind in here}


def test_every_error_has_a_sentence_and_every_sentence_an_error() -> None:
    known = set(codes()) - {"request_invalid"}  # told as `invalid`
    assert known - set(SENTENCES) == set(), "an error without a sentence"
    assert set(SENTENCES) - known == set(), "a sentence that no error has"
    assert set(FOR_PROGRAMS) - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_of_a_page_is_told_without_the_names_of_fields(language: str) -> None:
    for code, module in codes().items():
        said = error_words(words(language), code)
        assert said, code
        assert language == "en" or re.search(r"[\u4e00-\u9fff]", said), (code, said)
        assert "`" not in said or module.startswith(OF_OPERATORS), code


def test_a_translated_error_has_no_place_for_arguments() -> None:
    assert all(not placeholders(text) and not placeholders(translated(text)) for text in SENTENCES.values())


def test_what_is_wrong_with_a_form_is_said_field_by_field() -> None:
    errors: list[dict[str, Any]] = [
        {"loc": ("body", "why"), "type": "missing"},
        {"loc": ("body", "login"), "type": "string_pattern_mismatch", "ctx": {"pattern": "^[^@]+$"}},
        {"loc": ("body", "name"), "type": "string_too_long", "ctx": {"max_length": 100}},
        {"loc": ("path", "interaction"), "type": "uuid_parsing"},
        {"loc": ("body", "x_internal"), "type": "value_error", "msg": "Value error, no"},
    ]
    assert invalid_words(words(), errors) == (
        "Why is missing. Sign-in name has characters that are not allowed. "
        "Name is too long; it may have 100 characters. A value is not one of the choices shown. "
        "A value cannot be used."
    )
    assert not re.search(r"[a-z]_[a-z]|\\^", invalid_words(words("zh-Hant"), errors))
