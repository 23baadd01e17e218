"""Twilio's own browser SDK in a real Chromium, against the simulated network."""

from __future__ import annotations

import shutil
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from playwright.async_api import Browser, Page, async_playwright

from channels.vendors.twilio.voice.domain import VoiceKey
from channels.vendors.twilio.voice.tokens import voice_token
from tests.contract.twilio.conftest import free_port, serving
from tests.patience import PATIENCE
from tests.voice_tools import RATE, tone

SDK: Final = Path(__file__).parents[3] / "node_modules/@twilio/voice-sdk/dist/twilio.min.js"
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
HEARD_DB: Final = -45
"""Of the analyser's full scale, for a tone at a fifth of it."""

_PAGE = """<!doctype html><title>SDK</title><script>
const Original = window.WebSocket;
window.WebSocket = class extends Original {
  constructor(url, ...more) {
    super(String(url).replace("wss://signal.test", "%s"), ...more);
    window.sockets.push(this);
  }
};
window.sockets = []; window.happened = [];
</script><script src="/sdk.js"></script><script>
async function begin(token) {
  window.device = new Twilio.Device(token, {
    chunderw: "signal.test", publishEvents: false, logLevel: "error", disableAudioContextSounds: true,
    maxCallSignalingTimeoutMs: 30000,
    enableImprovedSignalingErrorPrecision: true,
  });
  for (const name of ["registered", "unregistered", "error"])
    device.on(name, (e) => happened.push(name + (e && e.code ? " " + e.code : "")));
  device.on("incoming", (call) => { happened.push("incoming " + call.parameters.From); follow(call); });
  try { await device.register(); } catch (e) { happened.push("not registered"); }
}
function follow(call) {
  window.call = call;
  for (const name of ["accept", "disconnect", "cancel", "reject", "ringing", "reconnected"])
    call.on(name, () => happened.push(name));
  call.on("error", (e) => happened.push("call error " + e.code));
}
async function connect(params) { follow(await device.connect({ params })); }
async function levels(pitches) {
  const stream = call.getRemoteStream();
  if (!stream) return pitches.map(() => -200);
  if (window.listened !== stream) {
    window.context ??= new AudioContext();
    window.analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(analyser);
    window.listened = stream;
  }
  await new Promise((done) => setTimeout(done, 400));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const each = context.sampleRate / analyser.fftSize;
  return pitches.map((p) => { const at = Math.round(p / each); return Math.max(...bins.slice(at - 2, at + 3)); });
}
</script>"""


@dataclass
class Softphone:
    """A page with the SDK in it."""

    page: Page

    async def begin(self, token: str) -> None:
        await self.page.evaluate("(token) => { begin(token); }", token)

    async def run(self, script: str, argument: object = None) -> Any:
        return await self.page.evaluate(script, argument)

    async def happened(self, what: str) -> bool:
        return bool(await self.page.evaluate("(what) => happened.includes(what)", what))

    async def hears(self, pitch: float) -> bool:
        [level] = await self.page.evaluate("(pitches) => levels(pitches)", [pitch])
        return bool(level > HEARD_DB)


def token_for(key: VoiceKey, identity: str, application: str | None = None) -> str:
    return voice_token(key, identity, timedelta(hours=1), application=application)


def _beats(path: Path, pitch: float) -> Path:
    """A tone in beats, five a second: a browser filters a steady one out of the microphone as noise."""
    sound = tone(pitch, 4.0)
    shape = np.clip(2.5 * np.sin(2 * np.pi * 5 * np.arange(len(sound)) / RATE), 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * shape).astype(np.int16).tobytes())
    return path


@asynccontextmanager
async def chromium(pitch: float, folder: Path) -> AsyncIterator[Browser]:
    """A browser whose microphone hums a tone, and which may make sounds."""
    microphone = _beats(folder / "microphone.wav", pitch)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}", "--autoplay-policy=no-user-gesture-required",
            ],
        )  # fmt: skip
        yield browser
        await browser.close()


@asynccontextmanager
async def softphones(
    carrier_url: str, pitch: float, folder: Path, count: int = 1
) -> AsyncIterator[Sequence[Softphone]]:
    """Pages in one browser, whose microphone hums a tone."""
    app = FastAPI()

    @app.get("/")
    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE % carrier_url.replace("http://", "ws://"))

    @app.get("/sdk.js")
    async def sdk() -> Response:
        return FileResponse(SDK)

    async with serving(app, free_port()) as url, chromium(pitch, folder) as browser:
        context = await browser.new_context()
        context.set_default_timeout(1000 * PATIENCE)
        made = []
        for _ in range(count):
            opened = await context.new_page()
            await opened.goto(url)
            made.append(Softphone(opened))
        yield made
