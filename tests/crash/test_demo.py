"""Every process of the living demo is killed once, its servers and its ERP included, and comes back by itself."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio

from contact_center.bootstrap.control import ask
from contact_center.bootstrap.embedded import DATABASE, servers
from contact_center.bootstrap.settings import Settings
from contact_center.demo.peers.erp.layout import ErpNotInstalled
from contact_center.platform.embedded import runtime_dir_for
from tests.crash.processes import until
from tests.erp_server import prepared_erp
from tests.installation import free_ports
from tests.proving import PROVING
from tests.servers import ROOT, ending_with_us

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Demo:
    """`make demo`, without a history and without life; its ERP is prepared once for all tests."""

    folder: Path
    base: int
    process: subprocess.Popen[bytes]
    erp: bool
    """Whether Tryton is installed here."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.base}"

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")

    async def do(self, what: str, name: str = "", **more: str) -> dict[str, dict[str, Any]]:
        """The processes by name."""
        return {one["name"]: one for one in await ask(runtime_dir_for(self.folder) / "control", what, name, **more)}

    async def is_open(self) -> bool:
        assert self.process.poll() is None, self.said
        return "is open" in self.said and (not self.erp or "erp is ready" in self.said)

    async def two_hours_pass(self) -> None:
        """For the facts, and for the feed that vouches for them: what was read or agreed just now was so then."""
        postgres, _ = servers(Settings(data_dir=self.folder))
        async with await psycopg.AsyncConnection.connect(postgres.url("system", DATABASE), autocommit=True) as system:
            await system.execute("update erp.fact_block set as_of = as_of - interval '2 hours'")
            await system.execute("update erp.feed set agreed_at = agreed_at - interval '2 hours'")

    async def is_back(self, name: str, before: dict[str, Any]) -> bool:
        now = (await self.do("status"))[name]
        return now["state"] == "ready" and now["pid"] != before["pid"] and now["restarts"] > 0

    async def ready(self, http: httpx.AsyncClient) -> int:
        """The status of `/readyz`; 0 while nobody answers."""
        try:
            return (await http.get("/readyz")).status_code
        except httpx.HTTPError:
            return 0

    async def serves(self, http: httpx.AsyncClient) -> bool:
        return await self.ready(http) == 200


OPENS_WITHIN = 900.0
"""Seconds: as the demo itself waits for its processes, one after the other."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(request: pytest.FixtureRequest) -> AsyncIterator[Demo]:
    folder, base = Path(tempfile.mkdtemp(prefix="cc-demo-", dir="/tmp")), free_ports()
    erp = _erp_is_prepared(folder)
    given = {"DATA_DIR": str(folder), "PORT_BASE": str(base), "DEMO_HISTORY": "0", "DEMO_PACE": "0"}
    given["DATABASE_POOL"] = str(POOL)
    given["DEMO_ERP"] = "1" if erp else "0"
    env = dict(os.environ) | {f"CONTACT_CENTER_{name}": value for name, value in given.items()}
    process = begin(env, folder / "said")
    try:
        made = Demo(folder, base, process, erp)
        await until(made.is_open, "the demo opens", within=OPENS_WITHIN)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        if request.session.testsfailed:
            print(f"what the processes said is in {folder}/log")  # noqa: T201 - for whoever looks into the failure
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _erp_is_prepared(folder: Path) -> bool:
    try:
        prepared_erp(folder)
    except ErpNotInstalled:
        return False
    return True


def begin(env: dict[str, str], said: Path) -> subprocess.Popen[bytes]:
    with said.open("wb") as out:
        command = ending_with_us([sys.executable, "-m", "contact_center", "demo"])
        return subprocess.Popen(command, env=env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)


@pytest_asyncio.fixture(loop_scope="module")
async def mei(demo: Demo) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody signed in, whose pages are asked for."""
    async with httpx.AsyncClient(base_url=demo.url, timeout=60, headers={"accept": "text/html"}) as http:
        await until(lambda: demo.serves(http), "the product serves")
        form = {"login": "mei", "password": "demo"}
        signed_in = await http.post("/sign-in", data=form, headers={"origin": demo.url})
        assert signed_in.status_code == 303, signed_in.text
        yield http


POOL = 4
"""Connections of a process: few, so that few pages take them all and none waits longer than the product lets it."""


async def pages(http: httpx.AsyncClient) -> set[int]:
    """So many at once that every connection is in use. The first comes alone: a new process reads its templates."""
    first = await http.get("/console")
    others = await asyncio.gather(*(http.get("/console") for _ in range(POOL + 1)))
    return {page.status_code for page in (first, *others)}


SAMPLE = ("postgres", "redis", "web", "worker")
"""What most depends on. The others are killed by other tests, too, and here in `make prove`."""


@pytest.mark.prove
async def test_each_process_comes_back_when_it_is_killed(demo: Demo, mei: httpx.AsyncClient) -> None:
    running = [name for name, one in (await demo.do("status")).items() if one["state"] == "ready"]
    everything = {"postgres", "redis", "web", "worker", "router", "media", "mail", "carrier", "shop", "life"}
    assert everything | ({"erp"} if demo.erp else set()) <= {*running}
    assert await pages(mei) == {200}
    for name in running if PROVING else SAMPLE:
        before = (await demo.do("status"))[name]
        await demo.do("kill", name)
        await until(lambda name=name, before=before: demo.is_back(name, before), f"{name} comes back")  # type: ignore[misc]
        await until(lambda: demo.serves(mei), f"the product serves after {name} was killed")
        assert await pages(mei) == {200}, f"after {name} was killed"


async def test_while_the_database_is_away_the_product_says_so_at_once_and_nothing_spins(
    demo: Demo, mei: httpx.AsyncClient
) -> None:
    assert await pages(mei) == {200}
    await demo.do("stop", "postgres")
    assert await demo.ready(mei) == 503
    answered = await mei.get("/console")
    assert (answered.status_code, answered.headers["retry-after"]) == (503, "3")
    assert "being restarted" in answered.text
    await until(lambda: keeps_still(demo, ("web", "router")), "web and router wait without work, and are not replaced")
    await demo.do("start", "postgres")
    await until(lambda: demo.serves(mei), "the product serves again")
    assert await pages(mei) == {200}


async def test_a_redis_that_is_away_or_hangs_costs_nobody_a_page(demo: Demo, mei: httpx.AsyncClient) -> None:
    before = (await demo.do("kill", "redis", signal="STOP"))["redis"]
    assert await pages(mei) == {200}
    await demo.do("kill", "redis", signal="KILL")
    await until(lambda: demo.is_back("redis", before), "Redis comes back")
    await until(lambda: says(mei, "redis", "ok"), "the product has its Redis again")


async def test_while_the_erp_is_away_its_last_facts_stay_with_their_age_and_are_fresh_again_by_themselves(
    demo: Demo, mei: httpx.AsyncClient
) -> None:
    """Asked as a page asks that somebody looks at: again after a while."""
    if not demo.erp:
        pytest.skip("Tryton is not installed: make install")
    orders = await orders_of(mei, "吳淑芬")
    fresh = ("SO-20436", "Tryton", "just now")
    old = ("SO-20436", "source-old", "2 h ago", "Tryton does not answer")
    await until(lambda: shows(mei, orders, *fresh), "the orders are read from the ERP")
    await demo.do("stop", "erp")
    await demo.two_hours_pass()
    await until(
        lambda: shows(mei, orders, *old), "the last known orders are shown with their age, and why they are old"
    )
    await demo.do("start", "erp")
    await until(lambda: shows(mei, orders, *fresh), "the orders are read again, by themselves")


async def orders_of(http: httpx.AsyncClient, name: str) -> str:
    """Where the page of this customer gets the orders from."""
    found = await http.get("/customers", params={"q": name})
    customer = re.search(r"/customers/([0-9a-f-]{36})", found.text)
    assert customer, found.text
    return f"/console/customers/{customer[1]}/orders"


async def shows(http: httpx.AsyncClient, page: str, *words: str) -> bool:
    shown = (await http.get(page)).text
    return all(word in shown for word in words)


async def says(http: httpx.AsyncClient, what: str, word: str) -> bool:
    found: bool = (await http.get("/readyz")).json()[what] == word
    return found


async def keeps_still(demo: Demo, names: tuple[str, ...]) -> bool:
    """The same processes for four seconds, none of which takes more than a part of a processor."""
    before = {name: (await demo.do("status"))[name]["pid"] for name in names}
    busy = await shares([pid for pid in before.values() if pid and alive(pid)])
    after = {name: (await demo.do("status"))[name]["pid"] for name in names}
    return before == after and len(busy) == len(names) and max(busy) < 0.6


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists()


async def shares(pids: list[int]) -> list[float]:
    """How much of a processor each has used over a while: a share, so that the speed of the machine has no say."""
    began, before = time.monotonic(), [used(pid) for pid in pids]
    await asyncio.sleep(4)
    lasted = time.monotonic() - began
    ended = [pid for pid in pids if not alive(pid)]
    return [] if ended else [(used(pid) - earlier) / lasted for pid, earlier in zip(pids, before, strict=True)]


def used(pid: int) -> float:
    """Processor seconds so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
