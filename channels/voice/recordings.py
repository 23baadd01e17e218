"""Listening to recordings: who may, and that it is written down (D31)."""

from __future__ import annotations

from channels.voice import store
from channels.voice.errors import NoRecording, RecordingNotYours
from channels.voice.store import CallRow
from contact_center.directory.service import Role, SignedIn, audit
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.blobs import BlobStore, NoSuchBlob
from contact_center.platform.unit_of_work import Database, UnitOfWork

ALL_CALLS = (Role.SUPERVISOR, Role.ADMIN)


def recording_key(tenant: TenantId, call_id: CallId) -> str:
    """Where the blob store keeps the recording of a call."""
    return f"{tenant}/recordings/{call_id}.wav"


class Recordings:
    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    async def play(self, who: SignedIn, call_id: CallId) -> bytes:
        """The decrypted WAV. Raises `NoSuchCall`, `RecordingNotYours`, `NoRecording`.

        The audit is committed before a single byte is handed out.
        """

        async def permit(work: UnitOfWork) -> str:
            row = await store.call(work, work.tenant_id, call_id)
            if who.user.role not in ALL_CALLS and not await _took_part(work, who, row):
                raise RecordingNotYours
            if row.recording_key is None:
                raise NoRecording(call_id)
            await audit(work, "recording played", f"call:{call_id}", interaction=str(row.interaction_id))
            return row.recording_key

        key = await self._database.run(TenantId(who.user.tenant_id), permit, actor=who.actor)
        try:
            return await self._blobs.get(key)
        except NoSuchBlob as gone:
            raise NoRecording(call_id) from gone


async def _took_part(work: UnitOfWork, who: SignedIn, row: CallRow) -> bool:
    return bool(
        await work.value(
            "select 1 from core.segment where tenant_id = %s and interaction_id = %s and agent_id = %s "
            "and connected_at is not null limit 1",
            [work.tenant_id, row.interaction_id, who.user.id],
        )
    )
