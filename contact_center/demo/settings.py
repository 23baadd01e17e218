"""Settings of the demo alone; each can be set in the environment as `CONTACT_CENTER_DEMO_<NAME>`."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MOST = 600
"""Contacts per hour beyond which a small machine only serves its simulators."""


class DemoSettings(BaseSettings):
    """How lively the demo is."""

    model_config = SettingsConfigDict(env_prefix="CONTACT_CENTER_DEMO_", extra="ignore")

    history: int = Field(
        3000, description="Contacts of the past year, made at the first start; 0: none.", ge=0, le=9000
    )
    erp: bool = Field(True, description="Start Tryton, the ERP of the demo; without it the demo needs less memory.")
    pace: int | None = Field(
        None,
        description="Contacts of simulated customers per hour; 0 turns all simulators off. "
        "Unset: what the page says, at first 60.",
        ge=0,
        le=MOST,
    )
