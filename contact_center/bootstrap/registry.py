"""The registry of personal data of the whole product: every column of the database."""

from __future__ import annotations

import crm_core.personal
import erp_link.personal
import routing.flow.personal
import routing.personal
from contact_center.bootstrap.joins.channels import channels
from contact_center.directory import personal as directory_personal
from contact_center.interactions import personal as interactions_personal
from contact_center.measures import personal as measures_personal

TABLES = (
    *directory_personal.TABLES,
    *measures_personal.TABLES,
    *routing.personal.TABLES,
    *routing.flow.personal.TABLES,
    *erp_link.personal.TABLES,
    *(table for channel in channels() for table in channel.personal),
    *interactions_personal.TABLES,
    *crm_core.personal.TABLES,
)
"""Every column of the database; the customer's own rows last."""
