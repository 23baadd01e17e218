"""Settings of conversations and work."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from contact_center.platform.settings import Duration, PlatformSettings


class InteractionsSection(PlatformSettings):
    """How long raw deliveries are kept, when a conversation ends, who is not asked again."""

    raw_kept: Duration = Field(timedelta(days=30), description="How long raw envelopes are kept for replay.")
    thread_silence: Duration = Field(
        timedelta(hours=24),
        description="Silence after which a channel without subjects begins a new conversation.",
    )
    not_again_for: Duration = Field(
        timedelta(seconds=60),
        description="After a reject or missed offer: not to the same agent for this long.",
    )
