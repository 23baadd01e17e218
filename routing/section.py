"""Settings of the router."""

from __future__ import annotations

from pydantic import Field

from contact_center.platform.settings import PlatformSettings


class RoutingSection(PlatformSettings):
    """How tenants are divided between routers."""

    router_shards: int = Field(
        1,
        description="Parts into which tenants are divided for routing, alike for all routers: stop them to change it.",
        ge=1,
        le=64,
    )
    router_shard: int | None = Field(
        None,
        description="The part this router routes, counted from 0; not set: all of them, each as far as it is free.",
    )
