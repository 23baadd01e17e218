"""The voice channel as it declares itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, ClassVar

import structlog
from fastapi import Depends

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
from channels.vendors.twilio.voice.provider import NAME as TWILIO
from channels.voice import endpoints
from channels.voice.adapter import CODE, VoiceAdapter
from channels.voice.calling import domain as dialling
from channels.voice.calling import endpoints as calling_endpoints
from channels.voice.calling.service import CallsOut
from channels.voice.calls import open_desk
from channels.voice.entry import WidgetCalls
from channels.voice.errors import NoSuchProvider
from channels.voice.flow import endpoints as flow_endpoints
from channels.voice.flow.ports import FlowFacts
from channels.voice.flow.running import FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.following import CallsFollowWork
from channels.voice.listening import CallListening
from channels.voice.parking import endpoints as parking_endpoints
from channels.voice.parking.service import CallParking
from channels.voice.personal import TABLES
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.sip.account import SIP_SETTINGS, trunk_of
from channels.voice.providers.sip.checking import tried
from channels.voice.providers.sip.domain import NAME as SIP
from channels.voice.providers.sip.leading import LedLobby
from channels.voice.providers.twilio import endpoints as twilio
from channels.voice.providers.twilio.account import addresses_of, line_of
from channels.voice.providers.twilio.incoming import IncomingCalls
from channels.voice.providers.twilio.lines import open_lines
from channels.voice.providers.twilio.news import LineNews, LineReports
from channels.voice.providers.twilio.prompts import LinePrompts
from channels.voice.providers.twilio.sealing import PromptSignatures, SealedKeys
from channels.voice.providers.twilio.sounds import LineSounds
from channels.voice.providers.twilio.tapes import LineTapes
from channels.voice.recordings import Recordings
from channels.voice.registry import BUILTIN, provider_of
from channels.voice.section import VoiceSection
from channels.voice.service import CallService
from channels.voice.tasks import RecordingRetention, WatchedCalls, WrittenCalls
from channels.voice.transcripts import domain as transcribing
from channels.voice.transcripts.client import AudioTranscriptions
from channels.voice.transcripts.service import Transcripts, TranscriptsWanted
from channels.voice.voicemail import VoicemailAdapter
from contact_center.directory import telephones
from contact_center.directory.access import public
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter
from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase
from contact_center.platform.live import Hub
from contact_center.platform.settings import PlatformSettings, section

log = structlog.get_logger()

FlowFactsOf = Callable[[Centre, AsyncExitStack], FlowFacts]


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
        AccountSetting("provider", SettingKind.CHOICE, (BUILTIN, SIP, TWILIO), default=BUILTIN),
        *SIP_SETTINGS,
        AccountSetting("account_sid", rare=True),
        AccountSetting("auth_token", secret=True, rare=True),
        AccountSetting("api_key_sid", rare=True),
        AccountSetting("api_key_secret", secret=True, rare=True),
        AccountSetting("record", SettingKind.SWITCH, default=True),
        AccountSetting("tell_listening", SettingKind.SWITCH, default=True),
        AccountSetting("transcribe", SettingKind.SWITCH, default=False, rare=True),
        AccountSetting("speech_url", rare=True),
        AccountSetting("speech_model", rare=True),
        AccountSetting("speech_key", secret=True, rare=True),
    )
    personal = TABLES

    def __init__(self, facts: FlowFactsOf | None = None) -> None:
        """`facts`: what call flows look up; without them no flow can be changed."""
        self._facts = facts

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        return [VoiceAdapter(), VoicemailAdapter()]

    def address(self, text: str, settings: Mapping[str, Any], region: str) -> str:
        """A number in its one form; calls from the web may have an address of any kind."""
        return telephones.e164(text, region) or text

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        if provider_of(account) == SIP:
            return "Name it in a call flow, or leave it: callers are greeted and queued."
        if provider_of(account) != TWILIO:
            return "Name it as voice_account in the settings of the web chat whose visitors shall call."
        at = addresses_of(account, public_url)
        return (
            "At Twilio, for this number: a call comes in, webhook, HTTP POST:\n"
            f"{at.incoming}\nprimary handler fails, HTTP POST:\n{at.fallback}\n"
            f"call status changes, HTTP POST:\n{at.status}"
        )

    def check(self, account: ChannelAccount) -> None:
        """Raises `NoSuchProvider`, what its provider lacks, and `DiallingSettingUnusable` for rules of calls out."""
        dialling.read(account.settings, account.address)
        transcribing.access_of(account)
        provider = provider_of(account)
        if provider not in (BUILTIN, SIP, TWILIO):
            raise NoSuchProvider(provider, field="provider")
        if provider == SIP:
            trunk_of(account)
        if provider == TWILIO:
            line_of(account, "", "")
        if provider in (SIP, TWILIO) and telephones.e164(account.address, None) is None:
            raise Invalid(Phrase("not_a_telephone_number", {"value": account.address}), field="address")

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        if provider_of(account) == TWILIO:
            return [ConnectionFinding(Grade.NOTE, "calls_twilio")]
        if provider_of(account) == SIP:
            return await tried(trunk_of(account), section(settings, VoiceSection))
        off = calls_off()
        if off is not None:
            return [ConnectionFinding(Grade.WRONG, "calls_off", {"why": off})]
        return [ConnectionFinding(Grade.GOOD, "calls_on")]

    def web(self, centre: Centre, hub: Hub, closing: AsyncExitStack) -> WebPart:
        desk, _ = open_desk(centre, closing)
        off = calls_off()
        if off is not None:
            log.warning("calls are switched off", reason=off)
        recordings = Recordings(centre.database, centre.blobs)
        router = endpoints.router(desk, recordings, _transcripts(centre, recordings))
        supervisors = endpoints.supervisors(CallListening(desk))
        out = calling_endpoints.router(calls_out(centre, desk))
        rules = calling_endpoints.rules(centre.database, centre.accounts)
        parked = parking_endpoints.router(centre.database, centre.ports, CallParking(desk, centre.ports))
        parking = parking_endpoints.rules(centre.database)
        parts = [Endpoints(one) for one in (router, supervisors, rules, out, parking, parked)]
        flows = None
        if self._facts is not None:
            facts = self._facts(centre, closing)
            flows = FlowRuns(centre.database, facts)
            parts.append(Endpoints(flow_endpoints.router(centre.database, centre.ports, centre.accounts, facts)))
        door = twilio.router(_voice_door(centre, desk, flows))
        parts.append(Endpoints(door, [Depends(public("Twilio signs its requests"))]))
        return WebPart(parts, trouble={"calls": off or "ok"})

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        desk, _ = open_desk(centre, closing)
        lines = open_lines(centre, closing)
        news = LineNews(centre.database, centre.wakeups, desk, lines)
        tapes = LineTapes(centre.database, centre.wakeups, desk, lines, centre.blobs)
        written = WrittenCalls(centre.database, _transcripts(centre, Recordings(centre.database, centre.blobs)))
        tasks = [WatchedCalls(centre).run, RecordingRetention(centre).run, written.run, news.run, tapes.run]
        flows = FlowRuns(centre.database, self._facts(centre, closing)) if self._facts else None
        tasks.append(LedLobby(centre, flows).run)
        return WorkerPart(tasks, [CallsFollowWork(desk, centre.ports), TranscriptsWanted(centre.accounts)])


def _transcripts(centre: Centre, recordings: Recordings) -> Transcripts:
    return Transcripts(centre.database, recordings, centre.accounts, AudioTranscriptions())


def _voice_door(centre: Centre, desk: CallService, flows: FlowRuns | None) -> twilio.VoiceDoor:
    record = section(centre.settings, VoiceSection).recordings
    incoming = IncomingCalls(centre.database, centre.intake, desk, centre.languages, flows, record)
    return twilio.VoiceDoor(
        accounts=centre.accounts,
        database=centre.database,
        incoming=incoming,
        reports=LineReports(centre.database, centre.wakeups),
        sounds=LineSounds(),
        prompts=LinePrompts(
            centre.accounts, PromptSounds(centre.database, centre.blobs), PromptSignatures(centre.vault)
        ),
        keys=SealedKeys(centre.vault),
        base=centre.settings.public_url,
    )


def calls_off() -> str | None:
    """Why nobody can call on this machine; None if they can."""
    able, reason = webrtc_available()
    return None if able else reason


def calls_out(centre: Centre, desk: CallService) -> CallsOut:
    """Calls that agents make, by the desk of their process."""
    return CallsOut(
        centre.database, centre.ports, centre.accounts, desk, centre.languages,
        record=section(centre.settings, VoiceSection).recordings,
    )  # fmt: skip


def visitor_calls(centre: Centre, closing: AsyncExitStack, facts: FlowFactsOf) -> WidgetCalls:
    """Calls for the web chat's visitors. `facts`: what call flows look up."""
    desk, _ = open_desk(centre, closing)
    return WidgetCalls(
        centre.accounts, centre.intake, centre.database, desk, centre.waits, centre.languages,
        record=section(centre.settings, VoiceSection).recordings,
        flows=FlowRuns(centre.database, facts(centre, closing)), sounds=PromptSounds(centre.database, centre.blobs),
        off=calls_off(),
    )  # fmt: skip
