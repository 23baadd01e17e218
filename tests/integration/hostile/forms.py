"""All forms of the pages, as a browser would find them, and all that routes declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = ("input", "select", "textarea", "button")


@dataclass
class Form:
    """Where it goes, how, and what a browser would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        return self.action, self.method, tuple(sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [value for name, value in given.items() if name in ("href", "hx-get") and value.startswith("/")]
        if tag == "form":
            action = given.get("action") or given.get("hx-post") or given.get("hx-get") or ""
            self._open = Form(action.partition("#")[0], given.get("method", "post").lower())
            self.forms.append(self._open)
        elif tag in TYPED and self._open is not None and given.get("name"):
            self._open.fields[given["name"]] = given.get("value", "")
        for name in ("hx-post", "formaction"):
            if tag != "form" and given.get(name, "").startswith("/"):
                fields = dict(self._open.fields) if self._open else {}
                self.forms.append(Form(given[name], "post", fields))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def read_page(text: str) -> tuple[list[Form], list[str]]:
    """Its forms and the links of our own site."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms, reader.links


def declared(dependant: Any) -> Iterable[tuple[str, str]]:
    """(kind, name) of every value a route takes: `path`, `query`, `body`."""
    for kind in ("path", "query", "body"):
        for one in getattr(dependant, f"{kind}_params"):
            yield kind, one.alias
    for inner in dependant.dependencies:
        yield from declared(inner)
