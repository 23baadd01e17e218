"""Questions whether a process is ready, and whether a port is free."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

from contact_center.bootstrap.process import Probe

PATIENCE = 2.0
BUSY_PORT = "is another copy running? Stop it, or set CONTACT_CENTER_PORT_BASE to move all ports"


def accepts_connections(port: int, host: str = "127.0.0.1") -> Probe:
    """Ready when something listens on the port."""

    async def probe() -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                _, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError):
            return False
        await _close(writer)
        return True

    return probe


def answers_http(port: int, path: str = "/health/ready", host: str = "127.0.0.1") -> Probe:
    """Ready when a GET is answered with 200."""

    async def probe() -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await _status_line(host, port, path) == "200"
        except (OSError, TimeoutError):
            return False

    return probe


def file_exists(path: Path) -> Probe:
    """Ready when the process has made this file."""

    async def probe() -> bool:
        return await asyncio.to_thread(path.exists)

    return probe


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


async def _status_line(host: str, port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        words = (await reader.readline()).decode("latin-1").split()
    finally:
        await _close(writer)
    return words[1] if len(words) > 1 else ""


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
