"""The list of all work as a file: what spreadsheets read as text, never as formulas."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.words import labels
from agent_ui.words.csv_lines import BOM, csv_line
from agent_ui.words.languages import Words
from agent_ui.work_list import compose
from agent_ui.work_list.compose import WorkAsked
from contact_center.interactions.listing import service as listing
from contact_center.platform.unit_of_work import Database
from routing.policy import administration as routing


def headings(words: Words) -> list[str]:
    return [
        words.gettext("Begun"), words.gettext("Channel"), words.gettext("Customer"), words.gettext("Organisation"),
        words.gettext("Subject"), words.gettext("Queue"), words.gettext("State"), words.gettext("Tags"),
        words.gettext("Answer due"), words.gettext("Closed at"), words.gettext("Id"),
    ]  # fmt: skip


async def exported(database: Database, lens: Lens, asked: WorkAsked) -> AsyncIterator[str]:
    """Batch by batch, so that a year of work needs no more memory than a page of it."""
    async with database.read(lens.tenant) as reader:
        scope = await listing.scope_of(reader, lens.rights)
        wanted = await compose.wanted(reader, lens, asked)
        queues: Mapping[UUID, str] = await routing.queue_names(reader, lens.tenant)
    yield BOM + csv_line(headings(lens.words))
    async for batch in listing.batches(database, lens.tenant, scope, wanted):
        async with database.read(lens.tenant) as reader:
            lines = await compose.lines(reader, lens, batch, queues)
        yield "".join(
            csv_line([
                row.created_at.astimezone(lens.words.zone).isoformat(timespec="seconds"),
                labels.channel(lens.words, row.channel), line.who, line.organisation, line.text, line.queue,
                line.standing, "; ".join(line.tags),
                row.due_at.astimezone(lens.words.zone).isoformat(timespec="seconds") if row.due_at else None,
                row.closed_at.astimezone(lens.words.zone).isoformat(timespec="seconds") if row.closed_at else None,
                row.interaction_id,
            ])
            for row, line in zip(batch, lines, strict=True)
        )  # fmt: skip
