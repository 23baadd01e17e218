"""What the documentation names is there: a reader who follows it ends at a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = "agent_ui|channels|contact_center|crm_core|erp_link|routing|tools|tests|benchmarks"
MODULE = re.compile(rf"`((?:{ROOMS})(?:\.[a-z_]+)+)`")
PAGES = [
    page
    for page in [*ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
    if not {"reference", "decisions"} & set(page.parts)  # where a dotted name may be a table's or a setting's
]


def is_module(dotted: str) -> bool:
    """A module, a package, or a name in one."""
    path = ROOT / dotted.replace(".", "/")
    if path.with_suffix(".py").is_file() or path.is_dir():
        return True
    module = path.parent.with_suffix(".py")
    return module.is_file() and re.search(rf"\b{path.name}\b", module.read_text()) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text()
    assert [name for name in MODULE.findall(text) if not is_module(name)] == []


def test_each_way_through_the_rooms_has_ten_steps_and_names_modules_in_most() -> None:
    text = (ROOT / "docs/explanation/architecture.md").read_text()
    ways = dict(re.findall(r"^## (The way of [^\n]+)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))
    assert len(ways) == 5
    for way, steps in ways.items():
        lines = re.findall(r"^\d+\. (.+)$", steps, re.MULTILINE)
        assert len(lines) == 10, way
        assert sum(bool(MODULE.search(line)) for line in lines) >= 7, way
