"""Customers and agents before real browsers, the whole product behind them.

mei = await world.agent("mei", tone=AGENT_HZ)
lin = await world.visitor("p-lin", tone=CUSTOMER_HZ)
await lin.calls()
await mei.is_offered("林佳穎")
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import psycopg
from playwright.async_api import Browser, Error, Frame, Locator, Page, Playwright, async_playwright, expect
from psycopg.rows import dict_row

from contact_center.demo.company.seed import PASSWORD
from contact_center.demo.company.story.model import Person
from contact_center.demo.names import KILN
from tests.chromium import WHOLE_CHROMIUM
from tests.installation import Installation, until
from tests.patience import PATIENCE
from tests.voice_tools import RATE, tone

PICTURES = Path(__file__).parents[1] / ".artifacts" / "journeys"
MICROPHONE = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
HEARD = -35.0
NOT_HEARD = -60.0
"""In dB of full scale, of one tone."""
AUDIBLE = 0.003
"""Root mean square of a wave between -1 and 1."""
LISTENING = 1.5
"""Seconds of sound that must have been without a tone before it counts as not heard; three of its beats."""

EAR = """element => {
  const context = new AudioContext({sampleRate: 48000});
  const ear = window.ear = {context, marks: [], stream: null, since: 0};
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  analyser.smoothingTimeConstant = 0;
  const bins = new Float32Array(analyser.frequencyBinCount), wave = new Float32Array(analyser.fftSize);
  setInterval(() => {
    if (element.srcObject !== ear.stream) {
      ear.source?.disconnect();
      ear.stream = element.srcObject;
      ear.source = ear.stream && context.createMediaStreamSource(ear.stream);
      ear.source?.connect(analyser);
    }
    if (!ear.stream) return;
    analyser.getFloatFrequencyData(bins);
    analyser.getFloatTimeDomainData(wave);
    const loudness = Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length);
    ear.marks.push({at: context.currentTime, bins: bins.slice(), loudness});
    if (ear.marks.length > 500) ear.marks.shift();
  }, 25);
  const near = (mark, hz) => {
    const middle = Math.round(hz * analyser.fftSize / context.sampleRate);
    return Math.max(...mark.bins.slice(middle - 2, middle + 3));
  };
  const heard = (seconds) => ear.marks.filter((mark) => mark.at >= Math.max(ear.since, context.currentTime - seconds));
  ear.forget = () => { ear.since = context.currentTime + 0.1; };
  ear.level = (hz, seconds) => Math.max(-200, ...heard(seconds).map((mark) => near(mark, hz)));
  ear.loudness = (seconds) => Math.max(0, ...heard(seconds).map((mark) => mark.loudness));
  ear.without = (tones, seconds, below) => context.currentTime - ear.since >= seconds && heard(seconds).length > 10
    && tones.every((hz) => ear.level(hz, seconds) < below);
  return context.resume();
}"""


def beats(path: Path, hz: float) -> Path:
    """A tone in beats, two a second: a browser filters a steady one out of the microphone as noise."""
    sound = tone(hz, 8)
    at = np.arange(len(sound)) / RATE
    shaped = sound * np.clip(2.5 * np.sin(2 * np.pi * 2 * at), 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(shaped.astype(np.int16).tobytes())
    return path


class Ear:
    """What comes out of an audio element of a page."""

    def __init__(self, frame: Frame | Page, element: str) -> None:
        self._frame = frame
        self._element = element
        self._open = False

    async def hears(self, hz: float) -> None:
        """Waits until the tone is heard."""
        await self._anew()
        await self._until(f"ear.level({hz}, {LISTENING}) > {HEARD}", f"{hz} Hz is heard")

    async def hears_no(self, *tones: float) -> None:
        """Waits until none of these is heard any more; silence counts."""
        await self._anew()
        await self._until(_without(tones), f"none of {tones} is heard")

    async def hears_music(self, *tones: float, seconds: float = PATIENCE) -> None:
        """Waits until something is heard that is none of these tones."""
        await self._anew()
        music = f"{_without(tones)} && ear.loudness({LISTENING}) > {AUDIBLE}"
        await self._until(music, f"something else than {tones} is heard", seconds)

    async def _anew(self) -> None:
        if not self._open:
            await self._frame.locator(self._element).evaluate(EAR)
            self._open = True
        await self._frame.evaluate("ear.forget()")

    async def _until(self, condition: str, what: str, seconds: float = PATIENCE) -> None:
        async def true() -> bool:
            return bool(await self._frame.evaluate(condition))

        try:
            await until(true, what, seconds)
        except AssertionError as missed:
            heard = await self._frame.evaluate(
                f"[3100, 4100, 5100].map(hz => hz + ' Hz ' + ear.level(hz, {LISTENING}).toFixed() + ' dB')"
            )
            raise AssertionError(f"{missed}; heard {heard}") from None


def _without(tones: tuple[float, ...]) -> str:
    return f"ear.without({list(tones)}, {LISTENING}, {NOT_HEARD})"


class Console:
    """The console as its agent uses it."""

    def __init__(self, page: Page, browser: Browser, mark: str) -> None:
        self.page = page
        self.browser = browser
        self._mark = mark
        self.ear = Ear(page, "#call-audio")
        self.offer = page.locator("[data-offer]")
        self.customer = page.locator("#customer")
        self.thread = page.locator("#desk [role=log]")
        self.answer = page.locator("#desk [data-composer] textarea")

    async def is_offered(self, who: str) -> None:
        """The offer rings: it is on the screen with its countdown, and the window's title calls."""
        await expect(self.offer.locator("#offer-who")).to_contain_text(who)
        await expect(self.offer.locator("[data-count]")).to_have_text(re.compile(r"^\d+$"))
        await expect(self.page).to_have_title(re.compile("^☎ .*" + r"\s".join(map(re.escape, who.split()))))

    async def accepts(self, who: str) -> None:
        """With the key; what is offered opens."""
        await self.is_offered(who)
        await self.page.keyboard.press("F2")
        await expect(self.page.locator("#desk [data-who]")).to_be_visible()
        await expect(self.offer).to_have_count(0)

    async def is_recorded(self) -> None:
        """Both have heard the notice; from here on they hear each other alone."""
        await expect(self.page.locator("#desk .recording-on")).to_be_visible()

    async def shows(self, tab: str) -> Locator:
        """The customer's facts under this tab."""
        await self.page.locator(f"#tab-{tab}").click()
        await expect(self.page.locator(f"#tab-{tab}")).to_have_attribute("aria-selected", "true")
        return self.page.locator("#customer-panel")

    async def sees_the_age_of_facts(self) -> None:
        """Each block of facts says where it is from and how old it is."""
        await expect(self.customer.locator(".source").first).to_have_text(re.compile("^Tryton, (just now|.* ago)$"))

    async def writes(self, text: str) -> None:
        """Writes an answer and sends it with the key."""
        await self.answer.fill(text)
        await self.answer.press("Control+Enter")

    async def wraps_up(self, disposition: str, note: str = "") -> None:
        form = self.page.locator("[data-wrap-up]")
        if note:
            await form.locator("textarea").fill(note)
        await form.locator("select").select_option(disposition)
        await form.locator(".button-main").click()
        await expect(form).to_have_count(0)

    async def closes(self) -> None:
        await self.page.locator("#desk [data-key=e]").click()
        await expect(self.page.locator("#desk [data-who]")).to_have_count(0)

    async def finds(self, who: str) -> None:
        """The page of this customer, through the command bar."""
        await self.page.locator("#find").fill(who)
        await self.page.locator("#commands [role=option]", has_text=who).first.click()
        await expect(self.page.locator(".customer-head h1")).to_contain_text(who)

    async def signs_out(self) -> None:
        """At once and wherever the page is, so that no offer of a later journey comes here."""
        token = await self.page.locator("meta[name=csrf-token]").get_attribute("content")
        origin = "/".join(self.page.url.split("/")[:3])
        await self.page.request.post(
            f"{origin}/sign-out", form={"csrf_token": token or ""}, headers={"origin": origin}, max_redirects=0
        )

    async def reloads(self) -> None:
        """As with the browser's button; the page asks whether a call may be left, and its person says yes."""
        await self.page.reload()
        await expect(self.page.locator("#presence")).to_be_visible()
        self.ear = Ear(self.page, "#call-audio")

    async def sleeps(self, seconds: float) -> None:
        """The computer does, with all that runs on it."""
        processes = _processes_with(self._mark) + _children_of(_processes_with(self._mark))
        try:
            for process in processes:
                with suppress(ProcessLookupError):  # browsers end some of theirs at any time
                    os.kill(process, signal.SIGSTOP)
            await asyncio.sleep(seconds)
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    async def is_killed(self) -> None:
        """The browser ends as when the computer does: no good-bye."""
        for process in _processes_with(self._mark):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        await until(self._is_gone, "the browser ends")

    async def _is_gone(self) -> bool:
        return not self.browser.is_connected()

    async def picture(self, name: str, theme: str = "light") -> None:
        """For eyes: `tests/.artifacts/journeys`."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.locator("html").evaluate(f"html => html.dataset.theme = '{theme}'")
        await self.page.screenshot(path=PICTURES / f"{name}.png", caret="initial", animations="disabled")


class Visitor:
    """Somebody on the shop's page."""

    def __init__(self, page: Page, frame: Frame, browser: Browser) -> None:
        self.page = page
        self.frame = frame
        self.browser = browser
        self.ear = Ear(frame, "#voice")
        self.call_title = frame.locator("#call-title")

    async def calls(self) -> None:
        await self.frame.locator("#call").click()
        await expect(self.frame.locator("#call-bar")).to_be_visible()

    async def hangs_up(self) -> None:
        await self.frame.locator("#hangup").click()

    async def leaves(self) -> None:
        await self.page.close(run_before_unload=False)

    async def reloads(self) -> Visitor:
        await self.page.reload()
        return Visitor(self.page, await _widget_of(self.page), self.browser)

    async def opens_another_tab(self) -> Visitor:
        page = await self.page.context.new_page()
        await page.goto(self.page.url)
        await page.locator("#contact-center-widget .launcher").click()
        return Visitor(page, await _widget_of(page), self.browser)


@dataclass
class World:
    installation: Installation
    playwright: Playwright
    folder: Path
    _stack: AsyncExitStack
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts and violations of policies on any page."""
    _silent: tuple[Browser, str] | None = None

    def person(self, key: str) -> Person:
        return self.installation.customer(key)

    async def browser(self, hz: float | None = None) -> tuple[Browser, str]:
        """Of its own for who speaks: the fake microphone is one for all of its pages. All others share one, as
        starting a browser costs more than most journeys.
        """
        if hz is None and self._silent is not None:
            return self._silent
        mark = f"--journey={uuid4()}"
        microphone = [f"--use-file-for-fake-audio-capture={beats(self.folder / f'{hz}.wav', hz)}"] if hz else []
        browser = await self.playwright.chromium.launch(
            executable_path=WHOLE_CHROMIUM, args=[*MICROPHONE, *microphone, mark]
        )
        self._stack.push_async_callback(_close, browser)
        if hz is None:
            self._silent = browser, mark
        return browser, mark

    async def agent(self, login: str, *, hz: float | None = None, theme: str = "light", locale: str = "en") -> Console:
        """Signed in and available."""
        browser, mark = await self.browser(hz)
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.installation.url}
             for name, value in (("theme", theme), ("language", locale))]
        )  # fmt: skip
        context.set_default_timeout(1000 * PATIENCE)
        page = await context.new_page()
        self.listen(page)
        await page.goto(f"{self.installation.url}/sign-in")
        await page.locator("#login").fill(login)
        await page.locator("#password").fill(PASSWORD)
        await page.locator("#password").press("Enter")
        await page.wait_for_selector("body[data-page=console]")
        await expect(page.locator("#presence")).to_be_visible()
        console = Console(page, browser, mark)
        self._stack.push_async_callback(_sign_out, console)
        return console

    async def supervisor(self, login: str, *, hz: float | None = None) -> Page:
        """Signed in, on the wallboard, and taking no work."""
        browser, _ = await self.browser(hz)
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en")
        await context.add_cookies([{"name": "language", "value": "en", "url": self.installation.url}])
        context.set_default_timeout(1000 * PATIENCE)
        page = await context.new_page()
        self.listen(page)
        await page.goto(f"{self.installation.url}/sign-in?next=/supervisor")
        await page.locator("#login").fill(login)
        await page.locator("#password").fill(PASSWORD)
        await page.locator("#password").press("Enter")
        await expect(page.locator(".board-agents")).to_be_visible()
        return page

    async def visitor(self, key: str | None = None, *, hz: float | None = None) -> Visitor:
        """On the shop's page with the widget open; a member with `key`, else a stranger."""
        browser, _ = await self.browser(hz)
        context = await browser.new_context(viewport={"width": 1200, "height": 800}, locale="en")
        if key:
            await context.add_cookies([{"name": "kiln_who", "value": key, "url": self.installation.shop_url}])
        context.set_default_timeout(1000 * PATIENCE)
        page = await context.new_page()
        self.listen(page)
        await page.goto(self.installation.shop_url)
        await page.locator("#contact-center-widget .launcher").click()
        return Visitor(page, await _widget_of(page), browser)

    def listen(self, page: Page) -> None:
        page.on("console", lambda line: self.complaints.append(line.text) if _is_bad(line) else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        """For what no screen shows; `%(tenant)s` is not needed, the first `%s` is the tenant."""
        async with await psycopg.AsyncConnection.connect(
            self.installation.database.system, row_factory=dict_row
        ) as connection:
            found = await connection.execute(query, [KILN, *params])
            return await found.fetchall()


async def _widget_of(page: Page) -> Frame:
    """Opened, by the visitor or for a call that goes on."""
    element = await page.wait_for_selector("#contact-center-widget iframe")
    assert element is not None
    frame = await element.content_frame()
    assert frame is not None
    await expect(frame.locator("#say")).to_be_visible()
    return frame


def _is_bad(line: Any) -> bool:
    return line.type == "error" or "Content Security Policy" in line.text


async def _sign_out(console: Console) -> None:
    if console.browser.is_connected():
        await console.signs_out()


async def _close(browser: Browser) -> None:
    with suppress(Error):
        await browser.close()


def _processes_with(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if mark.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def _children_of(parents: list[int]) -> list[int]:
    """All below them, of processes that run now."""
    of: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                of.setdefault(int((entry / "stat").read_text().rpartition(")")[2].split()[1]), []).append(
                    int(entry.name)
                )
    found, open_ = [], list(parents)
    while open_:
        below = of.get(open_.pop(), [])
        found += below
        open_ += below
    return found


@asynccontextmanager
async def open_world(installation: Installation, folder: Path) -> AsyncIterator[World]:
    async with async_playwright() as playwright, AsyncExitStack() as stack:
        yield World(installation, playwright, folder, stack)
