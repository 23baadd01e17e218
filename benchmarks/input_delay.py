"""Typing while 60 conversations are open and 20 messages a second arrive on one page, in a real browser.

The page, its scripts and every partial are the product's; what is pushed is what the console is sent for a message of a
customer: the message where its conversation is open, its line in the list, the count, and the word that the list has
changed, upon which the page fetches all 60 lines anew. No contact centre runs beside the browser, as its work would be
measured with the page's. Every third message is in the conversation in which is typed.

For each keystroke: how long its event waited before a handler ran (input delay), and until the frame with its letter
was painted. The floor is a bare page with one field, in the same browser and run, in turns.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from agent_ui.frame.page import Live, Place
from agent_ui.frame.page import Page as Around
from agent_ui.gallery import people, work
from agent_ui.gallery.app import POLICY, Gallery, create_app
from agent_ui.gallery.people import sample_id
from agent_ui.views import ClockKind, ClockView, ConsoleView, GroupKind, MessageView, WorkGroup, WorkListView, WorkRow
from benchmarks.results import Result, report
from contact_center.kernel.ids import InteractionId, MessageId

CONVERSATIONS = 60
A_SECOND = 20
SECONDS = 10
ROUNDS = 3
KEYS_A_SECOND = 8
"""Of a fast typist."""
SPY = """() => { window.waited = []; window.painted = [];
  addEventListener('keydown', event => { const began = event.timeStamp; window.waited.push(performance.now() - began);
    requestAnimationFrame(() => { const after = new MessageChannel();
      after.port1.onmessage = () => window.painted.push(performance.now() - began); after.port2.postMessage(0); });
  }, true); }"""
BARE = "<!doctype html><title>bare</title><textarea rows=3 cols=80 autofocus></textarea>"


class Crowd(Gallery):
    """A console with many conversations, one of them open."""

    sent = 0

    def list(self, now: datetime) -> WorkListView:
        rows = tuple(self.row(n, now) for n in range(CONVERSATIONS))
        return WorkListView((WorkGroup(GroupKind.REPLY, rows),))

    def row(self, n: int, now: datetime) -> WorkRow:
        who = f"林佳穎 {n}" if n % 2 else f"Tom Hale {n}"
        due = ClockView(ClockKind.DUE, now, now)
        return WorkRow(
            self.id(n), "sms", who, f"message {self.sent}: 週五早上開幕，至少要先有一台能用", due, unread=self.sent % 5
        )

    def id(self, n: int) -> InteractionId:
        return work.CHAT if n == 0 else InteractionId(sample_id(7000 + n))

    def console(self) -> str:
        now = self.now
        around = Around(
            "Kiln & Co", "token", "Mei", tuple(Place), Place.WORK, cursor=self.cursor, live=Live.CONSOLE,
            refresh="/console/refresh", frame=work.frame(now),
        )  # fmt: skip
        view = ConsoleView(self.list(now), work.chat(now), people.customer(now))
        return self.renderer.page("console/page.html", around, language="en", now=now, console=view)

    async def message(self) -> None:
        """What the console is sent when a customer writes."""
        self.sent += 1
        n = 0 if self.sent % 3 == 0 else self.sent % CONVERSATIONS
        now = self.now
        content = self.part("console/push/row.html", "en", row=self.row(n, now))
        content += self.part("frame/push/count.html", "en", count=self.sent % 60)
        if n == 0:
            said = next(one for one in work.chat(now).items if isinstance(one, MessageView))
            fresh = replace(said, id=MessageId(sample_id(9000 + self.sent)), at=now)
            content += self.part("console/push/item.html", "en", interaction=work.CHAT, item=fresh)
        frame: dict[str, Any] = {"seq": self.cursor + 1, "content": content, "changed": ["work"]}
        self.frames[:] = [frame]
        for socket in list(self.sockets):
            await socket.send_json(frame)


def main() -> None:
    asyncio.run(compare())


async def compare() -> None:
    crowd = Crowd()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    waited: dict[str, list[float]] = {"bare": [], "console": []}
    painted: dict[str, list[float]] = {"bare": [], "console": []}
    async with served(crowd) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        for _ in range(ROUNDS):
            for name, field in (("bare", "textarea"), ("console", f"#text-{work.CHAT}")):
                page = await opened(browser, f"{address}/{name}", field)
                arriving = asyncio.create_task(arrive(crowd)) if name == "console" else None
                await typed(page)
                if arriving is not None:
                    arriving.cancel()
                    await asyncio.gather(arriving, return_exceptions=True)
                waited[name] += await page.evaluate("window.waited")
                painted[name] += await page.evaluate("window.painted")
                await page.close()
        await browser.close()
    note = f"{len(painted['console'])} keys, {CONVERSATIONS} conversations open, {A_SECOND} messages a second"
    for what, of in (("input delay", waited), ("key to paint", painted)):
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            value, floor = _at(of["console"], share), _at(of["bare"], share)
            report(Result(f"{what} while messages arrive, {name}", value, "ms", floor, f"{note}; less is better"))


def _at(values: list[float], share: float) -> float:
    return max(round(sorted(values)[int(len(values) * share)], 1), 0.1)


async def opened(browser: Browser, address: str, field: str) -> Page:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(address)
    await page.locator(field).focus()
    if address.endswith("console"):
        await page.wait_for_function("document.querySelectorAll('.work-row').length >= 60")
    await page.evaluate(SPY)
    return page


async def typed(page: Page) -> None:
    for n in range(SECONDS * KEYS_A_SECOND):
        await page.keyboard.press("abcdefghij "[n % 11])
        await asyncio.sleep(1 / KEYS_A_SECOND)


async def arrive(crowd: Crowd) -> None:
    while True:
        await crowd.message()
        await asyncio.sleep(1 / A_SECOND)


@asynccontextmanager
async def served(crowd: Crowd) -> AsyncIterator[str]:
    async def console(request: Request) -> Response:
        return HTMLResponse(crowd.console(), headers={"Content-Security-Policy": POLICY})

    async def bare(request: Request) -> Response:
        return HTMLResponse(BARE)

    async def listed(request: Request) -> Response:
        return HTMLResponse(crowd.part("console/work.html", "en", work=crowd.list(crowd.now)))

    gallery = create_app(crowd)
    first = [Route("/console", console), Route("/bare", bare), Route("/console/work", listed)]
    app = Starlette(routes=[*first, *gallery.routes])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving


if __name__ == "__main__":
    main()
