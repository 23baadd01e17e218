"""Settings of sign-in."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from contact_center.platform.settings import Duration, PlatformSettings


class DirectorySection(PlatformSettings):
    """How long people stay signed in."""

    session_lifetime: Duration = Field(timedelta(hours=12), description="How long a sign-in lasts.")
    session_idle: Duration = Field(
        timedelta(hours=2), description="A sign-in ends when no page of it was open for this long."
    )
