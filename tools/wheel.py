"""Builds the product as one file, browser assets included: `python -m tools.wheel [FOLDER]` (dist/).

It is built from a copy of the packages, so that nothing of the build stays in the tree. Dependencies come with the
lock: pip install --require-hashes -r requirements/product.txt, then pip install --no-deps the wheel.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("contact_center", "channels", "routing", "crm_core", "erp_link", "agent_ui")
FILES = ("pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"


class NoAssets(Exception):
    """The browser assets are not built; run `make assets` first."""


def build(folder: Path) -> Path:
    """The wheel. Raises `NoAssets`."""
    if not (ROOT / "agent_ui" / "assets" / "manifest.json").exists():
        raise NoAssets("the browser assets are not built; run `make assets` first")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="contact-center-wheel-") as copy:
        for package in PACKAGES:
            shutil.copytree(ROOT / package, Path(copy, package), ignore=shutil.ignore_patterns("__pycache__"))
        for file in FILES:
            shutil.copy(ROOT / file, copy)
        command = [sys.executable, "-c", BUILD, str(folder)]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the wheel could not be built:\n{done.stdout}{done.stderr}")
    return folder / done.stdout.split()[-1]


def main() -> int:
    try:
        print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
    except NoAssets as problem:
        print(f"contact-center: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
