"""Guessing passwords is slow: failed sign-ins are counted per name and per address.

Counters live in Redis, so that all web processes share them; when it is down, each process counts alone.
"""

from __future__ import annotations

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter

from contact_center.kernel.errors import TooManyRequests
from contact_center.platform.wakeups import DOWN

log = structlog.get_logger()


class TooManySignIns(TooManyRequests):
    """Too many failed sign-ins; wait five minutes, then try again."""


class Throttle:
    """Limits of failed sign-ins: ten per name, fifty per address, in five minutes."""

    def __init__(self, redis_url: str, *, per_login: str = "10/5minutes", per_address: str = "50/5minutes") -> None:
        self._per_login = parse(per_login)
        self._per_address = parse(per_address)
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(_storage(redis_url)) if redis_url else self._here

    async def check(self, login: str, address: str) -> None:
        """Raises `TooManySignIns`."""
        for item, key in self._keys(login, address):
            if not await self._ask("test", item, key):
                raise TooManySignIns

    async def failed(self, login: str, address: str) -> None:
        for item, key in self._keys(login, address):
            await self._ask("hit", item, key)

    async def succeeded(self, login: str) -> None:
        await self._ask("clear", self._per_login, f"login:{login}")

    def _keys(self, login: str, address: str) -> tuple[tuple[RateLimitItem, str], ...]:
        return (self._per_login, f"login:{login}"), (self._per_address, f"address:{address}")

    async def _ask(self, what: str, item: RateLimitItem, key: str) -> bool:
        try:
            return await getattr(self._shared, what)(item, "sign-in", key) is not False
        except DOWN:
            log.warning("redis is not reachable, sign-ins are counted by this process alone")
            return await getattr(self._here, what)(item, "sign-in", key) is not False


def _storage(redis_url: str) -> Storage:
    address = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return RedisStorage(f"async+{address}", implementation="redispy", wrap_exceptions=False)
