"""Asking a running supervisor for its state, or to break and mend something.

One JSON object a line over a Unix socket that only its owner may open:
`{"do": "status"}`, and `{"do": "kill" | "stop" | "start" | "restart", "name": "router"}`, where
`kill` takes a `signal` such as `"KILL"` (the default) or `"STOP"`. The answer is
`{"ok": true, "processes": [...]}` or `{"ok": false, "error": "..."}`.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contact_center.bootstrap.supervisor import Supervisor
from contact_center.kernel.errors import ContactCenterError, Invalid, RetryLater
from contact_center.platform.embedded.places import socket_path

PATIENCE = 30.0


@asynccontextmanager
async def listening(supervisor: Supervisor, path: Path) -> AsyncIterator[None]:
    """While inside, the supervisor can be asked through the socket at `path`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await _answer(supervisor, line)).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    place = socket_path(path.parent, path.name)
    place.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, place)
    place.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        with suppress(FileNotFoundError):
            place.unlink()


async def ask(path: Path, do: str, name: str = "", **more: str) -> list[dict[str, Any]]:
    """The processes after doing it. Raises `RetryLater` without a supervisor, `Invalid` when refused."""
    request = {"do": do, "name": name, **more}
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await _exchange(path, request)
    except (OSError, TimeoutError, ValueError):
        raise RetryLater("the supervisor does not answer; is the demo running?") from None
    if not answer.get("ok"):
        raise Invalid(answer.get("error"))
    processes: list[dict[str, Any]] = answer["processes"]
    return processes


async def _exchange(path: Path, request: dict[str, str]) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(json.dumps(request).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
    finally:
        writer.close()
    return answer


async def _answer(supervisor: Supervisor, line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
        await _carry_out(supervisor, dict(request))
    except (ContactCenterError, ValueError, TypeError) as problem:
        return {"ok": False, "error": str(problem)}
    return {"ok": True, "processes": [asdict(status) for status in supervisor.statuses()]}


async def _carry_out(supervisor: Supervisor, request: dict[str, Any]) -> None:
    name = str(request.get("name", ""))
    match request.get("do"):
        case "status":
            pass
        case "kill":
            supervisor.kill(name, _signal(str(request.get("signal", "KILL"))))
        case "stop":
            await supervisor.stop_one(name)
        case "start":
            supervisor.start_one(name)
        case "restart":
            await supervisor.restart(name)
        case other:
            raise Invalid(f"do: {other!r}; it may be status, kill, stop, start or restart")


def _signal(word: str) -> signal.Signals:
    try:
        return signal.Signals[f"SIG{word.upper().removeprefix('SIG')}"]
    except KeyError:
        raise Invalid(f"signal: {word!r}; it may be KILL, TERM, STOP, CONT ...") from None
