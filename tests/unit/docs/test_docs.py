"""The documentation says what is so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_ui.frame.render import AssetsMissing
from tools.docs import PAGES, REFERENCE

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
OWN = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))])
PICTURES = "docs/pictures/"
"""Taken from the running demo; a clone may be without them."""
MEASURED = ("docs/reference/performance.md", "docs/explanation/nothing-lost.md")
"""Written from the results of measurements; missing until the first."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
DECISIONS = [page for page in sorted((DOCS / "decisions").glob("*.md")) if page.name[0].isdigit()]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    try:
        made = PAGES[name]()
    except AssetsMissing as missing:
        pytest.skip(str(missing))
    assert (REFERENCE / name).read_text(encoding="utf-8") == made, "run: python -m tools.docs"


def test_every_route_says_who_may_call_it() -> None:
    assert "not declared" not in (REFERENCE / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", OWN, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    lost = [target for target in _links(page) if not _exists(page, target)]
    assert not lost


def _links(page: Path) -> Iterator[str]:
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def _exists(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    found = (page.parent / path).resolve() if path else page
    if found.is_relative_to(ROOT / PICTURES) or found in [ROOT / name for name in MEASURED]:
        return True
    return found.exists() and (not anchor or anchor in _anchors(found))


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_can_be_found_from_the_index() -> None:
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in _links(DOCS / "README.md")}
    unlisted = [name_of(page) for page in DOCS.rglob("*.md") if page not in linked and page != DOCS / "README.md"]
    assert not unlisted


@pytest.mark.parametrize("page", OWN, ids=name_of)
def test_commands_that_are_named_exist(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert {first or second for first, second in named} <= known


@pytest.mark.parametrize("page", OWN, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    roots = "contact_center|channels|routing|crm_core|erp_link|agent_ui|tests|tools|benchmarks|docs|requirements"
    named = set(re.findall(rf"`((?:{roots})/[\w./-]+)`", page.read_text(encoding="utf-8")))
    assert not [
        path for path in named if not (ROOT / path).exists() and (DOCS / "pictures") not in (ROOT / path).parents
    ]


@pytest.mark.parametrize("page", OWN, ids=name_of)
def test_settings_that_are_named_exist(page: Path) -> None:
    from contact_center.bootstrap.settings import Settings

    named = re.findall(r"CONTACT_CENTER_([A-Z_]+[A-Z])", page.read_text(encoding="utf-8"))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_tells_context_decision_consequences_and_check(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    parts = [text.index(f"**{part}.**") for part in ("Context", "Decision", "Consequences", "Check")]
    assert parts == sorted(parts)


def test_every_library_of_the_product_has_its_reason() -> None:
    page = (DOCS / "decisions" / "0007-libraries.md").read_text(encoding="utf-8")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = [re.split(r"[\[<>= ]", line)[0] for line in declared]
    assert not [name for name in wanted if not re.search(rf"\b{re.escape(name)}\b", page)]
