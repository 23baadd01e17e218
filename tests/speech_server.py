"""A speech server behind OpenAI's audio transcriptions, as whisper servers speak them too.

Each request is held against what OpenAI's interface asks for; what it says depends on the tone that it hears.
"""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, loudest

KEY = "sk-speech"
MODEL = "whisper-1"
LARGEST = 25 * 1024 * 1024
FIELDS = {"file", "model", "response_format", "language", "temperature"}


@dataclass
class SpeechServer:
    """`mood`: how it answers."""

    url: str = ""
    mood: str = "well"
    says: dict[float, str] = field(
        default_factory=lambda: {CUSTOMER_HZ: "My kiln is late.", AGENT_HZ: "It comes on Monday."}
    )
    asked: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        async with request.form(max_part_size=LARGEST) as form:
            assert set(form) == FIELDS
            assert form["response_format"] == "verbose_json"
            file = form["file"]
            assert not isinstance(file, str)
            assert file.filename is not None
            assert file.filename.endswith(".wav")
            sound = await file.read()
            assert len(sound) <= LARGEST
            self.asked.append({name: str(value) for name, value in form.items() if isinstance(value, str)})
            model = form["model"]
        if self.mood == "html":
            return PlainTextResponse("<html>welcome</html>")
        if self.mood == "elsewhere":
            return RedirectResponse("http://127.0.0.1:9/v1/audio/transcriptions", 307)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "invalid_api_key")
        if model != MODEL:
            return _error(404, "model_not_found")
        if self.mood == "busy":
            return _error(429, "rate_limit_exceeded")
        if self.mood == "broken":
            return _error(500, "server_error")
        return JSONResponse(self._understood(sound))

    def _understood(self, sound: bytes) -> dict[str, object]:
        with wave.open(io.BytesIO(sound)) as file:
            assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
            rate, frames = file.getframerate(), file.getnframes()
            samples = np.frombuffer(file.readframes(frames), np.int16)
        hz = max(self.says, key=lambda one: loudest(samples, one, rate))
        begins = int(np.argmax(np.abs(samples.astype(np.int32)) > 1000)) / rate
        segment = {"id": 0, "start": begins, "end": frames / rate, "text": f" {self.says[hz]}"}
        whole = {"task": "transcribe", "language": "english", "duration": frames / rate, "text": self.says[hz]}
        return whole | ({} if self.mood == "plain" else {"segments": [segment]})


def _error(status: int, code: str) -> JSONResponse:
    return JSONResponse({"error": {"message": code, "type": "error", "param": None, "code": code}}, status)


@asynccontextmanager
async def speech_server() -> AsyncIterator[SpeechServer]:
    made = SpeechServer()
    app = Starlette(routes=[Route("/v1/audio/transcriptions", made.answer, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    try:
        yield made
    finally:
        server.should_exit = server.force_exit = True
        await serving
