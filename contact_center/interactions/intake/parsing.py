"""Raw envelopes understood without holding anything up: small ones at once, others off the event loop.

A parser is linear in what it reads, so what is small cannot take long. What is large goes to a process of its
own that can be stopped: whatever a stranger found to keep a parser busy costs one mail its understanding, not
everybody else their service. The bounds are said in the reason that quarantine shows.
"""

from __future__ import annotations

import asyncio

import structlog

from contact_center.interactions import sanitised
from contact_center.kernel.contracts.channels import (
    ChannelAdapter,
    InboundMessage,
    RawEnvelope,
    Unparseable,
    UnparseableCode,
    unparseable,
)
from contact_center.kernel.phrases import Phrase
from contact_center.platform.apart import Apart, TooMuch

log = structlog.get_logger()

AT_ONCE = 4 * 1024
"""Bytes that are read faster than a thread is found for them."""
IN_A_THREAD = 64 * 1024
"""Bytes up to which a process of its own would cost more than it protects."""


class Parsing:
    """One per process. `apart` is where large envelopes are read."""

    def __init__(self, apart: Apart | None = None) -> None:
        self._apart = apart or Apart()

    async def understand(
        self, adapter: ChannelAdapter, raw: RawEnvelope
    ) -> tuple[InboundMessage | None, Phrase | None]:
        """The message, or why there is none; never an exception."""
        try:
            return await self._message(adapter, raw), None
        except Unparseable as why:
            return None, why.reason
        except TooMuch as why:
            log.warning("envelope not read", channel=raw.account.channel, size=len(raw.body), reason=str(why))
            if why.seconds is None:
                return None, unparseable(UnparseableCode.TOO_LARGE)
            return None, unparseable(UnparseableCode.STOPPED, seconds=why.seconds)
        except MemoryError:
            return None, unparseable(UnparseableCode.TOO_LARGE)
        except Exception as bug:  # a parser's bug must not stop what comes after it
            log.exception("parser failed", channel=raw.account.channel)
            channel, error = raw.account.channel, type(bug).__name__
            return None, unparseable(UnparseableCode.PARSER_FAILED, channel=channel, error=error)

    async def _message(self, adapter: ChannelAdapter, raw: RawEnvelope) -> InboundMessage:
        if len(raw.body) <= AT_ONCE:
            return parsed(adapter, raw)
        if len(raw.body) <= IN_A_THREAD or not adapter.capabilities.bulky:
            return await asyncio.to_thread(parsed, adapter, raw)
        return await self._apart.run(parsed, adapter, raw)


def parsed(adapter: ChannelAdapter, raw: RawEnvelope) -> InboundMessage:
    """Pure. Raises `Unparseable`, and whatever a bug of the adapter raises."""
    return sanitised.sanitise(adapter.parse(raw))
