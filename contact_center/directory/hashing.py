"""Argon2, a few at a time and never in the event loop: each takes 64 MB and a good part of a second, on purpose."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

from contact_center.directory.errors import TooBusy

AT_ONCE = 2
MOST_WAITING = 40
"""Beyond, whoever asks is told to come again: a queue of strangers' guesses must not keep everybody else out."""


class _Hashing:
    """One for each process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")
        self._hash = PasswordHash.recommended()
        self._asked = 0

    async def hash(self, password: str) -> str:
        return str(await self._run(self._hash.hash, password))

    async def verify(self, password: str, stored: str) -> bool:
        return bool(await self._run(self._hash.verify, password, stored))

    async def _run(self, function: object, *values: str) -> object:
        if self._asked >= AT_ONCE + MOST_WAITING:
            raise TooBusy
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function, *values)  # type: ignore[arg-type]
        finally:
            self._asked -= 1


@cache
def _hashing() -> _Hashing:
    return _Hashing()


async def hash_password(password: str) -> str:
    return await _hashing().hash(password)


async def verify_password(password: str, stored: str) -> bool:
    return await _hashing().verify(password, stored)
