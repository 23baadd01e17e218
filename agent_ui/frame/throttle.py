"""Guessing passwords is slow. Every try is counted before anything is hashed, under the person it is for, however
their name was written, and under the address it comes from (decision 0023).

A stranger cannot lock somebody out: who has signed in with this browser before has a count of their own, which tries
from elsewhere do not touch. Counters live in Redis, so that all web processes share them; when it is down, each
process counts alone.
"""

from __future__ import annotations

import ipaddress

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import ConnectionPool

from contact_center.kernel.errors import TooManyRequests
from contact_center.platform.wakeups import DOWN

log = structlog.get_logger()
Counted = tuple[tuple[RateLimitItem, str], ...]


class TooManySignIns(TooManyRequests):
    """Too many failed sign-ins; wait five minutes, then try again."""


class Throttle:
    """Tries in five minutes: ten for a person from one address, fifty for a person from everywhere, a hundred from an
    address; ten for a person in a browser they know, which none of the others counts."""

    def __init__(self, redis_url: str) -> None:
        self._pair, self._person = parse("10/5minutes"), parse("50/5minutes")
        self._address, self._known = parse("100/5minutes"), parse("10/5minutes")
        self._here_storage: Storage = MemoryStorage()
        self._pool = ConnectionPool.from_url(redis_url) if redis_url else None
        self._shared_storage = _storage(redis_url, self._pool) if self._pool else self._here_storage
        self._here = FixedWindowRateLimiter(self._here_storage)
        self._shared = FixedWindowRateLimiter(self._shared_storage)

    async def close(self) -> None:
        """Ends its connections."""
        if self._pool is not None:
            await self._pool.aclose()

    async def admit(self, person: str, address: str, device: str | None = None) -> Counted:
        """Counts this try; what is returned can be forgiven. Raises `TooManySignIns`.

        `device`: names the browser, where this person has signed in with it before.
        """
        counted = self._keys(person, network(address), device)
        fine = [await self._hit(item, key) for item, key in counted]
        if not all(fine):
            raise TooManySignIns
        return counted

    async def forgive(self, counted: Counted) -> None:
        """It was the right password: the person's own tries begin anew, and the shared ones lose this one."""
        for item, key in counted:
            if key.startswith(("pair:", "known:")):
                await self._clear(item, key)
            else:
                await self._refund(item, key)

    def _keys(self, person: str, address: str, device: str | None) -> Counted:
        if device is not None:
            return ((self._known, f"known:{person}:{device}"),)
        return (
            (self._pair, f"pair:{person}:{address}"),
            (self._address, f"address:{address}"),
            (self._person, f"person:{person}"),
        )

    async def _hit(self, item: RateLimitItem, key: str) -> bool:
        try:
            return await self._shared.hit(item, "sign-in", key)
        except DOWN:
            log.warning("redis is not reachable, sign-ins are counted by this process alone")
            return await self._here.hit(item, "sign-in", key)

    async def _clear(self, item: RateLimitItem, key: str) -> None:
        try:
            await self._shared.clear(item, "sign-in", key)
        except DOWN:
            await self._here.clear(item, "sign-in", key)

    async def _refund(self, item: RateLimitItem, key: str) -> None:
        name = item.key_for("sign-in", key)
        try:
            await self._shared_storage.incr(name, item.get_expiry(), amount=-1)
        except DOWN:
            await self._here_storage.incr(name, item.get_expiry(), amount=-1)


def network(address: str) -> str:
    """What one customer of a provider has: an IPv4 address, the first half of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def _storage(redis_url: str, pool: ConnectionPool) -> Storage:
    """`limits` reads the address for its scheme; the connections are those of our pool, which can be closed."""
    address = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return RedisStorage(
        f"async+{address}",
        implementation="redispy",
        wrap_exceptions=False,
        connection_pool=pool,  # type: ignore[arg-type] # documented; the annotation leaves it out
    )
