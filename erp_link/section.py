"""Settings of the ERP link."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from contact_center.platform.settings import Duration, PlatformSettings


class ErpSection(PlatformSettings):
    """How long pages wait for the ERP."""

    erp_deadline: Duration = Field(
        timedelta(milliseconds=800),
        description="How long a page waits for the ERP before it shows what is known.",
    )
    erp_files: str = Field(
        "",
        description="Folder with CSV files of a home-grown ERP, one folder for each organisation that has one; empty: "
        "none are read. The processes need to read it, not to write it.",
    )
