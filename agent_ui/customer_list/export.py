"""The list as a file: its columns, what spreadsheets read as text, never as formulas."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from agent_ui.compose.lens import Lens
from agent_ui.customer_list import columns, compose
from agent_ui.words.csv_lines import BOM, csv_line
from contact_center.platform.unit_of_work import Database
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.service import CustomerFilter


async def exported(database: Database, lens: Lens, asked: CustomerFilter, shown: Sequence[str]) -> AsyncIterator[str]:
    """Name, these columns and id. Batch by batch, so that a million customers need no more memory than a page."""
    async with database.read(lens.tenant) as reader:
        beside = await compose.beside(reader, lens)
    names = columns.names(lens.words, beside.own)
    words = lens.words
    yield BOM + csv_line([words.gettext("Name"), *(names[one] for one in shown), words.gettext("Id")])
    async for batch in listing.batches(database, lens.tenant, asked):
        async with database.read(lens.tenant) as reader:
            around = await compose.around(reader, lens, batch, beside, shown)
        yield "".join(
            csv_line([one.name, *(columns.in_file(around, code, one) for code in shown), one.id]) for one in batch
        )
