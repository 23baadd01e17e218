"""Recordings written down: wanted when they are ready, made by a server of the organisation's choice, found by search.

It happens only where an administrator has switched it on for the account of the calls. Who may hear a recording may
read it. What is paused or held is in no recording, so it is in no transcript either, and numbers of cards are masked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog

from channels.voice import store as calls
from channels.voice.errors import NoRecording, RecordingNotYours
from channels.voice.recordings import Recordings, may_hear
from channels.voice.transcripts import store
from channels.voice.transcripts.domain import (
    MOST_TRIES,
    SpeakerSide,
    SpeechAccess,
    SpokenPart,
    TranscriptLine,
    TranscriptState,
    access_of,
    again_after,
    lines,
    pieces,
)
from channels.voice.transcripts.errors import NotASpeechSetting, NoTranscript
from channels.voice.transcripts.ports import SpeechToText
from channels.voice.transcripts.store import DueTranscript, TranscriptRow
from contact_center.directory.service import SignedIn, audit
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.search import service as search
from contact_center.kernel.contracts.interactions import CallChanged
from contact_center.kernel.errors import GiveUp, RetryLater
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

AT_ONCE = 20


class TranscriptsWanted:
    """Follows the log: a recording that is ready is to be written down, where its account says so."""

    name = "transcripts"
    wants = (CallChanged,)

    def __init__(self, accounts: ChannelAccounts) -> None:
        self._accounts = accounts

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for record in events:
            if isinstance(record.event, CallChanged) and record.event.what == "recorded":
                await self._want(work, record.event.call_id)

    async def _want(self, work: UnitOfWork, call: CallId) -> None:
        row = await calls.call(work, work.tenant_id, call)
        account = await self._accounts.load(work, work.tenant_id, row.channel_account_id)
        if account.settings.get("transcribe"):
            await store.want(work, call)


class Transcripts:
    def __init__(
        self, database: Database, recordings: Recordings, accounts: ChannelAccounts, speech: SpeechToText
    ) -> None:
        self._database = database
        self._recordings = recordings
        self._accounts = accounts
        self._speech = speech

    async def make_due(self) -> int:
        """Those that are due now, one after another; returns how many there were."""
        async with self._database.read_all() as reader:
            due = await store.due(reader, AT_ONCE)
        for one in due:
            await self._make(one)
        return len(due)

    async def of_call(self, who: SignedIn, call_id: CallId) -> TranscriptRow:
        """Reading is written down as hearing is. Raises `NoSuchCall`, `RecordingNotYours` and `NoTranscript`."""

        async def permit(work: UnitOfWork) -> TranscriptRow:
            row = await calls.call(work, work.tenant_id, call_id)
            if not await may_hear(work, who, row.interaction_id):
                raise RecordingNotYours
            found = await store.of_call(work, work.tenant_id, call_id)
            if found is None:
                raise NoTranscript(call_id)
            if found.state == TranscriptState.READY:
                await audit(work, "transcript read", f"call:{call_id}", interaction=str(row.interaction_id))
            return found

        return await self._database.run(who.tenant, permit, actor=who.actor)

    async def _make(self, one: DueTranscript) -> None:
        tenant, call = TenantId(one.tenant_id), CallId(one.call_id)
        try:
            await self._written(tenant, call)
        except RetryLater as trouble:
            log.warning("call not written down yet", call_id=str(call), reason=str(trouble))
            await self._not_yet(tenant, one)
        except (GiveUp, NotASpeechSetting, NoRecording, ValueError, EOFError) as trouble:
            log.warning("call not written down", call_id=str(call), reason=str(trouble))
            await self._database.run(
                tenant, lambda work: store.over(work, call, TranscriptState.FAILED), actor="transcripts"
            )

    async def _written(self, tenant: TenantId, call: CallId) -> None:
        async with self._database.read(tenant) as reader:
            row = await calls.call(reader, tenant, call)
            access = access_of(await self._accounts.load(reader, tenant, row.channel_account_id))
        if access is None or row.recording_key is None:
            await self._database.run(tenant, lambda work: store.forget(work, call), actor="transcripts")
            return  # switched off, or erased, meanwhile
        sound = await self._recordings.sound(call, row.recording_key)
        said = lines(await self._understood(access, sound, row.call.language))

        async def keep(work: UnitOfWork) -> None:
            if await store.keep(work, call, said, access.model):
                await search.keep_spoken(work, row.interaction_id, "\n".join(one.text for one in said))

        await self._database.run(tenant, keep, actor="transcripts")

    async def _understood(
        self, access: SpeechAccess, sound: bytes, language: str
    ) -> list[tuple[SpeakerSide, float, SpokenPart]]:
        found: list[tuple[SpeakerSide, float, SpokenPart]] = []
        for side, begins, piece in await asyncio.to_thread(lambda: list(pieces(sound))):
            found += [(side, begins, part) for part in await self._speech.understand(access, piece, language)]
        return found

    async def _not_yet(self, tenant: TenantId, one: DueTranscript) -> None:
        async def write(work: UnitOfWork) -> None:
            if one.tries + 1 >= MOST_TRIES:
                await store.over(work, one.call_id, TranscriptState.FAILED)
            else:
                await store.later(work, one.call_id, work.now + again_after(one.tries))

        await self._database.run(tenant, write, actor="transcripts")


async def forget(work: UnitOfWork, call: UUID) -> None:
    """With its recording; search finds the call by its words no more."""
    found = await store.of_call(work, work.tenant_id, call)
    if found is not None:
        await store.forget(work, call)
        await search.forget_spoken(work, found.interaction_id)


__all__ = ["TranscriptLine", "Transcripts", "TranscriptsWanted", "forget"]
