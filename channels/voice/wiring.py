"""The voice channel as it declares itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, ClassVar

import structlog

from channels.channel import (
    Centre,
    Channel,
    ChannelProcess,
    Endpoints,
    ProcessResources,
    Resources,
    WebPart,
    WorkerPart,
)
from channels.declaring import AccountSetting, ConnectionFinding, Grade, SettingKind
from channels.voice import endpoints
from channels.voice.adapter import CODE, VoiceAdapter
from channels.voice.calls import open_desk
from channels.voice.entry import WidgetCalls
from channels.voice.following import CallsFollowWork
from channels.voice.listening import CallListening
from channels.voice.personal import TABLES
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.recordings import Recordings
from channels.voice.section import VoiceSection
from channels.voice.tasks import RecordingRetention, WatchedCalls
from channels.voice.voicemail import VoicemailAdapter
from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter
from contact_center.platform.live import Hub
from contact_center.platform.settings import PlatformSettings, section

log = structlog.get_logger()


async def _media(own: ProcessResources) -> None:
    """Carry the audio of calls: one process for several calls."""
    from channels.voice.media_process import run_media  # noqa: PLC0415 - only this process needs the media library

    await run_media(own)


class VoiceChannel(Channel):
    """Calls, and the messages that callers leave."""

    code = CODE
    capabilities: ClassVar = {kind.channel: kind.capabilities for kind in (VoiceAdapter, VoicemailAdapter)}
    processes = (
        ChannelProcess(
            name="media",
            run=_media,
            port=lambda settings: section(settings, VoiceSection).media_port,
            stop_timeout=15.0,  # recordings of the calls going on are sealed and kept
        ),
    )
    account_words = "calls_account"
    settings = (
        AccountSetting("record", SettingKind.SWITCH, default=True),
        AccountSetting("tell_listening", SettingKind.SWITCH, default=True),
    )
    personal = TABLES

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        return [VoiceAdapter(), VoicemailAdapter()]

    def address(self, text: str, settings: Mapping[str, Any], region: str) -> str:
        """A number in its one form; calls from the web may have an address of any kind."""
        return telephones.e164(text, region) or text

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        return "Name it as voice_account in the settings of the web chat whose visitors shall call."

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        off = calls_off()
        if off is not None:
            return [ConnectionFinding(Grade.WRONG, "calls_off", {"why": off})]
        return [ConnectionFinding(Grade.GOOD, "calls_on")]

    def web(self, centre: Centre, hub: Hub, closing: AsyncExitStack) -> WebPart:
        desk, _ = open_desk(centre, closing)
        off = calls_off()
        if off is not None:
            log.warning("calls are switched off", reason=off)
        router = endpoints.router(desk, Recordings(centre.database, centre.blobs))
        supervisors = endpoints.supervisors(CallListening(desk))
        return WebPart([Endpoints(router), Endpoints(supervisors)], trouble={"calls": off or "ok"})

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        desk, _ = open_desk(centre, closing)
        tasks = [WatchedCalls(centre).run, RecordingRetention(centre).run]
        return WorkerPart(tasks, [CallsFollowWork(desk, centre.ports)])


def calls_off() -> str | None:
    """Why nobody can call on this machine; None if they can."""
    able, reason = webrtc_available()
    return None if able else reason


def visitor_calls(centre: Centre, closing: AsyncExitStack) -> WidgetCalls:
    """Calls for the web chat's visitors."""
    desk, _ = open_desk(centre, closing)
    return WidgetCalls(
        centre.accounts, centre.intake, centre.database, desk, centre.waits, centre.languages,
        record=section(centre.settings, VoiceSection).recordings, off=calls_off(),
    )  # fmt: skip
