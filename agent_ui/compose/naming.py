"""Names that the lines of a history need: of people, and the numbers outside that were called to a call."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from agent_ui.words import history
from contact_center.directory import service as directory
from contact_center.interactions.outbound import outside
from contact_center.interactions.reading.history_queries import InteractionHistoryRow
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader


async def of_history(reader: Reader, tenant: TenantId, rows: Sequence[InteractionHistoryRow]) -> dict[UUID, str]:
    numbers = await outside.numbers(reader, tenant, history.attempt_ids(rows))
    return {**await directory.names(reader, tenant, history.user_ids(rows) - numbers.keys()), **numbers}
