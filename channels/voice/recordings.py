"""Listening to recordings: who may, and that it is written down (D31)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from channels.voice import message_store, store
from channels.voice.errors import NoRecording, RecordingNotYours
from channels.voice.message_store import RecordedSound
from contact_center.directory.service import Role, SignedIn, audit
from contact_center.interactions.reading import work_queries
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.blobs import BlobStore, NoSuchBlob
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

ALL_CALLS = (Role.SUPERVISOR, Role.ADMIN)


def recording_key(tenant: TenantId, call_id: CallId) -> str:
    """Where the blob store keeps the recording of a call."""
    return f"{tenant}/recordings/{call_id}.wav"


def message_key(tenant: TenantId, call_id: CallId) -> str:
    """Where it keeps the message that a caller left."""
    return f"{tenant}/recordings/{call_id}.message.wav"


class Recordings:
    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self.database = database
        self._blobs = blobs

    async def play(self, who: SignedIn, call_id: CallId) -> bytes:
        """The decrypted WAV. Raises `NoSuchCall`, `RecordingNotYours`, `NoRecording`.

        The audit is committed before a single byte is handed out.
        """

        async def permit(work: UnitOfWork) -> str:
            row = await store.call(work, work.tenant_id, call_id)
            if not await may_hear(work, who, row.interaction_id):
                raise RecordingNotYours
            if row.recording_key is None:
                raise NoRecording(call_id)
            await audit(work, "recording played", f"call:{call_id}", interaction=str(row.interaction_id))
            return row.recording_key

        return await self.sound(call_id, await self.database.run(who.tenant, permit, actor=who.actor))

    async def play_message(self, who: SignedIn, call_id: CallId) -> bytes:
        """What the caller left after the tone, for those who had it as work. Raises and audits as `play`."""

        async def permit(work: UnitOfWork) -> str:
            row = await message_store.of_call(work, work.tenant_id, call_id)
            if row is None or row.interaction_id is None:
                raise NoRecording(call_id)
            if not await may_hear(work, who, row.interaction_id):
                raise RecordingNotYours
            if row.recording_key is None:
                raise NoRecording(call_id)
            await audit(work, "voicemail played", f"call:{call_id}", interaction=str(row.interaction_id))
            return row.recording_key

        return await self.sound(call_id, await self.database.run(who.tenant, permit, actor=who.actor))

    @staticmethod
    async def audible(reader: Reader, who: SignedIn, interactions: Sequence[UUID]) -> list[RecordedSound]:
        """What is recorded of these interactions and may be heard by who asks; hearing it is audited, this is not."""
        agent = None if who.user.role in ALL_CALLS else who.user.id
        kept = await message_store.recorded(reader, who.tenant, interactions)
        if agent is None or not kept:
            return kept
        theirs = await work_queries.worked_on(reader, who.tenant, interactions, agent)
        return [one for one in kept if one.interaction_id in theirs]

    async def sound(self, call_id: CallId, key: str) -> bytes:
        try:
            return await self._blobs.get(key)
        except NoSuchBlob as gone:
            raise NoRecording(call_id) from gone


async def may_hear(reader: Reader, who: SignedIn, interaction: UUID) -> bool:
    """Agents hear what they had in hand; supervisors all."""
    if who.user.role in ALL_CALLS:
        return True
    return bool(await work_queries.worked_on(reader, who.tenant, [interaction], who.user.id))
