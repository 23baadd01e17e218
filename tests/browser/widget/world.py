"""A shop on one site, the centre on another, and a real browser between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from channels.webchat import verify
from channels.webchat.ports import Articles
from tests.patience import PATIENCE
from tests.unit.channels.webchat.centre import HOST_SECRET, Centre, Desk, Served, account, centre, serving

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "tests" / ".artifacts" / "widget"
SHOP_PAGE = """<!doctype html><html lang="{lang}" {theme}><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title><link rel="icon" href="data:,">
<style>body {{ font: 16px sans-serif; background: light-dark(#f4efe6, #1d1a16); color: light-dark(#222, #eee);
color-scheme: light dark; margin: 2rem; }} [data-theme=dark] {{ color-scheme: dark }}</style>
<main><h1>A shop</h1><p>It sells coffee machines.</p><button>Buy</button></main>
<script src="{product}/widget.js" data-account="{account}" {token} async></script></html>"""


@dataclass
class World:
    centre: Centre
    product: Served
    shop: Served
    elsewhere: Served
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return self.centre.desk

    async def open(self, **query: str) -> Page:
        page = await self.context.new_page()
        self.listen(page)
        await page.goto(f"http://127.0.0.1:{self.shop.port}/" + _query(query))
        return page

    def listen(self, page: Page) -> None:
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    async def visitor(self) -> str:
        """The one visitor the centre knows, once it knows one."""
        await self.desk.until(lambda: bool(self.desk.names))
        return next(iter(self.desk.names))


def needs(path: Path, what: str) -> None:
    if not path.exists():
        pytest.skip(f"needs {what}")


def _query(query: dict[str, str]) -> str:
    return "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""


def shop(made: Centre, product: Served) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def page(request: Request) -> HTMLResponse:
        asked = request.query_params
        signed = verify.sign_host_token(HOST_SECRET, sub=asked.get("member", ""), now=datetime.now(UTC), name="林佳穎")
        given = asked.get("token") or (signed if "member" in asked else None)
        theme = f'data-theme="{asked["theme"]}"' if "theme" in asked else ""
        return HTMLResponse(
            SHOP_PAGE.format(
                lang=asked.get("lang", "en"),
                theme=theme,
                product=f"http://localhost:{product.port}",
                account=made.account.id,
                token=f'data-token="{given}"' if given else "",
            )
        )

    return app


@asynccontextmanager
async def world(
    browser: Browser, *, width: int = 1440, height: int = 900, articles: Articles | None = None, **context: Any
) -> AsyncIterator[World]:
    made = centre(account(), articles)
    async with serving(made.app) as product:
        site = shop(made, product)
        async with serving(site) as allowed, serving(site) as elsewhere:
            sites = [f"http://{host}:{allowed.port}" for host in ("127.0.0.1", "localhost")]
            made.accounts.change(made.account, allowed_origins=sites)
            known = await browser.new_context(viewport={"width": width, "height": height}, **context)
            try:
                yield World(made, product, allowed, elsewhere, known)
            finally:
                await known.close()
                await made.exchange.close()


async def typed(box: Locator, text: str) -> None:
    """Writes into a box of the frame: while a slow browser moves the focus there, it drops what is typed."""
    async with asyncio.timeout(PATIENCE):
        while await box.input_value() != text:
            await box.fill(text)


class Widget:
    """The widget as its visitor uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("#contact-center-widget .launcher")
        self.frame: FrameLocator = page.frame_locator("#contact-center-widget iframe")
        self.box = self.frame.locator("#say")

    async def open(self) -> Widget:
        await self.launcher.click()
        await expect(self.box).to_be_visible()
        return self

    async def say(self, text: str) -> None:
        await typed(self.box, text)
        await self.box.press("Enter")

    async def shows(self, *texts: str) -> None:
        """Exactly these messages with a place, in this order."""
        await expect(self.frame.locator("#thread .msg-text")).to_have_text(list(texts))

    async def nothing_unsent(self) -> None:
        await expect(self.frame.locator("#unsent .msg")).to_have_count(0)

    async def head(self, text: str) -> None:
        await expect(self.frame.locator("#head-state")).to_have_text(text)


async def axe(page: Page, *, frame_only: bool = True) -> list[str]:
    """Violations of WCAG 2.2 A and AA and best practices, one line each."""
    needs(AXE, "axe-core: npm ci")
    where = page.frames[-1] if frame_only else page.main_frame
    await where.evaluate(AXE.read_text("utf-8"))
    found = await where.evaluate("async () => (await axe.run()).violations")
    return [f"{v['id']}: {n['html'][:120]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")
