"""Macros are made once for all parts of a draw, so they may read nothing of the context that differs between them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from jinja2 import meta

from agent_ui.frame.render import HERE, Renderer
from agent_ui.frame.shared_macros import GROUND, MADE
from agent_ui.views import UndoView

TEMPLATES = HERE / "templates"
IMPORTED = re.compile(r'{%-?\s*(?:import|from)\s+"([^"]+)"')
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_macros_read_only_what_is_the_same_for_all_parts_of_a_draw(renderer: Renderer) -> None:
    environment = renderer.environments["en"]
    texts = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    files = sorted({name for text in texts for name in IMPORTED.findall(text)})
    assert len(files) > 50
    for name in files:
        source = (TEMPLATES / name).read_text()
        free = meta.find_undeclared_variables(environment.parse(source)) - set(environment.globals) - GROUND
        own = {one for one in free if re.search(rf"{{%-?\s*(?:set|macro)\s+{one}\b", source)}
        assert not free - own, f"{name} reads {sorted(free - own)} of whoever imports it first"


def test_macros_are_made_once_for_a_draw(renderer: Renderer) -> None:
    template = renderer.environments["en"].from_string(
        '{% from "components/_small.html" import ago with context %}{{ ago(at) }}'
    )
    made: dict[str, object] = {}
    ground = {"words": renderer.words("en", NOW), "now": NOW, "at": NOW - timedelta(minutes=5), MADE: made}
    shown = template.render(ground)
    first = made["components/_small.html"]
    assert template.render(ground) == shown
    assert made["components/_small.html"] is first


def test_what_is_kept_of_one_draw_shows_in_no_other(renderer: Renderer) -> None:
    def drawn(language: str, csrf: str) -> str:
        undo = UndoView("Closed.", "/undo")
        return renderer.part("console/push/undo.html", language=language, now=NOW, csrf=csrf, undo=undo)

    for _ in range(2):
        for language, word in (("en", "Undo"), ("zh-Hant", "復原")):
            for csrf in ("token-a", "token-b"):
                shown = drawn(language, csrf)
                assert f'value="{csrf}"' in shown
                assert f">{word}</span></button>" in shown
