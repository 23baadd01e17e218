"""Every text exists in Traditional Chinese, with the same placeholders, and none is left over."""

from __future__ import annotations

import re

from agent_ui import catalog

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def test_no_text_is_untranslated() -> None:
    assert catalog.missing(catalog.read()) == []


def test_the_catalogue_matches_the_sources() -> None:
    new, gone = catalog.stale()
    assert (new, gone) == (set(), set()), "run: python -m agent_ui.catalog, then translate"


def test_translations_keep_their_placeholders() -> None:
    for message in catalog.read():
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set(_PLACEHOLDER.findall(ids[-1]))
        for string in strings:
            assert set(_PLACEHOLDER.findall(string)) == wanted, string


def test_the_catalogue_is_written_as_its_own_tool_writes_it() -> None:
    assert catalog.rendered(catalog.updated()) == catalog.CATALOGUE.read_bytes()
