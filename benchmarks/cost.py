"""What one SMS costs: CPU of each process and of PostgreSQL, from the webhook to the closed work.

Received, routed, offered, accepted, shown, answered, sent and closed, on the product's own processes, through
the doors that carriers and browsers use and nothing else: the signed webhook, the sign-in, the live socket, the forms
of the console. Work goes on in rounds, as fast as the pages of `AGENTS` take it; what the processes use when nothing
happens is measured before, with the same pages open, and taken off.

The floor is what the database alone cannot do without: `TRANSACTIONS` bare transactions (those of `benchmarks.intake`),
with the CPU of their client and of PostgreSQL. CPU time travels between machines better than time by the clock, and
the ratio better still.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import parse_qsl

import httpx
import psycopg
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.installation import Installation, analyze, installation
from benchmarks.intake import FLOOR_TABLES, _four_inserts
from benchmarks.push import write
from benchmarks.results import Result, report
from contact_center.demo.company.seed import COLLEAGUES, PASSWORD

AGENTS = tuple(login for login, _name, skills in COLLEAGUES if "lang:en" in skills)
TRANSACTIONS = 5
"""The facts of one message's life that must each be durable before the next happens: received, offered, accepted,
answered, closed."""
AT_ONCE = 4
ROUNDS, MESSAGES = 3, 100
IDLE = 10.0
FLOOR_RUNS = 2_000
PATIENCE = 60.0
OFFER = re.compile(r"/console/offers/([0-9a-f-]{36})/accept")
WORK = re.compile(r"/console/interactions/([0-9a-f-]{36})/messages")
NOTHING_LISTED = '{"messages": [], "next_page_uri": null}'
WAITING = "select count(*) from core.message where direction = 'out' and delivery < 20"
Done = asyncio.Queue[Exception | None]
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    with installation() as made:
        uvloop.run(compare(made))


async def compare(made: Installation) -> None:
    async with AsyncExitStack() as stack:
        carrier = await stack.enter_async_context(silent_carrier())
        made.environment["CONTACT_CENTER_TWILIO_URL"] = carrier
        processes = {name: made.start(name).pid for name in ("web", "worker", "router")}
        made.wait_until_ready()
        meter = Meter({**processes, **servers(made)})
        done: Done = asyncio.Queue()
        for login in AGENTS:
            await stack.enter_async_context(desk(made, login, done))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=made.settings.public_url, timeout=PATIENCE))
        numbers = count(1)
        await work_through(http, made, numbers, done, MESSAGES)
        await all_sent(made)
        await analyze(made)
        idle = await meter.idle(IDLE)
        bare, rounds = [], []
        for _ in range(ROUNDS):
            bare.append(await floor(made, meter))
            before, began = meter.read(), perf_counter()
            await work_through(http, made, numbers, done, MESSAGES)
            await all_sent(made)
            took = perf_counter() - began
            rounds.append(
                {name: (used - before[name] - idle[name] * took) / MESSAGES for name, used in meter.read().items()}
            )
    tell(rounds, bare, idle)


def tell(rounds: list[dict[str, float]], bare: list[float], idle: dict[str, float]) -> None:
    total = statistics.median(sum(one.values()) for one in rounds)
    least = statistics.median(bare) * TRANSACTIONS
    note = (
        f"{ROUNDS * MESSAGES} SMS from webhook to closed, {len(AGENTS)} pages open, less what runs idle; floor: "
        f"{TRANSACTIONS} bare transactions, client and PostgreSQL; less is better"
    )
    report(Result("CPU of one SMS, all processes", _ms(total), "ms", _ms(least), note))
    for name in rounds[0]:
        report(Result(f"CPU of one SMS, {name}", _ms(statistics.median(one[name] for one in rounds)), "ms", _ms(least)))
    spent = ", ".join(f"{name} {used * 1000:.1f}" for name, used in idle.items())
    report(Result("CPU of a second without work", _ms(sum(idle.values())), "ms", note=f"the same pages open: {spent}"))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


# --- CPU


@dataclass(frozen=True, slots=True)
class Meter:
    """CPU seconds of processes with all they have started, by name."""

    processes: dict[str, int]

    def read(self) -> dict[str, float]:
        return {name: sum(map(_used, [pid, *_below(pid)])) for name, pid in self.processes.items()}

    async def idle(self, seconds: float) -> dict[str, float]:
        """What a second without work takes."""
        before = self.read()
        await asyncio.sleep(seconds)
        return {name: (used - before[name]) / seconds for name, used in self.read().items()}


def _used(pid: int) -> float:
    """User and system time in seconds, that of children that have ended included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended; its parent has its time
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / TICK


def _below(pid: int) -> list[int]:
    """All processes that this one has started, and those started by them."""
    found: list[int] = []
    with suppress(OSError):  # one that ended meanwhile
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_below(child)]
    return found


def servers(made: Installation) -> dict[str, int]:
    """The database and Redis of this installation, by the folder they run in."""
    found = {}
    listed = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, _, command = line.strip().partition(" ")
        if str(made.settings.data_dir) not in command:
            continue
        for name, program in (("postgresql", "postgres"), ("redis", "redis-server")):
            if Path(command.split()[0]).name == program:
                found[name] = int(pid)
    missing = {"postgresql", "redis"} - set(found)
    if missing:
        raise RuntimeError(f"not found among the processes: {', '.join(missing)}")
    return found


async def floor(made: Installation, meter: Meter) -> float:
    """CPU seconds of a bare transaction: of this process, which is its client, and of PostgreSQL."""
    async with await psycopg.AsyncConnection.connect(made.owner_url, prepare_threshold=1) as connection:
        await connection.execute("drop schema if exists floor cascade")
        for statement in FLOOR_TABLES.split(";"):
            await connection.execute(statement)
        await connection.commit()
        await connection.execute("analyze")
        await connection.commit()
        before, began = meter.read()["postgresql"], process_time()
        for _ in range(FLOOR_RUNS):
            await _four_inserts(connection)
        return (process_time() - began + meter.read()["postgresql"] - before) / FLOOR_RUNS


# --- customers, agents, the carrier


async def work_through(
    http: httpx.AsyncClient, made: Installation, numbers: count[int], done: Done, messages: int
) -> None:
    """So many strangers write, a few at a time, each when another's work is closed."""
    for n in range(messages + AT_ONCE):
        if n >= AT_ONCE:
            failed = await asyncio.wait_for(done.get(), PATIENCE)
            if failed is not None:
                raise failed
        if n < messages:
            number = next(numbers)
            await write(http, made, f"+8869{number:08}", number)


async def all_sent(made: Installation) -> None:
    """Until every answer is with the carrier: each waits its seconds in the outbox, in which it could be taken back."""
    async with await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True) as connection:
        async with asyncio.timeout(PATIENCE):
            while True:
                waiting = await connection.execute(WAITING)
                if not (await waiting.fetchone() or (0,))[0]:
                    return
                await asyncio.sleep(0.5)


@dataclass
class Desk:
    """An agent's page: takes what it is offered, answers it, closes it, then looks at the next."""

    http: httpx.AsyncClient
    done: Done
    offered: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    seen: set[str] = field(default_factory=set)

    async def listen(self, socket: ClientConnection) -> None:
        async for frame in socket:
            for segment in OFFER.findall(frame if isinstance(frame, str) else frame.decode()):
                if segment not in self.seen:
                    self.seen.add(segment)
                    self.offered.put_nowait(segment)

    async def work(self) -> None:
        try:
            while True:
                await self._through(await self.offered.get())
                self.done.put_nowait(None)
        except Exception as problem:  # told to whoever counts what is done
            self.done.put_nowait(problem)

    async def _through(self, segment: str) -> None:
        shown = await self._post(f"/console/offers/{segment}/accept")
        interaction = next(iter(WORK.findall(shown)))
        answer = {"client_key": f"cost-{segment}"[:64], "text": "It is on its way and comes on Friday."}
        await self._post(f"/console/interactions/{interaction}/messages", answer)
        await self._post(f"/console/interactions/{interaction}/close")

    async def _post(self, path: str, form: dict[str, str] | None = None) -> str:
        answer = await self.http.post(path, data=form or {})
        if answer.status_code >= 300:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
        return answer.text


@asynccontextmanager
async def desk(made: Installation, login: str, done: Done) -> AsyncIterator[None]:
    """Signed in as a browser does it, the console loaded and its live socket open."""
    origin = made.settings.public_url
    async with AsyncExitStack() as stack:
        headers = {"Origin": origin, "HX-Request": "true"}
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=origin, headers=headers, timeout=PATIENCE))
        form = {"login": login, "password": PASSWORD, "start_as": "available"}
        signed = await http.post("/sign-in", data=form)
        if not http.cookies:
            raise RuntimeError(f"{login} could not sign in: {signed.status_code} {signed.text[:500]}")
        page = await http.get("/console", headers={"HX-Request": ""})
        cursor = _only(r'data-cursor="(\d+)"', page.text)
        http.headers["X-CSRF-Token"] = _only(r'name="csrf-token" content="([^"]+)"', page.text)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in http.cookies.jar)
        url = f"ws://localhost:{made.settings.port}/live?cursor={cursor}"
        socket = await stack.enter_async_context(
            connect(url, additional_headers={"Cookie": cookies, "Origin": origin}, max_size=None)
        )
        one = Desk(http, done)
        for segment in OFFER.findall(page.text):
            one.offered.put_nowait(segment)
        tasks = [asyncio.create_task(one.listen(socket)), asyncio.create_task(one.work())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for problem in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(problem, Exception):
                    sys.stderr.write(f"{login}: {problem!r}\n")


def _only(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"the page has no {pattern}: {page[:500]}")
    return found[1]


@asynccontextmanager
async def silent_carrier() -> AsyncIterator[str]:
    """Takes every message as Twilio does and reports nothing back; its CPU is not counted."""
    numbers = count(1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = re.search(r"content-length: (\d+)", head)
                form = dict(parse_qsl((await reader.readexactly(int(length[1]) if length else 0)).decode()))
                creates = head.startswith("post")
                body = (_taken(f"SM{next(numbers):032x}", form) if creates else NOTHING_LISTED).encode()
                writer.write(b"HTTP/1.1 201 Created\r\n" if creates else b"HTTP/1.1 200 OK\r\n")
                writer.write(b"Content-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _taken(sid: str, form: dict[str, str]) -> str:
    return json.dumps(
        {
            "sid": sid,
            "status": "queued",
            "direction": "outbound-api",
            "from": form.get("From"),
            "to": form.get("To"),
            "body": form.get("Body"),
            "num_segments": "1",
            "num_media": "0",
            "error_code": None,
            "error_message": None,
            "date_created": "Mon, 23 Nov 2026 09:00:00 +0000",
            "date_sent": None,
        }
    )


if __name__ == "__main__":
    main()
