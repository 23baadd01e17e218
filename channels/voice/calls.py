"""Calls of one process: the telephony behind them, and the desk that commands it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from channels.channel import Centre
from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.providers.sip.lines import SipLines
from channels.voice.providers.twilio.lines import open_lines
from channels.voice.registry import Providers, WebCalls
from channels.voice.section import VoiceSection
from channels.voice.service import CallService
from contact_center.kernel.clock import Clock
from contact_center.platform.settings import PlatformSettings, section
from contact_center.platform.vault import Vault


def media_secret(vault: Vault) -> str:
    """What the media process and those who command it share."""
    return vault.key("media control").hex()


def open_telephony(settings: PlatformSettings, vault: Vault, clock: Clock) -> BuiltinTelephony:
    """Close it in the event loop that used it."""
    return BuiltinTelephony(section(settings, VoiceSection).media_url, media_secret(vault), clock)


def open_desk(centre: Centre, closing: AsyncExitStack) -> tuple[CallService, BuiltinTelephony]:
    """The desk, and what it commands, until the stack is closed."""
    telephony = open_telephony(centre.settings, centre.vault, centre.clock)
    closing.push_async_callback(telephony.close)
    node = section(centre.settings, VoiceSection).media_url
    providers = Providers(WebCalls(telephony, node), SipLines(telephony, node), open_lines(centre, closing))
    return CallService(centre.database, centre.ports, providers), telephony


@asynccontextmanager
async def call_desk(centre: Centre) -> AsyncIterator[tuple[CallService, BuiltinTelephony]]:
    async with AsyncExitStack() as closing:
        yield open_desk(centre, closing)
