"""Every act that is written down has its words."""

from __future__ import annotations

import re
from pathlib import Path

from agent_ui.words import audit
from agent_ui.words.languages import Words

ROOT = Path(__file__).parents[4]
ROOMS = ("agent_ui", "channels", "contact_center", "crm_core", "erp_link", "routing")
WRITTEN = re.compile(
    r"""(?:\baudit\(|trail\.read\(|\b_note\(|\b_erase\()[^"()]*?f?"([a-zA-Z][^"]*)"(?: if \w+ else "([^"]*)")?""",
    re.DOTALL,
)
MADE_UP = {
    "{purpose.value} made": {"invitation made", "reset made"},
    "{opened.purpose} used": {"invitation used", "reset used"},
}
"""Names that are put together, and what they come to."""


def written() -> set[str]:
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for match in WRITTEN.finditer(path.read_text(encoding="utf-8")):
                for name in filter(None, match.groups()):
                    found |= MADE_UP.get(name, {name})
    return {name for name in found if "{" not in name}


def test_every_act_has_words() -> None:
    found = written()
    assert {"signed in", "customer read", "recording erased", "projection rebuilt", "queue resumed"} <= found
    assert found - set(audit.ACTS) == set()


def test_an_act_of_another_version_shows_as_it_is_kept(english: Words, chinese: Words) -> None:
    assert audit.act(english, "flag raised") == "flag raised"
    assert audit.act(english, "sign-in failed") == "sign-in failed"
    assert audit.act(chinese, "sign-in failed") != "sign-in failed"
    assert audit.actor(english, "stranger") == "not signed in"
    assert audit.actor(english, "upkeep") == "the program"
