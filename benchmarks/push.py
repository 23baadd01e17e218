"""From a message received to the agent's screen: webhook sent, frame with the message on the live socket.

The floor is the same way bare, in the same run and in turns: a row committed, a wake-up over Redis, the
row read, and sent through a WebSocket. Times, not rates: a ratio says how many times the floor it takes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from urllib.parse import urlencode

import httpx
import psycopg
import redis.asyncio as redis
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.installation import Installation, installation
from benchmarks.results import Result, report
from channels.vendors.twilio.verify import sign
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.demo.company.seed import PASSWORD
from contact_center.interactions.work import offers
from contact_center.kernel.ids import SegmentId
from contact_center.platform.unit_of_work import UnitOfWork

AGENT = "mei"
CUSTOMERS = ("+886900000001", "+886900000002")
"""Strangers: as many as the agent has places for SMS, less one."""
ROUNDS = 3
MESSAGES = 100
"""In a round."""
PAUSE = 0.1
PATIENCE = 10.0


@dataclass
class Arrivals:
    """What has come, and who waits for what."""

    waiting: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def expect(self, marker: str) -> asyncio.Future[float]:
        return self.waiting.setdefault(marker, asyncio.get_running_loop().create_future())

    def came(self, content: str) -> None:
        now = perf_counter()
        for marker in [one for one in self.waiting if one in content]:
            self.waiting.pop(marker).set_result(now)


def main() -> None:
    with installation() as made:
        for process in ("web", "worker", "router"):
            made.start(process)
        made.wait_until_ready()
        uvloop.run(compare(made))


async def compare(made: Installation) -> None:
    numbers = count()
    pushed: list[float] = []
    bare: list[float] = []
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(made.settings, "benchmark"))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=made.settings.public_url))
        screen = await stack.enter_async_context(signed_in(made, runtime, http))
        floor = await stack.enter_async_context(bare_way(made))
        await take_first_messages(http, made, runtime, numbers)
        await measure(10, lambda: through_the_product(http, made, screen, next(numbers)))
        for _ in range(ROUNDS):
            bare += await measure(MESSAGES, lambda: floor.once(f"m{next(numbers):06}"))
            pushed += await measure(MESSAGES, lambda: through_the_product(http, made, screen, next(numbers)))
    note = f"{len(pushed)} messages, each after a moment of silence; less is better"
    for share, of in ((0.5, "p50"), (0.99, "p99")):
        report(Result(f"message received to agent's screen, {of}", _at(pushed, share), "ms", _at(bare, share), note))


async def measure(times: int, once: object) -> list[float]:
    """Seconds that each took, one after the other with pauses between."""
    took = []
    for _ in range(times):
        took.append(await once())  # type: ignore[operator]
        await asyncio.sleep(PAUSE)
    return took


def _at(values: list[float], share: float) -> float:
    return round(sorted(values)[int(len(values) * share)] * 1000, 1)


# --- the product's way


@asynccontextmanager
async def signed_in(made: Installation, runtime: Runtime, http: httpx.AsyncClient) -> AsyncIterator[Arrivals]:
    """An agent's page: signed in, available, its live socket open."""
    origin = made.settings.public_url
    form = {"login": AGENT, "password": PASSWORD, "start_as": "available"}
    answer = await http.post("/sign-in", data=form, headers={"Origin": origin})
    if answer.status_code != 303:
        raise RuntimeError(f"{AGENT} could not sign in: {answer.status_code} {answer.text[:500]}")
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    async with runtime.database.read(names.KILN) as reader:
        cursor = await reader.value("select position from core.event_head where tenant_id = %s", [names.KILN])
    url = f"ws://localhost:{made.settings.port}/live?cursor={cursor}"
    async with connect(url, additional_headers={"Cookie": cookies, "Origin": origin}, max_size=None) as socket:
        arrivals = Arrivals()
        listening = asyncio.create_task(_listen(socket, arrivals))
        try:
            yield arrivals
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _listen(socket: ClientConnection, arrivals: Arrivals) -> None:
    async for frame in socket:
        arrivals.came(json.loads(frame).get("content") or "")


async def take_first_messages(
    http: httpx.AsyncClient, made: Installation, runtime: Runtime, numbers: count[int]
) -> None:
    """Everybody has written once, and the agent has accepted it: the rest comes into work in hand."""
    for customer in CUSTOMERS:
        await write(http, made, customer, next(numbers))
    accepted = 0
    async with asyncio.timeout(60):
        while accepted < len(CUSTOMERS):
            async with runtime.database.read(names.KILN) as reader:
                offered = await reader.values("select id from core.segment where state = 'alerting'")
            for segment in offered:
                await runtime.database.run(names.KILN, _accepts(segment), actor="benchmark")
                accepted += 1
            await asyncio.sleep(0.1)


def _accepts(segment: SegmentId) -> object:
    async def accept(work: UnitOfWork) -> None:
        await offers.accept(work, segment, names.agent_id(AGENT))

    return accept


async def through_the_product(http: httpx.AsyncClient, made: Installation, screen: Arrivals, n: int) -> float:
    arrived = screen.expect(_marker(n))
    began = perf_counter()
    writing = asyncio.create_task(write(http, made, CUSTOMERS[n % len(CUSTOMERS)], n))
    took = await asyncio.wait_for(arrived, PATIENCE) - began
    await writing
    return took


def _marker(n: int) -> str:
    return f"message-{n:06}"


async def write(http: httpx.AsyncClient, made: Installation, customer: str, n: int) -> None:
    path = f"/webhooks/twilio/{names.SMS}/messages"
    fields = {
        "MessageSid": f"SM{n:032x}",
        "AccountSid": names.ACCOUNT_SID,
        "From": customer,
        "To": names.OUR_NUMBER,
        "Body": f"{_marker(n)}: my order has not arrived yet",
        "NumMedia": "0",
    }
    signature = sign("0" * 32, made.settings.public_url + path, tuple(fields.items()))
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    (await http.post(path, content=urlencode(fields), headers=headers)).raise_for_status()


# --- the bare way


class Bare:
    """Commit, wake-up, read, socket: nothing else."""

    def __init__(self, writer: psycopg.AsyncConnection, wake: redis.Redis, arrivals: Arrivals) -> None:
        self._writer = writer
        self._wake = wake
        self._arrivals = arrivals

    async def once(self, marker: str) -> float:
        arrived = self._arrivals.expect(marker)
        began = perf_counter()
        await self._writer.execute("insert into bare_way (text) values (%s)", [marker])
        await self._wake.publish("bare", "news")
        return await asyncio.wait_for(arrived, PATIENCE) - began


@asynccontextmanager
async def bare_way(made: Installation) -> AsyncIterator[Bare]:
    arrivals = Arrivals()
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True))
        reader = await stack.enter_async_context(await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True))
        await writer.execute("create table bare_way (id bigint generated always as identity, text text)")
        wake = await stack.enter_async_context(redis.from_url(made.settings.redis_url))
        ears = await stack.enter_async_context(wake.pubsub(ignore_subscribe_messages=True))
        await ears.subscribe("bare")

        sockets: list[ServerConnection] = []

        async def page(socket: ServerConnection) -> None:
            sockets.append(socket)
            await socket.wait_closed()

        async def push() -> None:
            seen = 0
            async for _ in ears.listen():
                cursor = await reader.execute("select id, text from bare_way where id > %s order by id", [seen])
                for row, text in await cursor.fetchall():
                    seen = row
                    await sockets[0].send(json.dumps({"content": text}))

        server = await stack.enter_async_context(serve(page, "127.0.0.1", 0))
        port = next(iter(server.sockets)).getsockname()[1]
        socket = await stack.enter_async_context(connect(f"ws://127.0.0.1:{port}"))
        for job in (_listen(socket, arrivals), push()):
            stack.callback(asyncio.create_task(job).cancel)
        yield Bare(writer, wake, arrivals)


if __name__ == "__main__":
    main()
