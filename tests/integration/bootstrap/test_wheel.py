"""The built wheel is the whole product: installed where nothing of this repository is, it serves its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from contact_center.bootstrap.probes import answers_http
from tests.crash.processes import PATIENCE, free_ports, until
from tests.servers import Database
from tools.bootstrap import uv_environment
from tools.wheel import PACKAGES, ROOT, build


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment with the wheel, which borrows the libraries of this one and no code of ours."""
    folder = tmp_path_factory.mktemp("installed")
    python = new_environment(folder)
    (site_of(folder) / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    run([sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)])
    return folder / "bin" / "contact-center"


def new_environment(folder: Path) -> Path:
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    return folder / "bin" / "python"


def site_of(folder: Path) -> Path:
    return next((folder / "lib").glob("python3.*/site-packages"))


def run(command: list[str], **more: str) -> str:
    """Outside of the repository and without what points to it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CONTACT_CENTER_"))}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(sys.prefix).anchor, env={**env, **more}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_product(wheel: Path) -> None:
    there = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    with zipfile.ZipFile(wheel) as packed:
        packed_up = set(packed.namelist())
    assert not there - packed_up
    assert any(name.startswith("agent_ui/assets/vendor-") for name in packed_up)
    assert not [name for name in packed_up if name.startswith(("tests/", "tools/", "benchmarks/"))]


def test_an_installed_wheel_knows_all_commands(program: Path) -> None:
    shown = run([str(program), "--help"])
    assert all(command in shown for command in ("web", "worker", "router", "media", "migrate", "user", "demo"))
    where = run([str(program.with_name("python")), "-c", "import contact_center as it; print(it.__file__)"])
    assert where.startswith(str(program.parents[1]))


async def test_an_installed_wheel_makes_its_database_and_serves_its_pages(
    program: Path, empty_database: Database, redis_url: str, tmp_path: Path
) -> None:
    await serves_its_pages(program, empty_database, redis_url, tmp_path)


@pytest.mark.prove(only=True)
async def test_the_wheel_and_its_lock_are_all_that_an_empty_environment_needs(
    wheel: Path, empty_database: Database, redis_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "installed"
    python = str(new_environment(folder))
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--python", python]
    lock = str(ROOT / "requirements" / "product.txt")
    run([*uv, "--require-hashes", "--only-binary", ":all:", "-r", lock], **uv_environment(sys.executable))
    run([*uv, "--no-deps", "--no-index", str(wheel)])
    await serves_its_pages(folder / "bin" / "contact-center", empty_database, redis_url, tmp_path / "data")


async def serves_its_pages(program: Path, database: Database, redis_url: str, data: Path) -> None:
    settings = {
        "CONTACT_CENTER_DATABASE_OWNER_URL": database.owner,
        "CONTACT_CENTER_DATABASE_URL": database.app,
        "CONTACT_CENTER_DATABASE_SYSTEM_URL": database.system,
        "CONTACT_CENTER_REDIS_URL": redis_url,
        "CONTACT_CENTER_DATA_DIR": str(data),
        "CONTACT_CENTER_PORT_BASE": str(free_ports()),
    }
    run([str(program), "migrate"], **settings)
    with serving(program, settings, data) as base:
        await until(answers_http(int(settings["CONTACT_CENTER_PORT_BASE"]), "/readyz"), "the installed product answers")
        async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as browser:
            page = await browser.get("/sign-in", headers={"accept-language": "zh-TW"})
            assert page.status_code == 200
            assert "登入" in page.text
            linked = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js))"', page.text)
            assert linked
            for path in linked:
                assert (await browser.get(path)).status_code == 200


@contextmanager
def serving(program: Path, settings: dict[str, str], data: Path) -> Iterator[str]:
    data.mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CONTACT_CENTER_"))}
    with (data / "web.log").open("wb") as log:
        process = subprocess.Popen([str(program), "web"], env={**env, **settings}, cwd=data, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{settings['CONTACT_CENTER_PORT_BASE']}"
        finally:
            process.terminate()
            process.wait(PATIENCE)
