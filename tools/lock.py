"""Renews the lock files: exact versions with hashes, and no address of any index.

    python -m tools.lock [--upgrade]

One lock serves every platform and Python from 3.11 on. The locks of the product, the demo and the
checks agree with one another; Tryton's is for an environment of its own. Then what they name is looked up among known
vulnerabilities (`tools/audit.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import audit

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("product", "demo", "dev", "erp", "uv", "node", "audit")
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


def lock_python(name: str, extra: list[str]) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", *OPTIONS, *extra, f"{name}.in", "--output-file", f"{name}.txt"]
    print(f"requirements/{name}.txt", flush=True)
    subprocess.run(command, cwd=ROOT / "requirements", check=True)


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
