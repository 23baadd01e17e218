"""Settings of what is reached at Twilio."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from pydantic import Field

from contact_center.platform.settings import PlatformSettings

TWILIO_SIGNAL: Final = "wss://voice-js.roaming.twilio.com/signal"
"""Where Twilio's script for browsers signs in by itself."""


class TwilioSection(PlatformSettings):
    """Where Twilio is, or a simulator of it."""

    twilio_url: str = Field("https://api.twilio.com", description="Twilio's REST API, or a simulator of it.")
    twilio_voice_signal_url: str = Field(
        "",
        description="Where agents' pages sign in for calls over Twilio (ws:// or wss://); empty for Twilio itself.",
        pattern=r"^(wss?://[A-Za-z0-9.:_/\[\]-]+)?$",
    )

    @property
    def voice_signal_origin(self) -> str:
        """What a page that takes calls over Twilio connects to, as a content security policy names it."""
        parts = urlsplit(self.twilio_voice_signal_url or TWILIO_SIGNAL)
        return f"{parts.scheme}://{parts.netloc}"
