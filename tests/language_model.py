"""A language model behind OpenAI's chat completions, as far as text goes: each request and answer is held against the
shape that OpenAI's interface description gives them (`tests/fixtures/openai`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

SHAPES = json.loads((Path(__file__).parent / "fixtures/openai/chat_completions.json").read_text())
KEY = "sk-test"
MODEL = "local-model"


@dataclass
class LanguageModelServer:
    """`mood`: how it answers. A question that nobody waits for any more is counted in `abandoned`."""

    url: str = ""
    says: str = "Hello from the model"
    mood: str = "well"
    asked: list[dict[str, Any]] = field(default_factory=list)
    abandoned: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: Request) -> Response:
        question = await request.json()
        jsonschema.validate(question, SHAPES["request"])
        self.asked.append(question)
        self.begun.set()
        if self.mood == "html":
            return PlainTextResponse("<html>welcome</html>")
        if self.mood == "elsewhere":
            return RedirectResponse("http://127.0.0.1:9/v1/chat/completions", 307)
        if self.mood == "silent":
            while not await request.is_disconnected():
                await asyncio.sleep(0.02)
            self.abandoned += 1
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "invalid_request_error", "invalid_api_key")
        if question["model"] != MODEL:
            return _error(404, "invalid_request_error", "model_not_found")
        if self.mood == "busy":
            return _error(429, "requests", "rate_limit_exceeded")
        return JSONResponse(_completion(self.says, None if self.mood == "empty" else self.says, self.mood == "cut"))


def _completion(says: str, content: str | None, cut: bool) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None}
    made = {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "length" if cut else "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": len(says), "total_tokens": 9 + len(says)},
    }  # fmt: skip
    jsonschema.validate(made, SHAPES["response"])
    return made


def _error(status: int, kind: str, code: str) -> Response:
    made = {"error": {"type": kind, "message": "refused", "param": None, "code": code}}
    jsonschema.validate(made, SHAPES["error"])
    return JSONResponse(made, status)


@asynccontextmanager
async def language_model() -> AsyncIterator[LanguageModelServer]:
    made = LanguageModelServer()
    app = Starlette(routes=[Route("/v1/chat/completions", made.answer, methods=["POST"])])
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
