"""Renews the lock files: exact versions with hashes, and no address of any index.

    python -m tools.lock [--upgrade]

What they hold is declared in `pyproject.toml`. One lock serves every platform and Python from 3.11 on. The locks of
the product, the demo and the checks agree with one another; Tryton's is for an environment of its own. Then what they
name is looked up among known vulnerabilities (`tools/audit.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools import audit

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("product", "demo", "dev", "erp", "uv", "node", "audit")
AGREE = {"demo": ("product",), "dev": ("product", "demo")}
"""Locks of one environment, which must name the same versions."""
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--only-binary=:all:",
)


def declared() -> dict[str, list[str]]:
    """What each lock is made of."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = read["project"], read["dependency-groups"]
    return {"product": project["dependencies"], "demo": project["optional-dependencies"]["demo"], **groups}


def lock_python(name: str, extra: list[str]) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    lock = ROOT / "requirements" / f"{name}.txt"
    agreeing = [word for other in AGREE.get(name, ()) for word in ("--constraint", f"{other}.txt")]
    command = [uv, "pip", "compile", *OPTIONS, *extra, *agreeing, "-", "--output-file", lock.name]
    print(f"requirements/{lock.name}", flush=True)
    wanted = "".join(f"{line}\n" for line in declared()[name])
    subprocess.run(command, cwd=lock.parent, check=True, input=wanted, text=True)
    lock.write_text(lock.read_text(encoding="utf-8").replace("-r -", "pyproject.toml"), encoding="utf-8")


def lock_node() -> None:
    npm = shutil.which("npm")
    if npm is None:
        print("package-lock.json is left as it is: npm is not installed", file=sys.stderr)
        return
    print("package-lock.json", flush=True)
    # .npmrc keeps registry addresses out of the lock.
    subprocess.run([npm, "install", "--package-lock-only"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    extra = ["--upgrade"] if "--upgrade" in sys.argv else []
    os.umask(0o022)
    try:
        for name in ORDER:
            lock_python(name, extra)
        lock_node()
    except subprocess.CalledProcessError as problem:
        print(f"{problem.cmd[0]} ended with {problem.returncode}", file=sys.stderr)
        return 1
    return audit.main()


if __name__ == "__main__":
    sys.exit(main())
