"""Settings of SMS."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from channels.vendors.twilio.section import TwilioSection
from contact_center.platform.settings import Duration


class SmsSection(TwilioSection):
    """How the provider is reached, and how patiently."""

    provider_read_timeout: Duration = Field(
        timedelta(seconds=15), description="How long a provider's answer is waited for."
    )
    provider_settle: Duration = Field(
        timedelta(seconds=20), description="After a broken connection: wait this long before asking what was taken."
    )
    provider_catch_up: Duration = Field(
        timedelta(minutes=1),
        description="How often a provider is asked for messages that its webhooks failed to bring.",
    )
