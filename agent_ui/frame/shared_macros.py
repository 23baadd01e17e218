"""Macros are made once for all that one draw renders, not once for each template that imports them.

Jinja makes the macros of a file anew at each import `with context`, and a page's parts import the same few files over
and over: it was a third of what drawing cost. What macros read of the context is the same in all of a draw: its words,
its moment and its page. Nothing else is there for them, which `tests/unit/agent_ui/test_shared_macros.py` holds.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from jinja2 import Template
from jinja2.environment import TemplateModule

GROUND = frozenset({"words", "now", "page"})
"""Of the context, what macros may read."""
MADE = "made_macros"
"""Name in the context of the modules made so far, by file."""


class SharedMacros(Template):
    """`environment.template_class`: an import finds what another template of the same draw has made."""

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        made: MutableMapping[str | None, TemplateModule] | None = (vars or {}).get(MADE)
        if made is None:
            return super().make_module(vars, shared, locals)
        if self.name not in made:
            made[self.name] = super().make_module(vars, shared, locals)
        return made[self.name]
