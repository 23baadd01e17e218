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
    sip_port: int = Field(5060, description="UDP port where trunks reach us; opened once there is one.", ge=1, le=65535)
    sip_host: str = Field(
        "0.0.0.0",  # noqa: S104 - telephones come from outside
        description="Address to listen at for trunks and their sound.",
    )
    sip_public_address: str = Field(
        "", description="Address that trunks are told, behind a router; empty: the one from which they are reached."
    )
    sip_media_ports: str = Field(
        "20000-20399", description="UDP ports for the sound of telephones, first to last.", pattern=r"^\d{4,5}-\d{4,5}$"
    )
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
    def sip_range(self) -> range:
        first, _, last = self.sip_media_ports.partition("-")
        return range(int(first), int(last) + 1)

    @property
    def media_url(self) -> str:
        return f"http://127.0.0.1:{self.media_port}"
