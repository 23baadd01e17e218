"""The media process: calls' sound, mixed and recorded. Recordings are kept sealed in the blob store."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import structlog

from channels.channel import ProcessResources
from channels.voice.calls import media_secret
from channels.voice.errors import NoSuchCall
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.builtin.process import MediaOptions, serve
from channels.voice.providers.builtin.recording import is_message
from channels.voice.providers.sip.account import StoredTrunks
from channels.voice.providers.sip.door import SipOptions
from channels.voice.recordings import message_key, recording_key
from channels.voice.section import VoiceSection
from channels.voice.watch import tenant_of
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CallId
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Database

log = structlog.get_logger()


class RecordingNotKept(ContactCenterError):
    """The recording could not be put into the blob store; it stays in the folder of recordings for the next start."""


class SealedRecordings:
    """`RecordingSink` over the encrypted blob store; the database knows whose call it was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, call_id: CallId, path: Path) -> str:
        tenant = await tenant_of(self._database, call_id)
        if tenant is None:
            raise NoSuchCall(call_id)
        key = (message_key if is_message(path) else recording_key)(tenant, call_id)
        await _keep(key, path)
        return key


async def _keep(key: str, path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "channels.voice.seal_recording", key, str(path)),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise RecordingNotKept(lines[-1] if lines else process.returncode)


async def run_media(own: ProcessResources) -> None:
    """Serves until SIGTERM or SIGINT."""
    able, reason = webrtc_available()
    if not able:
        log.error("calls are not possible on this machine", reason=reason)
    settings = section(own.settings, VoiceSection)
    options = MediaOptions(
        port=settings.media_port,
        secret=media_secret(own.vault),
        recordings=settings.data_dir / "recordings",
        most_calls=settings.media_calls,
        sip=SipOptions(
            host=settings.sip_host, port=settings.sip_port, public_address=settings.sip_public_address,
            rtp_ports=settings.sip_range,
        ),
    )  # fmt: skip
    trunks = StoredTrunks(ChannelAccounts(own.database, own.vault))
    await serve(options, SealedRecordings(own.database), own.clock, trunks.read)
