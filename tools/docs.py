"""Writes the pages of `docs/reference` that follow from the code.

    python -m tools.docs            writes them
    python -m tools.docs --check    fails if one is not what the code says

`tests/unit/docs` checks the same.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from channels.voice.model import Phase
from contact_center.bootstrap.joins.channels import channels
from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.web import create_app
from contact_center.directory.access import accesses
from contact_center.kernel import contracts
from contact_center.kernel.events import event_types
from contact_center.platform.personal import About, Table
from contact_center.warehouse.definitions.registry import REGISTRY, MeasureDefinition
from contact_center.warehouse.facts import FACTS
from tools.scenes import IN_MENU, NAMES, scenes

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
GENERATED = "<!-- Made by `python -m tools.docs`; edit {source} instead. -->"
PREFIX = "CONTACT_CENTER_"


def page(title: str, source: str, lines: Iterable[str]) -> str:
    return "\n".join([GENERATED.format(source=source), "", f"# {title}", "", *lines]).rstrip() + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# Settings


def settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = _default(field.default)
        rows.append((f"`{PREFIX}{name.upper()}`", default, field.description or ""))
    return page(
        "Settings",
        "`contact_center/platform/settings.py`",
        [
            "Read from the environment once, when a process starts. A duration is a number of seconds, `00:05:00` or",
            "ISO 8601 (`PT5M`).",
            "",
            *table(("Variable", "Default", "What it does"), rows),
        ],
    )


def _default(value: object) -> str:
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if str(value) else "none"


def _duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    for length, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds > length and seconds % length == 0:
            return f"{seconds / length:g} {word}"
    return f"{seconds:g} s"


# Events


def events() -> str:
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"{contracts.__name__}.{module.name}")
    known = {name: cls for name, cls in event_types().items() if cls.__module__.startswith(contracts.__name__)}
    lines = [
        "What the log of a tenant may hold. A type keeps its name for ever; a new meaning gets a new version. Events",
        "carry ids, not copies of personal data. How the log works: [the event log](../explanation/event-log.md).",
        "",
    ]
    for name in sorted(known):
        lines += _event(name, known[name])
    return page("Events", "`contact_center/kernel/contracts`", lines)


def _event(name: str, cls: Any) -> Iterator[str]:
    yield f"## `{name}`"
    yield ""
    yield f"Version {cls.version}. {_documented(cls)}".rstrip()
    yield ""
    hints = get_type_hints(cls)
    yield from table(("Field", "Type"), ((f"`{f.name}`", f"`{_type(hints[f.name])}`") for f in fields(cls)))
    yield ""


def _documented(cls: type) -> str:
    text = inspect.cleandoc(cls.__doc__ or "")
    return "" if text.startswith(f"{cls.__name__}(") else " ".join(text.split())


def _type(hint: Any) -> str:
    if hint is type(None):
        return "none"
    args = getattr(hint, "__args__", ())
    origin = getattr(hint, "__origin__", None)
    if args and isinstance(origin, type):
        return f"{origin.__name__} of {', '.join(_type(arg) for arg in args)}"
    if args:
        return " or ".join(_type(arg) for arg in args)
    return str(getattr(hint, "__name__", hint))


# Personal data


def personal_data() -> str:
    lines = [
        "The registry is not a description but the erasure itself: erasing a customer runs these declarations, and a",
        "test fails on any column that none of them names. How to use it:",
        "[erase a customer](../how-to/erase-a-customer.md).",
        "",
    ]
    for about, title in ((About.CUSTOMER, "About customers"), (About.USER, "About people who work here")):
        found = [declared for declared in TABLES if declared.about is about]
        lines += [f"## {title}", "", *table(("Table", "Columns", "Kept", "Erasing"), map(_declared, found)), ""]
    rest = ", ".join(f"`{declared.name}`" for declared in TABLES if declared.about is About.NOBODY)
    lines += ["## About nobody", "", f"{rest}."]
    return page("Personal data", "the `personal.py` of each package", lines)


def _declared(declared: Table) -> tuple[str, ...]:
    columns = ", ".join(f"`{column}`" for column in declared.personal) or "none"
    erasing = "the rows go" if declared.delete else "the columns are emptied"
    if declared.blobs:
        erasing += f", and the files named in `{declared.blobs}`"
    if declared.about is About.USER:
        erasing = "with the user"
    return f"`{declared.name}`", columns, declared.kept, erasing


# Routes


class _Unopened:
    """Stands for everything a process opens: routes are declared without asking any of it."""

    def __getattr__(self, name: str) -> _Unopened:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> _Unopened:
        return self

    def __iter__(self) -> Iterator[object]:
        return iter(())


def application() -> FastAPI:
    """The web application with all its routes, over nothing."""
    runtime: Any = _Unopened()
    runtime.settings = Settings(public_url="http://localhost:8600")
    runtime.channels = channels()
    nothing: Any = _Unopened()
    return create_app(runtime, nothing, nothing, nothing, nothing)


def api() -> str:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for route in iter_route_contexts(application().routes):
        row = _route(route)
        if row is not None:
            groups.setdefault(_group(row[1]), []).append(row)
    lines = [
        "Every route and socket says who may call it; one that does not say so fails a test. Requests that change",
        "something need the page's token (`X-CSRF-Token`, or `csrf_token` in a form) and come from our own pages.",
        "Errors are problem details (RFC 9457) with a stable `code`. The JSON routes under `/api/v1` are described by",
        "`/api/openapi.json` on a running installation (OpenAPI 3.1): bodies, answers, errors, who may call, and the",
        "meaning of every field of a policy and a scenario.",
        "",
    ]
    for group in sorted(groups):
        rows = sorted(groups[group], key=lambda row: (row[1].strip("`"), row[0]))
        lines += [f"## {group}", "", *table(("Method", "Path", "Who", "What"), rows), ""]
    return page("HTTP routes", "the routes' declarations", lines)


def _route(route: RouteContext) -> tuple[str, ...] | None:
    original, path = route.original_route, f"`{route.path}`"
    if isinstance(original, APIRoute):
        who, what = _who(route.dependant), _first_sentence(original.endpoint)
        return ", ".join(sorted(route.methods or ())), path, who, what
    if isinstance(original, APIWebSocketRoute):
        return "socket", path, _who(route.dependant), _first_sentence(original.endpoint)
    if isinstance(original, Mount):
        return "GET", f"`{route.path}/…`", "everybody", "files"
    if route.path == "/api/openapi.json":
        return "GET", path, "everybody", "description of the JSON routes"
    return None


def _who(dependant: Dependant) -> str:
    for access in accesses(dependant):
        if access.roles is None:
            return f"everybody: {access.why}"
        return ", ".join(sorted(role.value for role in access.roles))
    return "not declared"


def _first_sentence(endpoint: Callable[..., object]) -> str:
    text = inspect.cleandoc(endpoint.__doc__ or "").split("\n\n")[0]
    return text or endpoint.__name__.replace("_", " ")


def _group(path: str) -> str:
    first = path.strip("`").strip("/").split("/")[0]
    return f"/{first}"


# Who hears whom


def hearing() -> str:
    head = ("State of the call", *(f"The {name} hears" for name in NAMES.values()), "Recorded")
    rows = [(one.name, *(one.says(leg) for leg in NAMES), "yes" if one.recorded else "no") for one in scenes()]
    first = next(n for n, one in enumerate(scenes()) if one.call.phase is Phase.WAITING)
    rows.insert(first, IN_MENU)
    return page(
        "Who hears whom on a call",
        "`channels/voice/sounds.py`",
        [
            "The same on every provider of telephony, measured with tones on the media process and on a",
            "simulated Twilio (`tests/contract/telephony/test_hearing.py`).",
            "A dash: not there. A supervisor's monitoring, whispering and barging in are",
            "[decision 0074](../decisions/0074-supervisors-on-a-call.md), colleagues",
            "[decision 0078](../decisions/0078-colleagues-on-a-call.md).",
            "",
            *table(head, rows),
        ],
    )


def measures() -> str:
    lines = [
        "Wallboard, reports, the API and the warehouse count by these definitions. How they are meant and what they",
        "are counted from: [measures](../explanation/measures.md). As JSON: `GET /api/v1/warehouse/measures`.",
        "",
        *table(
            ("Measure", "What it says", "Unit", "Of", "Switches of the queue", "Counted from", "Since"),
            (_measure(one) for one in REGISTRY),
        ),
    ]
    return page("Measures", "`contact_center/warehouse/definitions`", lines)


def _measure(one: MeasureDefinition) -> tuple[str, ...]:
    switches = ", ".join(f"`{name}`" for name in one.switches) or "none"
    return f"`{one.name}`", one.words, one.unit, one.grain, switches, f"`{one.source}`", one.since.isoformat()


def warehouse() -> str:
    lines = [
        "The tables of the warehouse, as Parquet files in `<organisation>/<table>/<year>-<month>/`. Every row is a",
        "version: `row_id` says of what, `learned_at` since when the warehouse knows it, `superseded_at` (in merged",
        "files) until when it was the newest, `gone` that its owner has it no more. How it is kept:",
        "[the warehouse](../explanation/warehouse.md).",
        "",
    ]
    for fact in FACTS:
        lines += [
            f"## `{fact.name}`",
            "",
            f"One row is {fact.grain}; from `{fact.source}`. Its day is that of `{fact.at}`.",
        ]
        rows = ((f"`{one.name}`", f"`{one.kind}`", one.meaning) for one in fact.columns)
        lines += ["", *table(("Column", "Type", "What it is"), rows), ""]
    return page("Warehouse tables", "`contact_center/warehouse/facts.py`", lines)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "events.md": events,
    "personal-data.md": personal_data,
    "api.md": api,
    "hearing.md": hearing,
    "measures.md": measures,
    "warehouse.md": warehouse,
}


def outdated() -> list[str]:
    """Generated pages that are not what the code says."""
    return [name for name, make in PAGES.items() if _read(REFERENCE / name) != make()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is outdated")
    if parser.parse_args().check:
        found = outdated()
        for name in found:
            print(f"docs/reference/{name} is outdated; run: python -m tools.docs")
        return 1 if found else 0
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    for variable in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[variable]
    sys.exit(main())
