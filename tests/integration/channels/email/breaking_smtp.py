"""An SMTP server that answers as told, or hangs up at a chosen moment."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping

HANG_UP = ""
USUAL = {"EHLO": "250 x", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on", ".": "250 OK", "QUIT": "221 bye"}
GREETING = "220 test"


class ScriptedSmtp:
    """`answers` replaces the usual reply to a command; `.` is the end of the mail, HANG_UP closes."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = {**USUAL, "AUTH": "235 welcome", **answers}
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[StreamWriter] = set()

    async def __aenter__(self) -> ScriptedSmtp:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writers.add(writer)
        writer.write(f"{GREETING}\r\n".encode())
        in_mail = False
        while line := (await reader.readline()).decode().strip("\r\n"):
            if in_mail:
                await self._skip_mail(reader, line)
                word, in_mail = ".", False
            else:
                word = line.split(" ")[0].upper()
            reply = "250-x\r\n250 AUTH PLAIN" if word == "EHLO" else self._answers.get(word, "502 no")
            if reply == HANG_UP:
                break
            writer.write(f"{reply}\r\n".encode())
            in_mail = reply.startswith("354")
        writer.close()

    @staticmethod
    async def _skip_mail(reader: StreamReader, line: str) -> None:
        while line != ".":
            line = (await reader.readline()).decode().strip("\r\n")
