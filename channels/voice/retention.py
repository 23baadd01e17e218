"""The end of recordings: how long one is kept is said by the queue that its call, or its message, came to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from channels.ports import LegalHolds, QueueSettings
from channels.voice import message_store, store
from channels.voice.store import KeptRecording
from channels.voice.transcripts import service as transcripts
from contact_center.directory.service import audit
from contact_center.interactions.reading import work_queries
from contact_center.interactions.reading.work_queries import Key, WorkQueuePlace
from contact_center.kernel.ids import TenantId
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

AT_ONCE = 200
PAGE = 1_000
"""Recordings looked at together: those old enough for the shortest time that any queue has set."""
BEFORE_ALL = (UUID(int=0), UUID(int=0))

Pages = Callable[[Reader, datetime, tuple[UUID, UUID], int], Awaitable[list[KeptRecording]]]
Over = Callable[[KeptRecording, WorkQueuePlace | None, timedelta], bool]


async def erase_outlived(
    database: Database, blobs: BlobStore, queues: QueueSettings, holds: LegalHolds, now: datetime, kept: timedelta
) -> int:
    """Removes recordings whose time is over, so many at once; returns how many. What a crash leaves is found again.

    `kept`: how long where the queue says nothing. What is under a legal hold stays, whatever its age.
    """

    def over(one: KeptRecording, _: WorkQueuePlace | None, time: timedelta) -> bool:
        return one.at + (timedelta() if one.said else time) <= now

    def message_over(one: KeptRecording, place: WorkQueuePlace | None, time: timedelta) -> bool:
        """What was too short for a message goes at once; what nobody has dealt with yet stays whatever its age."""
        if one.interaction_id is None:
            return True
        return place is not None and place.closed and one.at + time <= now

    async with database.read_all() as reader:
        days = await queues.recording_days(reader)
        recordings = await _outlived(reader, store.recordings_before, over, days, holds, now, kept)
        messages = await _outlived(reader, message_store.messages_before, message_over, days, holds, now, kept)
    for one in recordings:
        await _erase(database, blobs, one, "recording erased", _forget_recording)
    for one in messages:
        await _erase(database, blobs, one, "voicemail erased", partial(message_store.forget, at=now))
    return len(recordings) + len(messages)


async def _forget_recording(work: UnitOfWork, call: UUID) -> None:
    await store.forget_recording(work, call)
    await transcripts.forget(work, call)


async def _outlived(
    reader: Reader,
    pages: Pages,
    over: Over,
    days: Mapping[Key, int],
    holds: LegalHolds,
    now: datetime,
    kept: timedelta,
) -> list[KeptRecording]:
    before = now - min([kept, *(timedelta(days=one) for one in days.values())])
    found: list[KeptRecording] = []
    after, more = BEFORE_ALL, True
    while more and len(found) < AT_ONCE:
        page = await pages(reader, before, after, PAGE)
        work = [(one.tenant_id, one.interaction_id) for one in page if one.interaction_id is not None]
        places, held = await work_queries.places(reader, work), await holds.held(reader, work)
        for one in page:
            if one.interaction_id is not None and (one.tenant_id, one.interaction_id) in held:
                continue
            place = places.get((one.tenant_id, one.interaction_id)) if one.interaction_id else None
            own = days.get((one.tenant_id, place.queue_id)) if place and place.queue_id else None
            if over(one, place, kept if own is None else timedelta(days=own)):
                found.append(one)
        more = len(page) == PAGE
        after = (page[-1].tenant_id, page[-1].call_id) if page else after
    return found[:AT_ONCE]


async def _erase(
    database: Database,
    blobs: BlobStore,
    one: KeptRecording,
    what: str,
    forget: Callable[[UnitOfWork, UUID], Awaitable[None]],
) -> None:
    await blobs.delete(one.recording_key)

    async def write(work: UnitOfWork) -> None:
        await forget(work, one.call_id)
        await audit(work, what, f"call:{one.call_id}")

    await database.run(TenantId(one.tenant_id), write, actor="upkeep", role="system")
