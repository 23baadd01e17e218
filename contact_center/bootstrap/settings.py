"""All settings of the product: the sections of the rooms together.

Each can be set in the environment as `CONTACT_CENTER_<NAME>`; `docs/reference/settings.md` is generated from here.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from agent_ui.frame.section import UiSettings
from channels.sms.section import SmsSection
from channels.voice.section import VoiceSection
from contact_center.warehouse.section import WarehouseSection
from erp_link.section import ErpSection
from routing.section import RoutingSection


class Settings(ErpSection, VoiceSection, SmsSection, RoutingSection, WarehouseSection, UiSettings):
    """How this installation runs."""

    @model_validator(mode="after")
    def _shard_exists(self) -> Self:
        if self.router_shard is not None and not 0 <= self.router_shard < self.router_shards:
            raise ValueError(
                f"router_shard is {self.router_shard}, but there are {self.router_shards} shards: "
                f"set it between 0 and {self.router_shards - 1}, or router_shards to more"
            )
        return self
