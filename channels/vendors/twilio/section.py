"""Settings of what is reached at Twilio."""

from __future__ import annotations

from pydantic import Field

from contact_center.platform.settings import PlatformSettings


class TwilioSection(PlatformSettings):
    """Where Twilio is, or a simulator of it."""

    twilio_url: str = Field("https://api.twilio.com", description="Twilio's REST API, or a simulator of it.")
    twilio_voice_signal_url: str = Field(
        "",
        description="Where agents' pages sign in for calls over Twilio (ws:// or wss://); empty for Twilio itself.",
        pattern=r"^(wss?://[A-Za-z0-9.:_/\[\]-]+)?$",
    )
