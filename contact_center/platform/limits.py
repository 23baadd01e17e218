"""Limits of how fast somebody may go, in one place for all processes.

The buckets (`kernel.rates`) are in Redis, so that all processes and all sockets of somebody share them. While
Redis is away each process counts alone (D6): then a limit holds for each of them, and is never lifted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import redis.asyncio as redis
import structlog
from starlette.requests import HTTPConnection

from contact_center.kernel.rates import Asked, LocalLimits
from contact_center.platform.wakeups import DOWN, SILENT_FOR

log = structlog.get_logger()

PATIENCE = 0.5
"""Seconds Redis may take."""


def network_address(connection: HTTPConnection) -> str:
    """From where somebody asks; empty where the server does not know it, as behind a socket of the machine."""
    return connection.client.host if connection.client else ""


TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local wait, levels = 0, {}
for i, key in ipairs(KEYS) do
  local burst, speed = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local kept = redis.call('HMGET', key, 'level', 'at')
  local level = burst
  if kept[1] then
    level = math.min(burst, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * speed)
  end
  levels[i] = level
  if level < 1 then wait = math.max(wait, (1 - level) / speed) end
end
if wait > 0 then return tostring(wait) end
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, 'level', tostring(levels[i] - 1), 'at', tostring(now))
  redis.call('PEXPIRE', key, math.ceil(tonumber(ARGV[2 * i - 1]) / tonumber(ARGV[2 * i]) * 1000) + 1000)
end
return '0'
"""


class SharedLimits:
    """`Limits` of all processes that use this Redis; those of this process while it is away."""

    def __init__(self, url: str) -> None:
        self._here = LocalLimits()
        self._redis = redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) if url else None
        self._script = self._redis.register_script(TAKE) if self._redis is not None else None
        self._silent_until = 0.0

    async def take(self, now: datetime, *asked: Asked) -> float:
        time = asyncio.get_running_loop().time
        if self._script is not None and time() >= self._silent_until:
            try:
                return float(await self._script(keys=_keys(asked), args=_numbers(asked)))
            except DOWN:
                self._silent_until = time() + SILENT_FOR
                log.warning("redis is not reachable, limits are counted by this process alone")
        return await self._here.take(now, *asked)

    async def close(self) -> None:
        if self._redis is not None:
            with suppress(*DOWN):
                await self._redis.aclose()


def _keys(asked: Sequence[Asked]) -> list[str]:
    return [f"{{cc}}:limit:{rate.name}:{key}" for rate, key in asked]


def _numbers(asked: Sequence[Asked]) -> list[float]:
    return [number for rate, _ in asked for number in (rate.burst, rate.per_second)]
