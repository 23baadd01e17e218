"""Every table of the database: the room that owns it, and what its columns hold of persons.

The one list of owners: the house rule on SQL (decision 0032), the declared metadata (0040), the erasure and its page
(0003) all read it. A room that declares tables in its `personal.py` adds a line here.
"""

from __future__ import annotations

import channels.voice.flow.personal
import crm_core.assistant.personal
import crm_core.care.personal
import crm_core.cases.personal
import crm_core.consent.personal
import crm_core.customers.personal
import crm_core.door.personal
import crm_core.guides.personal
import crm_core.identity.personal
import crm_core.knowledge.personal
import crm_core.macros.personal
import crm_core.quality.personal
import crm_core.snippets.personal
import crm_core.tasks.personal
import erp_link.personal
import routing.flow.personal
import routing.personal
from contact_center.bootstrap.joins.channels import channels as known_channels
from contact_center.directory import personal as directory_personal
from contact_center.interactions import personal as interactions_personal
from contact_center.measures import personal as measures_personal
from contact_center.platform import personal as platform_personal
from contact_center.warehouse import personal as warehouse_personal

OWNERS = {
    "contact_center.platform": platform_personal.TABLES,
    "contact_center.directory": directory_personal.TABLES,
    "contact_center.warehouse": warehouse_personal.TABLES,
    "contact_center.measures": measures_personal.TABLES,
    "routing": routing.personal.TABLES,
    "routing.flow": routing.flow.personal.TABLES,
    "erp_link": erp_link.personal.TABLES,
    **{type(one).__module__.rpartition(".")[0]: tuple(one.personal) for one in known_channels() if one.personal},
    "channels.voice.flow": channels.voice.flow.personal.TABLES,
    "contact_center.interactions": interactions_personal.TABLES,
    "crm_core.assistant": crm_core.assistant.personal.TABLES,
    "crm_core.care": crm_core.care.personal.TABLES,
    "crm_core.cases": crm_core.cases.personal.TABLES,
    "crm_core.consent": crm_core.consent.personal.TABLES,
    "crm_core.door": crm_core.door.personal.TABLES,
    "crm_core.knowledge": crm_core.knowledge.personal.TABLES,
    "crm_core.guides": crm_core.guides.personal.TABLES,
    "crm_core.identity": crm_core.identity.personal.TABLES,
    "crm_core.macros": crm_core.macros.personal.TABLES,
    "crm_core.quality": crm_core.quality.personal.TABLES,
    "crm_core.snippets": crm_core.snippets.personal.TABLES,
    "crm_core.tasks": crm_core.tasks.personal.TABLES,
    "crm_core.customers": crm_core.customers.personal.TABLES,
}
"""Each package and its tables."""

RETENTION = (
    *interactions_personal.RETENTION,
    *crm_core.care.personal.RETENTION,
    *crm_core.cases.personal.RETENTION,
    *directory_personal.RETENTION,
)
"""What goes by time alone, where an organisation says so."""

TABLES = tuple(table for tables in OWNERS.values() for table in tables)
"""Every column of the database; the customer's own rows last."""
