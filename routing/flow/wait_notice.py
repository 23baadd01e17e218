"""What a waiting customer's screen shows: place, wait, callback, and the last text of the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.interactions import Identity
from contact_center.kernel.contracts.waiting import WaitNotice
from contact_center.kernel.languages import text_for
from contact_center.platform.unit_of_work import Reader
from routing.flow import waiting_store as store
from routing.flow.announcing import announce_for
from routing.flow.model import Then, Treatment
from routing.flow.ports import OwnNumbers
from routing.flow.reading import callback_terms, flow_of, treatment_of
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as routing_store


async def wait_notice(reader: Reader, tenant: UUID, interaction: UUID, own: OwnNumbers) -> WaitNotice:
    """Nothing if it does not wait."""
    row = await store.notice(reader, tenant, interaction)
    if row is None:
        return WaitNotice()
    queue = next((one for one in await routing_store.queues(reader, tenant) if one.id == row["queue_id"]), None)
    if queue is None:
        return WaitNotice()
    treatment = treatment_of(row["treatment"])
    announce = announce_for(treatment, flow_of(queue))
    minutes = int(row["seconds"] // 60) if row["seconds"] is not None and announce.expected_wait else None
    texts = [one["text"] for one in row["steps"] if "text" in one]
    return WaitNotice(
        place=await _place(reader, tenant, interaction, row["place"]) if announce.position else None,
        minutes=minutes,
        callback="asked" if row["asked"] else await _offered(reader, tenant, queue, row, own),
        text=texts[-1] if texts else _announcement(treatment, row["language"]),
    )


async def _place(reader: Reader, tenant: UUID, interaction: UUID, announced: int | None) -> int | None:
    """As it was announced, so that no later one is worse; before the first announcement as it is."""
    return announced or await store.place(reader, tenant, interaction, reader.now)


def _announcement(treatment: Treatment, language: str | None) -> str | None:
    return text_for(treatment.announcement, language) if treatment.announcement else None


async def _offered(
    reader: Reader, tenant: UUID, queue: routing_store.QueueRow, row: dict[str, Any], own: OwnNumbers
) -> str | None:
    """Where the queue offers it, in its hours, after its step if it has one, and to a number we know to be theirs."""
    flow, treatment = flow_of(queue), treatment_of(row["treatment"])
    by_step = any(step.then is Then.CALLBACK for step in flow.overflow) and treatment.callback is None
    if callback_terms(treatment, flow) is None or row["tier"] == "deferred":
        return None
    if by_step and row["callback_offered_at"] is None:
        return None
    if not (await hours_of_queues(reader, [queue]))[queue.id].is_open(reader.now):
        return None
    if row["contact_kind"] == "phone":
        return "offered"
    known = row["identity"] == Identity.VERIFIED and row["customer_id"] is not None
    return "offered" if known and await own.of_customer(reader, tenant, row["customer_id"]) else None
