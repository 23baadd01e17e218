"""Settings of calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from contact_center.platform.settings import Duration, PlatformSettings


class VoiceSection(PlatformSettings):
    """The media process and recordings."""

    media_port: int = Field(0, description="Control port of the media process; default port_base + 4.")
    media_calls: int = Field(3, description="Calls one media process takes at once.", ge=1)
    recordings: bool = Field(True, description="Record calls after the announcement.")
    recordings_kept: Duration = Field(
        timedelta(days=90),
        description="How long recordings are kept; a queue's setting `recording_days` says otherwise for its calls.",
    )

    @model_validator(mode="after")
    def _control_port(self) -> Self:
        self.media_port = self.media_port or self.port_base + 4
        return self

    @property
    def media_url(self) -> str:
        return f"http://127.0.0.1:{self.media_port}"
