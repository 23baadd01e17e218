"""Settings of the warehouse."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from contact_center.platform.settings import Duration, PlatformSettings


class WarehouseSection(PlatformSettings):
    """Where its files are, and what its engine may use."""

    warehouse_place: str = Field(
        "",
        description="Where the warehouse keeps its Parquet files: a folder, or a URL such as `s3://bucket/prefix`. "
        "Empty: `warehouse` in data_dir. They are not encrypted, and hold no words and no addresses of customers.",
    )
    warehouse_every: Duration = Field(timedelta(seconds=10), description="How often changes are loaded.")
    warehouse_threads: int = Field(2, description="Threads of the warehouse's engine, in each process.", ge=1, le=64)
    warehouse_memory: str = Field(
        "1GB", description="Memory that the warehouse's engine may use, in each process; beyond it, it uses the disk."
    )
