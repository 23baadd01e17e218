"""The tests that what was changed concerns: `python -m tools.touched [BASE]` prints the nearest of them, one a line.

Changed is what differs from where this branch left BASE (default: `main`), committed or not. A test file concerns a
change when it was changed itself, when it imports a changed module by name, or when it stands in the folder of the
same name: `tests/integration/channels/email` for what is in `channels/email`. Unit and contract tests are not listed:
`make test-fast` runs them all. Nor are the journeys and the killing of processes, unless they were changed themselves.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = ("tests/unit", "tests/contract")
LONG = ("tests/journeys", "tests/crash")
MIRRORED = "tests/integration"
MOST = 8
"""Files, so that the run stays a short one."""
PREFIXES = ("contact_center/",)
"""The tests of a room leave these out of its name."""


def concerned(changed: Iterable[str], imports: dict[str, set[str]]) -> list[str]:
    """The nearest first: those changed themselves, those that import what was changed, those of its room.

    `imports`: each test file, and the modules that it imports.
    """
    paths = {PurePosixPath(path) for path in changed}
    modules = {module_of(path) for path in paths if path.suffix == ".py"}
    folders = {folder for path in paths for folder in mirrors(path)}

    def nearness(test: str) -> int | None:
        if PurePosixPath(test) in paths:
            return 0
        if test.startswith(LONG):
            return None
        if imports[test] & modules:
            return 1
        return 2 if any(test.startswith(folder) for folder in folders) else None

    near = {test: nearness(test) for test in imports if not test.startswith(ALWAYS)}
    return sorted((test for test, how in near.items() if how is not None), key=lambda test: (near[test], test))


def mirrors(path: PurePosixPath) -> set[str]:
    """Where the integration tests of this file's room are."""
    if path.parts[:1] in (("tests",), ("docs",)) or len(path.parts) < 2:
        return set()
    folder = f"{path.parent}/"
    for prefix in PREFIXES:
        folder = folder.removeprefix(prefix)
    return {f"{MIRRORED}/{folder}"}


def module_of(path: PurePosixPath) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_by(source: str) -> set[str]:
    """Modules, and what may be modules: `from a import b` may mean `a.b`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def changed_files(base: str) -> list[str]:
    left = _git("merge-base", "HEAD", base) or ["HEAD"]
    return [*_git("diff", "--name-only", left[0]), *_git("ls-files", "--others", "--exclude-standard")]


def _git(*arguments: str) -> list[str]:
    git = shutil.which("git") or "git"
    done = subprocess.run([git, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def main() -> int:
    tests = {str(path.relative_to(ROOT)): imported_by(path.read_text()) for path in ROOT.glob("tests/**/test_*.py")}
    base = sys.argv[1] if len(sys.argv) > 1 else "main"
    found = concerned(changed_files(base), tests)
    for test in found[:MOST]:
        sys.stdout.write(f"{test}\n")
    if found[MOST:]:
        sys.stderr.write(f"--- left to `make test`: {' '.join(found[MOST:])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
